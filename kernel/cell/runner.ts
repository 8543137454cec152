/**
 * A compiled cell to its outcome, on the main thread.
 *
 * A cell that V8 has terminated never settles, and nothing waiting for it runs either. The outcome is therefore told by
 * whoever comes first, the cell or the interrupt, and the rest is ignored.
 */

import * as vm from "node:vm";
import type { CellError, CellRun, FromMain, Outcome, Output } from "../threads.js";
import { fallbackOutput, toOutput } from "./bundle.js";
import { describeError } from "./errors.js";
import type { Importer, Modules } from "./modules.js";
import { IMPORT, NOTEBOOK, REQUIRE } from "./names.js";
import { forgetActive, startCell, type RunningCell } from "./running.js";
import { rememberSource } from "./sources.js";
import { clearTimers } from "./timers.js";

/** How long an interrupted cell may take to end by itself, in milliseconds. */
const GRACE = 250;
/** How long it may take while the library puts its best result so far together. */
const LONGEST = 3000;

/** In a block of its own a cell may declare what is a parameter here. */
const PREFIX = `(async function (exports, ${NOTEBOOK}, require, ${REQUIRE}, ${IMPORT}) { 'use strict'; { `;
const SUFFIX = "\n}})";

/** Lets a cell's code use `import()`; Node before 20.12 has no such loader, and cells import by their own function. */
const MAIN_LOADER: number | undefined = (vm.constants as Partial<typeof vm.constants> | undefined)
  ?.USE_MAIN_CONTEXT_DEFAULT_LOADER;

type Body = (exports: object, notebook: object, require: unknown, own: unknown, importer: Importer) => Promise<void>;

/** Thrown by `process.exit`, so that the cell ends there. */
export class ExitSignal extends Error {
  override name = "ExitSignal";
}

interface Current extends RunningCell {
  /** What the notebook's variables of the cell's names were before it, of those that there were. */
  before: Map<string, unknown>;
  names: string[];
  interrupted: boolean;
  finished: boolean;
}

export class Runner {
  /** The variables of the notebook: one plain object, so that loops over them run at full speed. */
  readonly #exports: Record<string, unknown> = {};
  readonly #modules: Modules;
  readonly #post: (message: FromMain) => void;
  readonly #setTimeout = setTimeout;
  readonly #setImmediate = setImmediate;
  #current: Current | undefined;

