/**
 * Choosing the rank k of a GLRM: hide a share of the observed cells, fit, and see how well they are filled in.
 *
 * The observed cells are dealt into folds at random; each fold is hidden once per k, and the model of the other cells
 * fills it in (cross-validation by cells: Udell, Horn, Zadeh, Boyd 2016, section 8; Owen & Perry 2009,
 * doi:10.1214/08-AOAS227). Rows stay in the model, so no new row has to be placed.
 */
import { notebookHost } from "../display/host.js";
import { ProgressBar } from "../display/progress.js";
import type { Frame } from "../frame/frame.js";
import { type CheckedOptions, checkGlrmOptions, GLRM_OPTIONS, INITS } from "../glrm/check-options.js";
import { checkChoice, checkFrame, checkListeners, checkOptionNames, checkWhole, shown } from "../frame/check-values.js";
import { BLOCK_LOSSES, type BlockLossName } from "../glrm/block-losses.js";
import { ownLoss, rawMatrix } from "../glrm/coding.js";
import { glrm } from "../glrm/glrm.js";
import { columnStatistics } from "../linear/column-statistics.js";
import { columnTransform } from "../matrix/columns.js";
import { keepColumns } from "../linear/keep-columns.js";
import { BINARY_LOSSES } from "../glrm/losses.js";
import type { GlrmOptions } from "../glrm/options.js";
import { Interrupted } from "../workers/interrupted.js";
import type { RowsOptions } from "../glrm/rows-options.js";
import type { Running } from "../workers/pool.js";
import { cellError, type CellError, type FoldError, meanError, type Source } from "./cell-error.js";
import { cellFolds, checkFolds, hideFold } from "./hidden-cells.js";
import { RankCurve, type RankErrors } from "./rank-curve.js";

/** Options of `glrm` that go with one k and one set of rows, and are not taken. */
const OF_ONE_FIT = ["userX", "userY", "expandUserY", "validationFrame"] as const;
const KNOWN: readonly string[] = [...GLRM_OPTIONS.filter((name) => !OF_ONE_FIT.some((one) => one === name)), "folds"];
const STARTS: readonly string[] = INITS.filter((init) => init !== "user");

type FitOptions = Omit<GlrmOptions, (typeof OF_ONE_FIT)[number] | "k" | "init" | "onProgress">;

export interface CrossValidateRankOptions extends FitOptions {
  /** The ranks to compare, each 1 … min(rows, columns). */
  k: readonly number[];
  /** Into how many folds the observed cells are dealt; each hides about 1 / folds of them. 2 … 255, default 5. */
  folds?: number;
  /** How each fit starts. Default as in `glrm`. */
  init?: Exclude<GlrmOptions["init"], "user">;
  /** Called a few times a second. Default: a progress bar where there is a notebook or a terminal. */
  onProgress?: (progress: RankProgress) => void;
}

export interface RankProgress {
  /** 0 … 1, of all fits. */
  share: number;
  /** What is being fitted now; folds count from 1. */
  k: number;
  fold: number;
}

/** What is needed of `glrm`; tests put another model in its place. */
export type Fit = (
  frame: Frame,
  options: GlrmOptions,
) => Promise<{ reconstruct(frame: Frame, options: RowsOptions): Promise<Frame> }>;

/**
 * Compares ranks by the error of held-out cells, under the loss of each column and in transformed units. The options of
 * `glrm` hold for every fit, but those that go with one k and one set of rows: a user's start and a validation frame.
 *
 * ```ts
 * const curve = await crossValidateRank(frame, { k: [1, 2, 4, 8], folds: 5, transform: "standardize", seed: 1 });
 * curve.oneStandardError; // the smallest k that is as good as the best
 * curve.plot();
 * ```
 *
 * A k that fills in a cell with what has no finite error, such as Infinity, has none itself: `curve.warnings` says where.
 * The same seed hides the same cells. Columns of a single value are left out unless `ignoreConstCols` is false. Throws
 * before any fit on a bad option, or when a fold would hide all of a column. When it is interrupted it throws
 * `Interrupted` with the curve of the ranks that are finished.
 */
export async function crossValidateRank(frame: Frame, options: CrossValidateRankOptions): Promise<RankCurve> {
  return crossValidateRankBy(glrm, frame, options);
}

