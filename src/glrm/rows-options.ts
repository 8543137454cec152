/** How a model's methods work on rows. */
import { notebookHost } from "../display/host.js";
import { checkFlag, checkListeners, checkOptionNames } from "../frame/check-values.js";
import { checkThreads, type Running } from "../workers/pool.js";

export interface RowsOptions {
  /** Worker threads; the result does not depend on it. Default: as in the fit, of a loaded model as in `glrm`. */
  threads?: number;
  /** Stops the work, which then rejects with the signal's reason. Default: the notebook's interrupt. */
  signal?: AbortSignal;
}

export interface ValuesOptions extends RowsOptions {
  /** Whether values are in the data's own units rather than transformed ones. Default true. */
  original?: boolean;
}

/** Throws for an option that `method` does not have, or that is not what it should be; `threads`: the default. */
export function rowsOptions(method: string, options: RowsOptions, threads: number): Running {
  checkOptionNames(method, options, ["threads", "signal"], "{ threads: 2 }");
  return runningOf(options, threads);
}

export function valuesOptions(
  method: string,
  options: ValuesOptions,
  threads: number,
): { original: boolean; running: Running } {
  checkOptionNames(method, options, ["original", "threads", "signal"], "{ original: false }");
  const { original = true } = options;
  checkFlag("original", original);
  return { original, running: runningOf(options, threads) };
}

function runningOf(options: RowsOptions, fallback: number): Running {
  checkListeners(options);
  const { threads = fallback, signal = notebookHost()?.signal } = options;
  checkThreads(threads);
  return { threads, signal };
}
