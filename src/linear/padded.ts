/** The routines work on whole tiles: counts are rounded up to a multiple, and what pads them is zero. */
export function paddedTo(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** Cells of a panel copied into a thread's memory at a time, at most. */
const PANEL_CELLS = 2 ** 20;

/** Rows of a panel that many columns wide: a multiple of 4, at most `most`, fewer for very long rows. */
export function panelRows(columns: number, most: number): number {
  return Math.max(4, Math.min(most, Math.floor(PANEL_CELLS / columns / 4) * 4));
}
