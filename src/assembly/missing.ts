/**
 * Which cells of a row H2O's insertMissingValues empties: the cell of column c is empty when the first uniform number of
 * the generator seeded with (seed + 1234 · c) xor (1723 · row) is under the fraction. The generator is PCG32; see
 * `src/data/pcg32.ts`, its plain twin.
 */
const MULTIPLIER: u64 = 6364136223846793005;
const INCREMENT: u64 = 3;
/** Two advances at once: M · (M · s + 3) + 3. */
const MULTIPLIER_TWICE: u64 = MULTIPLIER * MULTIPLIER;
const INCREMENT_TWICE: u64 = MULTIPLIER * INCREMENT + INCREMENT;

function outputOf(state: u64): u32 {
  return rotr<u32>(<u32>(((state >> 18) ^ state) >> 27), <u32>(state >> 59));
}

/**
 * out: the empty cells' columns in ascending order, u32, up to `columns` of them; returns how many.
 * limit: fraction · 2⁵³ rounded up, 0 … 2⁵³; a uniform number is 26 + 27 bits over 2⁵³, so it compares as an integer.
 */
export function missingInRow(out: usize, columns: i32, row: u64, seed: u64, limit: u64): i32 {
  const limitHigh = <u32>(limit >> 27);
  const limitLow = <u32>(limit & 0x7ffffff);
  const turned: u64 = 1723 * row;
  let start: u64 = seed;
  let at = out;
  for (let c = 0; c < columns; c++) {
    // Of each two outputs the second counts: the 26 high bits come from the state two advances after the seeding.
    const state = MULTIPLIER_TWICE * ((start ^ turned) + INCREMENT) + INCREMENT_TWICE;
    const high = outputOf(state) & 0x3ffffff;
    let empty = <u32>(high < limitHigh);
    if (high == limitHigh) {
      const low = outputOf(MULTIPLIER_TWICE * state + INCREMENT_TWICE) & 0x7ffffff;
      empty = <u32>(low < limitLow);
    }
    store<u32>(at, c);
    at += (<usize>empty) << 2;
    start += 1234;
  }
  return <i32>((at - out) >> 2);
}
