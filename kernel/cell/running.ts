/** The cell that code belongs to, also behind awaits, timers and events. */

import { AsyncLocalStorage } from "node:async_hooks";

/** A cell that has been started. */
export interface RunningCell {
  run: number;
  file: string;
  /** Aborted when the user interrupts the cell. */
  abort: AbortController;
  /** Displays under way; the cell is done when they are. */
  pending: Set<Promise<void>>;
}

export const owner: AsyncLocalStorage<RunningCell> = new AsyncLocalStorage<RunningCell>();

let latest: RunningCell | undefined;

export function startCell(cell: RunningCell): void {
  latest = cell;
}

/** The cell the calling code came from, or else the one started last. */
export function currentCell(): RunningCell | undefined {
  return owner.getStore() ?? latest;
}