export async function crossValidateRankBy(
  fit: Fit,
  frame: Frame,
  options: CrossValidateRankOptions,
): Promise<RankCurve> {
  checkFrame("the frame of crossValidateRank", frame);
  checkOptionNames("crossValidateRank", options, KNOWN, "{ k: [1, 2, 4] }");
  checkListeners(options);
  const { k: ranks, folds = 5, onProgress, ...fitOptions } = options;
  const checked = checkedOptions(frame, ranks, folds, fitOptions);
  const signal = options.signal ?? notebookHost()?.signal;
  const running = { threads: checked.threads, signal };
  const bar =
    onProgress === undefined
      ? new ProgressBar({ label: `Choosing k by ${folds} folds of cells`, total: 100, unit: "%" })
      : undefined;
  const report = (share: number, k: number, fold: number): void => {
    onProgress?.({ share, k, fold });
    bar?.update(Math.round(100 * share), `k = ${k}, fold ${fold} of ${folds}`);
  };
  const finished: RankErrors[] = [];
  let fits = 0;
  try {
    const { source, errors, shared } = await prepared(frame, ranks, fitOptions, checked, running);
    const { rowCount, columnCount } = source.frame;
    const parts = await cellFolds(rowCount, columnCount, folds, { seed: shared.seed, signal });
    await checkFolds(source.matrix, parts, signal);
    for (const k of ranks) {
      const started = performance.now();
      const found: FoldError[] = [];
      for (let fold = 0; fold < folds; fold++, fits++) {
        const progress = (share: number): void => report((fits + share) / (ranks.length * folds), k, fold + 1);
        progress(0);
        const train = await hideFold(source.frame, parts, fold, signal);
        const model = await fit(train, { ...shared, k, signal, onProgress: ({ share }) => progress(share) });
        const filled = await model.reconstruct(train, running);
        found.push(await meanError(source, filled, errors, parts, fold, signal));
      }
      finished.push({ k, ...rankErrors(k, found), seconds: (performance.now() - started) / 1000 });
    }
    const curve = new RankCurve(finished, { note: frame.note });
    bar?.finish("done", Number.isNaN(curve.best) ? "no error is finite" : `least error at k = ${curve.best}`);
    return curve;
  } catch (error) {
    const interrupted = signal?.aborted === true;
    bar?.finish(interrupted ? "interrupted" : "failed");
    if (!interrupted) throw error;
    const curve = finished.length === 0 ? undefined : new RankCurve(finished, { note: frame.note });
    const text =
      curve === undefined
        ? "The comparison of ranks was interrupted before the first was finished"
        : `The comparison of ranks was interrupted after ${finished.length} of ${ranks.length}; their curve is the error's .model`;
    throw new Interrupted(text, curve, { cause: error });
  }
}

function rankErrors(k: number, found: readonly FoldError[]): Pick<RankErrors, "errors" | "warning"> {
  const errors = found.map(({ error }) => error);
  const folds = found.flatMap(({ reason }, fold) => (reason === undefined ? [] : [fold]));
  if (folds.length === 0) return { errors };
  const which = `${folds.length === 1 ? "fold" : "folds"} ${folds.map((fold) => fold + 1).join(", ")} of ${found.length}`;
  const what = folds.every((fold) => errors[fold] === Infinity) ? "infinite" : "not finite";
  const [first] = folds;
  return {
    errors,
    warning: `k = ${k}: the error of ${which} is ${what}, for in fold ${first + 1} ${found[first].reason}`,
  };
}

interface Prepared {
  /** Without columns of a single value, if so asked. */
  source: Source;
  /** One per column. */
  errors: CellError[];
  /** What all fits share; losses by name, because columns may have gone. */
  shared: Omit<GlrmOptions, "k"> & { seed: number };
}

type RankOptions = Omit<CrossValidateRankOptions, "k" | "folds" | "onProgress">;

/** The options of the fits, with any of the ranks; throws for a bad one. */
function checkedOptions(frame: Frame, ranks: readonly number[], folds: number, options: RankOptions): CheckedOptions {
  const given: unknown = ranks;
  if (!Array.isArray(given) || ranks.length === 0) {
    throw new RangeError(`Expected k to be a list of ranks but found ${shown(ranks)}`);
  }
  const twice = ranks.find((k, i) => ranks.indexOf(k, i + 1) > 0);
  if (twice !== undefined) throw new RangeError(`Expected the ranks in k to differ but found ${shown(twice)} twice`);
  checkWhole("folds", folds, 2, 255);
  if (options.init !== undefined) checkChoice("init", options.init, STARTS);
  // Not map, which skips holes.
  const [checked] = Array.from(ranks, (k) => checkGlrmOptions(frame, { ...options, k }));
  return checked;
}

async function prepared(
  frame: Frame,
  ranks: readonly number[],
  { lossByColIdx: _, ...rest }: RankOptions,
  { settings, loss, lossByCol }: CheckedOptions,
  running: Running,
): Promise<Prepared> {
  const whole = await rawMatrix(frame, frame.columnNames, running.signal);
  const statistics = await columnStatistics(whole, running);
  const kept = frame.columnNames.flatMap((_, j) => (settings.ignoreConstCols && statistics.constant[j] ? [] : [j]));
  const names = kept.map((j) => frame.columnNames[j]);
  const widthOf = (name: string): number => {
    const { kind, levels } = frame.column(name);
    const own = ownLoss(lossByCol, name) ?? settings.multiLoss;
    if (kind !== "category" || BINARY_LOSSES.includes(own as string)) return 1;
    return Math.max(1, BLOCK_LOSSES[own as BlockLossName].width(levels!.length));
  };
  const width = names.reduce((sum, name) => sum + widthOf(name), 0);
  const most = Math.min(frame.rowCount, width);
  const tooLarge = ranks.find((k) => k > most);
  if (tooLarge !== undefined) {
    throw new RangeError(`Expected each k to be at most min(rows, columns) = ${most} but found ${tooLarge}`);
  }
  const { shift, scale } = columnTransform(settings.transform, statistics);
  const errors = kept.map((j, i) => {
    const own = ownLoss(lossByCol, names[i]) ?? loss;
    return cellError(frame.column(names[i]).kind, own as typeof loss, { shift: shift[j], scale: scale[j] }, settings);
  });
  const matrix = kept.length === whole.columns ? whole : await keepColumns(whole, kept, running.signal);
  const source = { frame: frame.select(...names), matrix };
  const ofKept = Object.fromEntries(Object.entries(lossByCol).filter(([name]) => names.includes(name)));
  return { source, errors, shared: { ...rest, lossByCol: ofKept, ignoreConstCols: false, seed: settings.seed } };
}
