/**
 * Random forests: a frame and the name of a target → trees that vote.
 *
 * Breiman 2001, "Random Forests", doi:10.1023/A:1010933404324. The features are binned once to bytes; then every tree is
 * grown from rows and features drawn with a generator of its own, so it is the same whichever thread grows it.
 */
import { held, notebookHost } from "../display/host.js";
import { ProgressBar } from "../display/progress.js";
import type { Frame } from "../frame/frame.js";
import { Interrupted } from "../workers/interrupted.js";
import type { Running } from "../workers/pool.js";
import { type Bins, binFrame } from "./bins.js";
import { countPairs } from "./confusion.js";
import { type Feature, featuresOf } from "./features.js";
import { type Grown, growTrees } from "./grow.js";
import { impurityImportance, permutationImportance } from "./importance.js";
import { ForestModel } from "./model.js";
import { checkForestOptions, type ForestOptions, type ForestProgress, forestSettings, threadsOf } from "./options.js";
import { type Target, targetOf } from "./target.js";
import { outOfBag } from "./vote.js";
import { largestOf } from "./vote-task.js";

/** Shares of the progress bar. */
const BINNING = 0.03;
const GROWING = 0.9;

/**
 * Grows a random forest that predicts one column of a frame from the others.
 *
 * ```ts
 * const forest = await randomForest(fashion, { target: "label", trees: 100, seed: 1 });
 * forest.oobError; // 0.12
 * ```
 *
 * Throws before any work on a bad option, a target with missing cells, or a column of text. When it is interrupted it
 * throws `Interrupted` with the forest of the trees that are done.
 */
export async function randomForest(frame: Frame, options: ForestOptions): Promise<ForestModel> {
  checkForestOptions(frame, options);
  const target = targetOf(frame, options.target, options.task);
  const rows = Uint32Array.from({ length: frame.rowCount }, (_, row) => row);
  const features = featuresOf(frame, target, rows);
  const settings = forestSettings(options, target, features.length);
  const { trees, seed } = settings;
  const threads = threadsOf(options);
  const signal = options.signal ?? notebookHost()?.signal;
  const bar =
    options.onProgress === undefined
      ? new ProgressBar({ label: `Growing ${trees} trees`, total: trees, unit: "trees" })
      : undefined;
  const growing = settings.importance === "permutation" ? GROWING / 2 : GROWING;
  const report = (progress: ForestProgress): void => {
    bar?.update(progress.trees);
    options.onProgress?.(progress);
  };
  const started = performance.now();
  const running = (from: number, share: number): Running => ({
    threads,
    signal,
    onProgress: (done) => {
      const all = from + share * done;
      const grown = Math.min(1, Math.max(0, (all - BINNING) / growing));
      report({ share: all, trees: Math.floor(trees * grown) });
    },
  });
  let bins: Bins | undefined;
  let partial: Grown | undefined;
  const finish = async (grown: Grown, binned: Bins, run: Running): Promise<ForestModel> => {
    const seconds = (): number => (performance.now() - started) / 1000;
    return modelOf({ frame, target, features, settings, grown, bins: binned, seconds, running: run });
  };
  try {
    bins = await binFrame(frame, features, running(0, BINNING), options.exact);
    const input = {
      bins,
      target,
      classWeights: sharedWeights(settings.classWeights),
      growth: settings,
      forests: [{ rows, seed }],
      trees,
      keepBags: true,
    };
    const grown = await growTrees(input, running(BINNING, growing), (some) => (partial = some));
    const model = await finish(grown, bins, running(BINNING + growing, 1 - BINNING - growing));
    bar?.finish("done", `out-of-bag error ${model.oobError.toPrecision(4)}`);
    return model;
  } catch (error) {
    const interrupted = signal?.aborted === true;
    bar?.finish(interrupted ? "interrupted" : "failed");
    if (!interrupted) throw error;
    if (bins === undefined || partial === undefined || partial.trees.count === 0) {
      throw new Interrupted("The forest was interrupted before its first tree", undefined, { cause: error });
    }
    const text = `The forest was interrupted after ${partial.trees.count} of ${trees} trees; they are the error's .model`;
    throw new Interrupted(text, await held(finish(partial, bins, { threads })), { cause: error });
  }
}

interface ModelInput {
  frame: Frame;
  target: Target;
  features: readonly Feature[];
  settings: ReturnType<typeof forestSettings>;
  grown: Grown;
  bins: Bins;
  seconds: () => number;
  running: Running;
}

/** The out-of-bag error and the importance of grown trees, and all together as the model. */
async function modelOf({
  frame,
  target,
  features,
  settings,
  grown,
  bins,
  seconds,
  running,
}: ModelInput): Promise<ForestModel> {
  const { trees } = grown;
  const bag = await outOfBag(bins, target, trees, grown, running);
  const permutation =
    settings.importance === "permutation"
      ? await permutationImportance(bins, target, trees, grown, settings.seed, running)
      : undefined;
  const classes = target.task === "classification" ? target.classes : [];
  const counts =
    target.task === "classification"
      ? countPairs(classes.length, target.labels, guesses(bag.shares, classes.length))
      : [];
  return new ForestModel({
    settings,
    features,
    classes,
    cells: target.task === "classification" ? target.cells : [],
    targetKind: frame.column(target.name).kind,
    trees,
    rows: frame.rowCount,
    errors: bag.errors,
    counts,
    variance: target.task === "regression" ? varianceOf(target.values) : 0,
    impurity: impurityImportance(trees, features.length),
    ...(permutation === undefined ? {} : { permutation }),
    seconds: seconds(),
    note: frame.note,
  });
}

/** The class with the largest share of each row; −1 for rows without votes. */
export function guesses(shares: Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: shares.length / classes }, (_, row) => {
    return Number.isNaN(shares[row * classes]) ? -1 : largestOf(shares, row * classes, classes);
  });
}

export function sharedWeights(weights: readonly number[]): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(8 * weights.length));
  shared.set(weights);
  return shared;
}

/** Mean squared distance from the mean. */
export function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
