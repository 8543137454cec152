/**
 * Generalized low rank models: a frame A (m × n) becomes X (m × k) times Y (k × n).
 *
 * Udell, Horn, Zadeh, Boyd 2016, "Generalized Low Rank Models", doi:10.1561/2200000055. Minimises, as H2O does (no ½, no
 * mean), Σ L(xᵢ yⱼ, Aᵢⱼ) over the observed cells + γx Σ rx(xᵢ) + γy Σ ry(yⱼ).
 */
import { held, notebookHost } from "../display/host.js";
import { ProgressBar } from "../display/progress.js";
import type { Frame } from "../frame/frame.js";
import { dot } from "../linear/lines.js";
import type { Matrix } from "../matrix/matrix.js";
import { breather } from "../workers/breathe.js";
import { Interrupted } from "../workers/interrupted.js";
import type { Running } from "../workers/pool.js";
import { boundedSolution, checkSizes, judgedSolution } from "./check-cells.js";
import { type CheckedOptions, checkGlrmOptions } from "./check-options.js";
import { checkOwnLosses } from "./check-own.js";
import { codeRows } from "./code-rows.js";
import { codeFrame, type Problem } from "./coding.js";
import { solveExactly } from "./exact.js";
import { type ProductSvd, svdOfProduct, svdOfProductAtOnce, turnToCanonical } from "./importance.js";
import { engineInput, hasOwnParts, solveIteratively, typicalCell } from "./iterate.js";
import { isPlain } from "./is-plain.js";
import { measure } from "./metrics.js";
import { GlrmModel } from "./model.js";
import type { ModelParts } from "./model-parts.js";
import type { GlrmOptions, GlrmProgress } from "./options.js";
import { type Solution, Stopped } from "./solution.js";
import { hasClosedForm } from "./vector-solver.js";
import { checkFactors, overflowWarnings, settingsWarnings } from "./warnings.js";

/**
 * Fits a low rank model to the columns of a frame: numbers, booleans and categories, with missing cells anywhere.
 *
 * ```ts
 * const model = await glrm(pixels, { k: 2, maxIterations: 100, seed: 123 });
 * model.archetypes.dim(); // [2, 784]
 * ```
 *
 * Throws before any work on a bad option, a column of text, a column without values, a cell that is infinite or so large
 * that squares overflow, cells all so small that these vanish, a cell that its loss does not take, a validation frame that
 * the model does not take, or k > min(rows, columns). When it is interrupted it throws `Interrupted` with the best model so far.
 */
export async function glrm(frame: Frame, options: GlrmOptions): Promise<GlrmModel> {
  const checked = checkGlrmOptions(frame, options);
  const signal = options.signal ?? notebookHost()?.signal;
  const running = { threads: checked.threads, signal };
  const started = performance.now();
  const bar = options.onProgress === undefined ? progressBar(checked) : undefined;
  const report = options.onProgress ?? ((progress: GlrmProgress) => showProgress(bar, progress));
  let problem: Problem | undefined;
  let solution: Solution | undefined;
  try {
    // What is done for each column, on this thread, takes long where there are thousands.
    const breathe = breather(signal);
    problem = await codeFrame(frame, checked, running);
    await breathe();
    checkSizes(problem);
    checkOwnLosses(problem);
    checkFactors(problem, checked);
    const { validationFrame } = options;
    const validation =
      validationFrame && (await codeRows(validationFrame, problem.columns, running, "validationFrame"));
    await breathe();
    const before = (performance.now() - started) / 1000;
    solution = judgedSolution(
      isExact(checked, problem)
        ? await solveExactly(problem, checked.settings, running, report, before)
        : boundedSolution(await solveIteratively(problem, checked, running, report, before)),
    );
    const model = await modelOf(frame, validation, checked, problem, solution, running);
    bar?.finish("done", progressDetail(lastOf(solution)));
    return model;
  } catch (error) {
    const interrupted = signal?.aborted === true;
    bar?.finish(interrupted ? "interrupted" : "failed");
    if (!interrupted) throw error;
    const stopped = error instanceof Stopped ? error : undefined;
    const best = solution ?? stopped?.solution;
    const cause = stopped?.cause ?? error;
    if (problem === undefined || best === undefined) {
      throw new Interrupted("The fit was interrupted before its first iteration", undefined, { cause });
    }
    const { iteration } = lastOf(best);
    const text = `The fit was interrupted at iteration ${iteration}; the best model so far is the error's .model`;
    // Not scored: that takes longer than someone who stops a fit waits. Nor decomposed, before it is asked for.
    const model = await held(modelOf(frame, undefined, checked, problem, best, { threads: checked.threads }, true));
    throw new Interrupted(text, model, { cause });
  }
}