  constructor(modules: Modules, post: (message: FromMain) => void) {
    this.#modules = modules;
    this.#post = post;
    // V8 makes an object with 128 properties that change ten times slower, but not one that is a prototype.
    Object.create(this.#exports);
  }

  run(cell: CellRun): void {
    const current: Current = {
      run: cell.run,
      file: cell.file,
      abort: new AbortController(),
      pending: new Set(),
      held: [],
      before: new Map(cell.names.filter((it) => it in this.#exports).map((it) => [it, this.#exports[it]])),
      names: cell.names,
      interrupted: false,
      finished: false,
    };
    this.#current = current;
    startCell(current);
    rememberSource(cell.file, { source: cell.source, positions: cell.positions });
    // One turn later: what the cell rejected and nobody caught is told by then, in the cell.
    const end = (outcome: Outcome): unknown => this.#setImmediate(() => this.#finish(current, outcome));
    this.#evaluate(cell, current).then(end, (error: unknown) => end(this.#failure(error, current)));
  }

  /**
   * Ends the cell of a run: at once when it has been `stopped`, else after it had time to end by itself. When that run
   * is over, what was stopped is something an earlier cell left behind.
   */
  interrupt(run: number, stopped: boolean): void {
    if (stopped) forgetActive();
    const current = this.#current;
    if (current?.run !== run) {
      if (stopped) clearTimers((cell) => cell !== current);
      return;
    }
    if (!current.interrupted) {
      current.interrupted = true;
      current.abort.abort();
    }
    clearTimers((cell) => cell === current);
    if (stopped) this.#cutShort(current);
    else this.#setTimeout(() => void this.#giveUp(current), GRACE);
  }

  async #evaluate(cell: CellRun, current: Current): Promise<Outcome> {
    if (cell.modules.length > 0 || this.#modules.needsPreparing(cell.imports)) {
      await this.#modules.prepare(cell.imports, cell.modules);
    }
    const body = vm.runInThisContext(PREFIX + cell.code + SUFFIX, {
      filename: cell.file,
      columnOffset: -PREFIX.length,
      importModuleDynamically: MAIN_LOADER,
    }) as Body;
    const { require, importer } = this.#modules;
    await body(this.#exports, this.#exports, require, require, importer);
    while (current.pending.size > 0) await Promise.all(current.pending);
    if (cell.lastExpression === undefined) return { status: "ok" };
    const value = this.#exports[cell.lastExpression];
    // Set, not deleted: deleting would make the object slow.
    this.#exports[cell.lastExpression] = undefined;
    if (value === undefined) return { status: "ok" };
    // A nameless function would otherwise be shown under the name of our variable.
    if (typeof value === "function" && value.name === cell.lastExpression) {
      Object.defineProperty(value, "name", { value: "", configurable: true });
    }
    return { status: "ok", result: await this.#show(value) };
  }

  /** A value whose display fails is still shown as text, and the failure is printed. */
  async #show(value: unknown): Promise<Output> {
    try {
      return await toOutput(value);
    } catch (error) {
      process.stderr.write(`${describeError(error).traceback.join("\n")}\n`);
      return fallbackOutput(value);
    }
  }

  #failure(error: unknown, current: Current): Outcome {
    if (holds(() => error instanceof ExitSignal)) return { status: "ok", exits: true };
    globalThis.lastError = error;
    const { ename, evalue, traceback } = describeError(error);
    if (!current.interrupted) return this.#failed(current, { ename, evalue, traceback });
    const hint = holds(() => hasModel(error)) ? ["The best result so far is lastError.model"] : [];
    return this.#failed(current, { ename: "KeyboardInterrupt", evalue, traceback: [...traceback, ...hint] });
  }

  /** Ends a cell that has not ended by itself, when it has nothing to wait for any more. */
  async #giveUp(cell: Current): Promise<void> {
    if (cell.held.length > 0) {
      const after = (milliseconds: number): Promise<void> =>
        new Promise((resume) => this.#setTimeout(resume, milliseconds));
      await Promise.race([Promise.allSettled(cell.held).then(() => after(GRACE)), after(LONGEST)]);
    }
    this.#cutShort(cell);
  }

  /** Ends a cell that has not ended by itself. */
  #cutShort(cell: Current): void {
    if (cell.finished) return;
    const evalue = "The cell was interrupted";
    globalThis.lastError = Object.assign(new Error(evalue), { name: "KeyboardInterrupt" });
    const traceback = [`KeyboardInterrupt: ${evalue}`];
    this.#finish(cell, this.#failed(cell, { ename: "KeyboardInterrupt", evalue, traceback }));
  }

  #failed({ names, before }: Current, error: CellError): Outcome {
    const unassigned = names.filter((name) =>
      before.has(name) ? Object.is(this.#exports[name], before.get(name)) : !(name in this.#exports),
    );
    return { status: "error", ...error, unassigned };
  }

  #finish(cell: Current, outcome: Outcome): void {
    if (cell.finished) return;
    cell.finished = true;
    if (this.#current === cell) this.#current = undefined;
    this.#post({ type: "done", run: cell.run, outcome });
  }
}

/** False also where a thrown value does not let itself be looked at. */
function holds(question: () => boolean): boolean {
  try {
    return question();
  } catch {
    return false;
  }
}

/** An interrupted fit says how far it came. */
function hasModel(error: unknown): boolean {
  return error instanceof Error && (error as { model?: unknown }).model !== undefined;
}
