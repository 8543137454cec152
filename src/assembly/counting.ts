/** A step of every counting sort by a byte. */

/** counts: 256 u32 → where the entries of each value start. */
export function startsOfCounts(counts: usize): void {
  let total: u32 = 0;
  for (let count = counts; count < counts + 1024; count += 4) {
    const here = load<u32>(count);
    store<u32>(count, total);
    total += here;
  }
}