/** Whether the truncated SVD is the answer. */
function isExact({ settings, regularizerX, regularizerY }: CheckedOptions, problem: Problem): boolean {
  const [gammaX, gammaY] = [settings.gammaX, settings.gammaY];
  const ofX = regularizerX.name === "none" ? 0 : gammaX;
  const ofY = regularizerY.name === "none" ? 0 : gammaY;
  return (
    settings.solver === "auto" &&
    settings.init !== "user" &&
    isPlain(problem) &&
    hasClosedForm({ regularizer: regularizerX, gamma: gammaX }) &&
    hasClosedForm({ regularizer: regularizerY, gamma: gammaY }) &&
    // A weight on one side only has no minimum: the other side grows without cost.
    ofX > 0 === ofY > 0
  );
}

async function modelOf(
  frame: Frame,
  validation: Matrix | undefined,
  checked: CheckedOptions,
  problem: Problem,
  solution: Solution,
  running: Running,
  interrupted = false,
): Promise<GlrmModel> {
  const { settings, regularizerX, threads } = checked;
  const { matrix, columns, width, names, order, constant, variation } = problem;
  const { k, gammaX } = settings;
  const { rows } = matrix;
  const svd = await svdOf(solution, checked, running, interrupted);
  const { single } = engineInput(problem, k);
  const own = hasOwnParts(columns, regularizerX);
  const frozen = { columns, width, k, y: solution.y };
  const how = { single, original: settings.imputeOriginal };
  const warnings = [
    ...settingsWarnings(checked, problem),
    ...(await overflowWarnings(problem, solution, k, running.signal)),
    ...solution.warnings,
  ];
  return new GlrmModel({
    ...{
      ...frozen,
      settings,
      rows,
      names,
      order,
      constant,
      single,
      squares: variation,
      threads,
      matrix,
      trained: frame,
      note: frame.note,
    },
    solution: { ...solution, warnings },
    penaltyX: { name: regularizerX.name, gamma: gammaX, ...(own ? { own: regularizerX } : {}) },
    scale: typicalCell(problem),
    svd,
    validationMetrics: validation && (await measure(validation, solution.x, frozen, how, running)),
  });
}

/** Products of X's numbers, rows · k², up to which an interrupted fit is turned: about a tenth of a second. */
const MOST_TURNED = 3e8;

/** The decomposition of X·Y, X and Y turned to canonical archetypes if these are wanted. */
async function svdOf(
  solution: Solution,
  { settings }: CheckedOptions,
  running: Running,
  interrupted: boolean,
): Promise<ModelParts["svd"]> {
  const { x, y, svd } = solution;
  const { k, canonical, gammaX, regularizationX } = settings;
  if (svd !== undefined) return () => svd;
  const long = interrupted && x.length * k > MOST_TURNED;
  if (long && canonical) {
    solution.warnings.push(
      "The archetypes are not canonical: to turn so many takes longer than an interrupted fit has",
    );
  }
  if (interrupted && (long || !canonical)) {
    let made: ProductSvd | undefined;
    return () => (made ??= svdOfProductAtOnce(x, y, k));
  }
  const found = await svdOfProduct(x, y, k, running);
  if (canonical) await turnSolution(solution, found, regularizationX === "none" ? 0 : gammaX, running.threads);
  return () => found;
}

/** To canonical archetypes; X and Y are of one size then, so that quadratic penalties, both of weight `gamma`, may fall. */
async function turnSolution(
  { x, y, history }: Solution,
  svd: ProductSvd,
  gamma: number,
  threads: number,
): Promise<void> {
  const squares = (): number => dot(x, 0, x, 0, x.length) + dot(y, 0, y, 0, y.length);
  const before = squares();
  // In place, so that no interrupt may come between.
  await turnToCanonical(x, y, svd, { threads });
  if (gamma > 0) history[history.length - 1].objective += gamma * (squares() - before);
}

function lastOf({ history }: Solution): { iteration: number; objective: number } {
  const iteration = history.length - 1;
  return { iteration, objective: history[iteration].objective };
}

function progressBar({ settings: { k } }: CheckedOptions): ProgressBar {
  return new ProgressBar({ label: `Fitting GLRM, k = ${k}`, total: 100, unit: "%" });
}

function showProgress(bar: ProgressBar | undefined, progress: GlrmProgress): void {
  bar?.update(Math.round(100 * progress.share), progressDetail(progress));
}

function progressDetail({ iteration, objective }: { iteration: number; objective: number }): string {
  return Number.isNaN(objective) ? "reading the data" : `iteration ${iteration}, objective ${objective.toPrecision(7)}`;
}
