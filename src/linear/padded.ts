/** The routines work on whole tiles: counts are rounded up to a multiple, and what pads them is zero. */
export function paddedTo(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}
