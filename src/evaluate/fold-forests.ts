/**
 * The forests of a cross-validation: for each fold one forest grown on all other rows, which then predicts the fold's rows
 * → rows × max(1, classes) shares, each row predicted without having been seen.
 */
import { type Bins, binFrame } from "../forest/bins.js";
import { featuresOf } from "../forest/features.js";
import { type Grown, growTrees } from "../forest/grow.js";
import { mixed } from "../forest/grow-task.js";
import type { ForestSettings } from "../forest/options.js";
import { sharedWeights } from "../forest/random-forest.js";
import type { Target } from "../forest/target.js";
import { binnedRows, vote } from "../forest/vote.js";
import { NO_GROUP } from "../forest/vote-task.js";
import type { Frame } from "../frame/frame.js";
import type { Running } from "../workers/pool.js";
import type { Folds } from "./folds.js";

export interface HeldOut {
  shares: Float64Array;
  /** The folds that are predicted: all, unless it was stopped. */
  folds: number[];
}

/** Shares of the progress: growing the trees, predicting. */
const GROWING = 0.95;

/**
 * `frames`: the features and the target of each fold, or one frame for all. When the signal aborts, rejects, after
 * `partial` was given the folds that are done.
 */
export async function heldOut(
  frames: readonly Frame[],
  target: Target,
  folds: Folds,
  settings: ForestSettings,
  running: Running,
  partial?: (some: HeldOut) => void,
): Promise<HeldOut> {
  const training = Array.from({ length: folds.count }, (_, fold) => trainingRows(folds, fold));
  const shared = frames.length === 1 && !hasCategories(frames[0], target);
  const groups = shared ? [training.map((_, fold) => fold)] : training.map((_, fold) => [fold]);
  const width = target.task === "regression" ? 1 : target.classes.length;
  const shares = new Float64Array(folds.of.length * width).fill(NaN);
  const done: number[] = [];
  let bins: Bins | undefined;
  for (const [step, group] of groups.entries()) {
    const part = (from: number, share: number): Running => ({
      ...running,
      onProgress: (value) => running.onProgress?.((step + from + share * value) / groups.length),
    });
    const frame = frames[Math.min(step, frames.length - 1)];
    // Without categories the bins of one frame do not depend on the fold: they know nothing of the target.
    if (bins === undefined || !shared) {
      bins = await binFrame(frame, featuresOf(frame, target, training[group[0]]), part(0, 0), settings.exact);
    }
    const held = bins;
    const { trees } = settings;
    const input = {
      bins: held,
      target,
      classWeights: sharedWeights(settings.classWeights),
      growth: { ...settings, mtry: Math.min(settings.mtry, held.features) },
      forests: group.map((fold) => ({ rows: training[fold], seed: foldSeed(settings.seed, fold) })),
      trees,
      keepBags: false,
    };
    const predict = async (grown: Grown, run: Running): Promise<void> => {
      const whole = group.filter((_, g) => countIn(grown.done, g, trees) === trees);
      const of = new Uint8Array(new SharedArrayBuffer(folds.of.length)).fill(NO_GROUP);
      folds.of.forEach((fold, row) => {
        if (whole.includes(fold)) of[row] = group.indexOf(fold);
      });
      if (whole.length === 0) return;
      const votes = await vote({ ...binnedRows(held), trees: grown.trees, group: of, groupTrees: trees }, run);
      votes.forEach((value, i) => {
        if (of[Math.floor(i / width)] !== NO_GROUP) shares[i] = value;
      });
      done.push(...whole);
    };
    let some: Promise<void> | undefined;
    try {
      const grown = await growTrees(input, part(0, GROWING), (grown) => {
        if (partial !== undefined) some = predict(leading(grown, trees), { threads: running.threads });
      });
      await predict(grown, part(GROWING, 1 - GROWING));
    } catch (error) {
      await some;
      if (running.signal?.aborted === true) partial?.({ shares, folds: done });
      throw error;
    }
  }
  return { shares, folds: done };
}

/** Only the trees before the first one that is missing: their places are their numbers. */
function leading(grown: Grown, trees: number): Grown {
  let count = 0;
  while (count < grown.done.length && grown.done[count] === count) count++;
  const whole = count - (count % trees);
  return { ...grown, done: grown.done.slice(0, whole), trees: { ...grown.trees, count: whole } };
}

function countIn(done: readonly number[], group: number, trees: number): number {
  return done.filter((unit) => Math.floor(unit / trees) === group).length;
}

export function trainingRows(folds: Folds, fold: number): Uint32Array {
  return Uint32Array.from(folds.of, (_, row) => row).filter((row) => folds.of[row] !== fold);
}

/** Each fold's trees have random numbers of their own. */
function foldSeed(seed: number, fold: number): number {
  return mixed(mixed(seed) ^ (fold + 1));
}

function hasCategories(frame: Frame, target: Target): boolean {
  return frame.columnNames.some((name) => name !== target.name && frame.column(name).kind === "category");
}
