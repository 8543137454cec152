/**
 * The cell that code belongs to: the one that made the promise, timer or comm handler in which the code runs, or if
 * nobody knows, e.g. in the callback of a stream, the cell started last.
 *
 * `AsyncLocalStorage` would know more, but it makes Node keep a stack of asynchronous calls; V8 cannot stop a loop behind
 * an `await` then without Node 20 and 22 aborting the process over that stack. V8's own promise hooks keep no stack.
 */

import { promiseHooks } from "node:v8";

/** A cell that has been started. */
export interface RunningCell {
  run: number;
  file: string;
  /** Aborted when the user interrupts the cell. */
  abort: AbortController;
  /** Displays under way; the cell is done when they are. */
  pending: Set<Promise<void>>;
  /** What the library still puts together once the cell is interrupted. */
  held: Promise<unknown>[];
}

let latest: RunningCell | undefined;
let active: RunningCell | undefined;

/** Lets a class whose constructor calls it take any object for `this`, and so put a private field on it. */
const Given = function (given: object): object {
  return given;
} as unknown as new (given: object) => object;

/** A private field on promises: nobody sees it, and it goes when they go. */
class Stamped extends Given {
  readonly #cell: RunningCell;

  constructor(promise: object, cell: RunningCell) {
    super(promise);
    this.#cell = cell;
  }

  static cellOf(promise: object): RunningCell | undefined {
    return #cell in promise ? promise.#cell : undefined;
  }
}

/** The cell that made a promise. */
export function cellOfPromise(promise: object): RunningCell | undefined {
  return Stamped.cellOf(promise);
}

/** From now on promises remember the cell that made them. */
export function followPromises(): void {
  promiseHooks.createHook({
    init(promise) {
      const cell = active ?? latest;
      if (cell !== undefined) new Stamped(promise, cell);
    },
    before(promise) {
      active = Stamped.cellOf(promise);
    },
    after() {
      active = undefined;
    },
  });
}

export function startCell(cell: RunningCell): void {
  latest = cell;
  active = undefined;
}

export function currentCell(): RunningCell | undefined {
  return active ?? latest;
}

/** Runs `work` as a part of `cell`, and what follows from it by promises and timers too. */
export function runAs<Result>(cell: RunningCell | undefined, work: () => Result): Result {
  const before = active;
  active = cell;
  try {
    return work();
  } finally {
    active = before;
  }
}

/** The cell is not done before `work` is; its failure is told. */
export function waitFor(cell: RunningCell, work: Promise<unknown>, fail: (error: unknown) => void): void {
  const pending: Promise<void> = work
    .then(() => undefined)
    .catch(fail)
    .finally(() => cell.pending.delete(pending));
  cell.pending.add(pending);
}

/** To be called when V8 has stopped what was running: nothing is left of it. */
export function forgetActive(): void {
  active = undefined;
}
