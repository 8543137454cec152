/**
 * Generalized low rank models: a frame A (m × n) becomes X (m × k) times Y (k × n).
 *
 * Udell, Horn, Zadeh, Boyd 2016, "Generalized Low Rank Models", doi:10.1561/2200000055. With a quadratic loss and every
 * cell observed the optimum is the truncated singular value decomposition of the transformed data (section 2.1), and it
 * is taken from the exact Gram matrix: one pass over the data, whatever the number of iterations.
 */
import { notebookHost } from "../display/host.js";
import { ProgressBar } from "../display/progress.js";
import type { Frame } from "../frame/frame.js";
import { type Gram, gramMatrix } from "../linear/gram.js";
import { leadingEigenInto, leadingResult, type LeadingResult } from "../linear/leading.js";
import { firstMissing, varyingColumns } from "../matrix/columns.js";
import { keepColumns, type Matrix } from "../matrix/matrix.js";
import { Interrupted } from "../workers/interrupted.js";
import { GlrmModel } from "./model.js";
import { checkGlrmOptions, type GlrmOptions, type GlrmProgress, type GlrmSettings } from "./options.js";
import { factorsOf } from "./factors.js";

/** Shares of the progress bar: the pass for the Gram matrix, the iterations, the pass for X. */
const GRAM = 0.7;
const ITERATIONS = 0.2;

/**
 * Fits a low rank model to the numeric columns of a frame.
 *
 * ```ts
 * const model = await glrm(pixels, { k: 2, maxIterations: 100, seed: 123 });
 * model.archetypes.dim(); // [2, 784]
 * ```
 *
 * Throws before any work on a bad option, a column that is not numeric, a missing cell, or k > min(rows, columns). When
 * it is interrupted it throws `Interrupted` with the best model so far.
 */
export async function glrm(frame: Frame, options: GlrmOptions): Promise<GlrmModel> {
  const { settings, threads } = checkGlrmOptions(options);
  const matrix = checkedMatrix(frame, settings);
  const signal = options.signal ?? notebookHost()?.signal;
  const started = performance.now();
  const bar = options.onProgress === undefined ? progressBar(settings) : undefined;
  const report = options.onProgress ?? ((progress: GlrmProgress) => showProgress(bar, progress));
  const result = leadingResult(matrix.columns, settings.k, settings.maxIterations);
  let gramSeconds = 0;
  let pass: Gram | undefined;
  const finish = async ({ transform }: Gram, onProgress?: (share: number) => void): Promise<GlrmModel> => {
    const converged = Atomics.load(result.status, 1) === 1;
    const factors = await factorsOf(matrix, transform, result, { threads, onProgress });
    const history = historyOf(result, gramSeconds);
    return new GlrmModel({ settings, matrix, transform, factors, history, converged, threads, note: frame.note });
  };
  try {
    const onGram = (share: number): void => report({ share: GRAM * share, iteration: 0, objective: NaN });
    pass = await gramMatrix(matrix, settings.transform, { threads, signal, onProgress: onGram });
    gramSeconds = (performance.now() - started) / 1000;
    const { k, seed, maxIterations, tolerance } = settings;
    const onIterations = (share: number): void => report({ share: GRAM + ITERATIONS * share, ...latest(result) });
    await leadingEigenInto(
      { gram: pass.gram, n: matrix.columns, k, seed, maxIterations, tolerance, result },
      { threads, signal, onProgress: onIterations },
    );
    const model = await finish(pass, (share) => {
      report({ share: GRAM + ITERATIONS + (1 - GRAM - ITERATIONS) * share, ...latest(result) });
    });
    bar?.finish("done", progressDetail(latest(result)));
    return model;
  } catch (error) {
    const interrupted = signal?.aborted === true;
    bar?.finish(interrupted ? "interrupted" : "failed");
    if (!interrupted) throw error;
    const entries = Atomics.load(result.status, 0);
    if (pass === undefined || entries === 0) {
      throw new Interrupted("The fit was interrupted before its first iteration", undefined, { cause: error });
    }
    const text = `The fit was interrupted at iteration ${entries - 1}; the best model so far is the error's .model`;
    throw new Interrupted(text, await finish(pass), { cause: error });
  }
}

/** The frame's numbers, without constant columns if so asked; throws when the model cannot take them. */
function checkedMatrix(frame: Frame, { k, ignoreConstCols }: GlrmSettings): Matrix {
  if (frame.rowCount < 1 || frame.columnCount < 1) {
    throw new RangeError(`Expected a frame with rows and columns but found ${frame.rowCount} x ${frame.columnCount}`);
  }
  let matrix: Matrix = frame.toMatrix();
  const missing = firstMissing(matrix);
  if (missing !== undefined) {
    const { row, column, value } = missing;
    throw new RangeError(`Expected every cell to be a finite number but found ${value} in row ${row} of "${column}"`);
  }
  if (ignoreConstCols) {
    const kept = varyingColumns(matrix);
    if (kept.length === 0) throw new RangeError("Expected a column with more than one value but all are constant");
    if (kept.length < matrix.columns) matrix = keepColumns(matrix, kept);
  }
  const most = Math.min(matrix.rows, matrix.columns);
  if (k > most) {
    const constant = frame.columnCount - matrix.columns;
    const left = constant === 0 ? "" : ` (${constant} constant columns left out; see ignoreConstCols)`;
    throw new RangeError(`Expected k to be at most min(rows, columns) = ${most}${left} but found ${k}`);
  }
  return matrix;
}

/** Objective and seconds of each iteration, the seconds of the first pass included. */
function historyOf({ history, status }: LeadingResult, gramSeconds: number): { objective: number; seconds: number }[] {
  return Array.from({ length: Atomics.load(status, 0) }, (_, i) => {
    return { objective: history[2 * i], seconds: gramSeconds + history[2 * i + 1] };
  });
}

function latest({ history, status }: LeadingResult): { iteration: number; objective: number } {
  const entries = Atomics.load(status, 0);
  return { iteration: Math.max(0, entries - 1), objective: entries === 0 ? NaN : history[2 * (entries - 1)] };
}

function progressBar({ k }: GlrmSettings): ProgressBar {
  return new ProgressBar({ label: `Fitting GLRM, k = ${k}`, total: 100, unit: "%" });
}

function showProgress(bar: ProgressBar | undefined, progress: GlrmProgress): void {
  bar?.update(Math.round(100 * progress.share), progressDetail(progress));
}

function progressDetail({ iteration, objective }: { iteration: number; objective: number }): string {
  return Number.isNaN(objective) ? "reading the data" : `iteration ${iteration}, objective ${objective.toPrecision(7)}`;
}
