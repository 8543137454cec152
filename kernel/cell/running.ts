/**
 * The cell that code belongs to: the one started last, or while a timer's callback and what follows from it run, the
 * cell that set the timer.
 *
 * `AsyncLocalStorage` would know more, but it makes Node keep a stack of asynchronous calls; V8 cannot stop a loop behind
 * an `await` then without Node 20 and 22 aborting the process over that stack.
 */

/** A cell that has been started. */
export interface RunningCell {
  run: number;
  file: string;
  /** Aborted when the user interrupts the cell. */
  abort: AbortController;
  /** Displays under way; the cell is done when they are. */
  pending: Set<Promise<void>>;
}

const afterMicrotasks = setImmediate;

let latest: RunningCell | undefined;
let borrowed: { cell: RunningCell | undefined } | undefined;

export function startCell(cell: RunningCell): void {
  latest = cell;
  borrowed = undefined;
}

export function currentCell(): RunningCell | undefined {
  return borrowed?.cell ?? latest;
}

/** Code from here to the end of the microtasks belongs to `cell`. */
export function continueCell(cell: RunningCell | undefined): void {
  const mine = { cell };
  borrowed = mine;
  afterMicrotasks(() => {
    if (borrowed === mine) borrowed = undefined;
  });
}
