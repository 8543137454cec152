/**
 * What each number of archetypes costs and gives: for every k a low rank model of the features, a cross-validated random
 * forest on its representation X, and the time of both. k = 0 stands for the columns themselves.
 */
import { notebookHost } from "../display/host.js";
import { checkChoice } from "../frame/check-values.js";
import { mixed } from "../forest/grow-task.js";
import {
  checkTreeOptions,
  type ForestSettings,
  forestSettings,
  threadsOf,
  type TreeOptions,
} from "../forest/options.js";
import { type Target, targetOf } from "../forest/target.js";
import { Frame } from "../frame/frame.js";
import { glrm } from "../glrm/glrm.js";
import type { GlrmOptions } from "../glrm/options.js";
import { Interrupted } from "../workers/interrupted.js";
import type { Running } from "../workers/pool.js";
import { CrossValidation } from "./cross-validation.js";
import { FOLD_OPTIONS } from "./cross-validate.js";
import { assignFolds, type FoldOptions, type Folds } from "./folds.js";
import { heldOut, trainingRows } from "./fold-forests.js";
import { LiveRanks } from "./live-ranks.js";
import { RankComparison, type RankRow } from "./rank-comparison.js";

export interface CompareRanksOptions extends TreeOptions, FoldOptions {
  /** Numbers of archetypes, computed in this order; 0: the columns themselves. Default 0, 2, 4, 8, … up to the columns. */
  k?: readonly number[];
  /**
   * "outside": one low rank model of all rows for each k, as the course has it; the held-out rows then help to shape the
   * archetypes, though never with their labels. "inside": a model of the training rows of each fold, in which the
   * held-out rows are placed as new ones: what to expect of rows that come later. Default "outside".
   */
  leakage?: "outside" | "inside";
  /** Options of the low rank models. Default `{ transform: "demean" }`. */
  glrm?: Omit<GlrmOptions, "k" | "threads" | "signal" | "onProgress">;
  /** Called a few times a second. Default: a table that grows, where there is a notebook, else a progress bar. */
  onProgress?: (progress: RanksProgress) => void;
}

export interface RanksProgress {
  /** 0 … 1, of all the work, by a guess of what each k takes. */
  share: number;
  /** The k that is being computed. */
  k: number;
  /** Finished rows. */
  rows: readonly RankRow[];
}

/**
 * Compares ranks by the accuracy of a random forest in cross-validation (4 folds by default) and by time.
 *
 * ```ts
 * const table = await compareRanks(fashion, { target: "label", k: [0, 2, 4, 8], folds: 4, trees: 50, maxDepth: 20 });
 * table.rows; // { k, accuracy, sd, seconds, fitSeconds, objective }[]
 * ```
 *
 * Throws before any work on a bad option or a k that is larger than rows or features allow. When it is interrupted it
 * throws `Interrupted` with the finished rows.
 */
export async function compareRanks(frame: Frame, options: CompareRanksOptions): Promise<RankComparison> {
  checkTreeOptions(frame, options, [...FOLD_OPTIONS, "k", "leakage", "glrm"]);
  const { leakage = "outside", seed = 1, signal = notebookHost()?.signal } = options;
  checkChoice("leakage", leakage, ["outside", "inside"]);
  const target = targetOf(frame, options.target, options.task);
  const folds = assignFolds(frame, target, { ...options, folds: options.folds ?? 4 }, seed);
  const dropped = typeof options.folds === "string" ? [options.folds, target.name] : [target.name];
  const features = frame.drop(...dropped);
  const ranks = checkRanks(options.k, features, leakage === "inside" ? largestTraining(folds) : frame.rowCount);
  const label = frame.select(target.name);
  // The settings of each k, so that an mtry too large for one of them is found before any work.
  const settings = new Map(ranks.map((k) => [k, forestSettings(options, target, k === 0 ? features.columnCount : k)]));
  const threads = threadsOf(options);
  const started = performance.now();
  const rows: RankRow[] = [];
  const measure = target.task === "classification" ? "accuracy" : "R²";
  const comparison = (): RankComparison =>
    new RankComparison({
      rows: [...rows],
      measure,
      seconds: (performance.now() - started) / 1000,
      leakage,
      note: frame.note,
    });
  const live =
    options.onProgress === undefined ? new LiveRanks(ranks, measure, features.columnCount, frame.note) : undefined;
  try {
    for (const k of ranks) {
      const report = (share: number): void => {
        const all = live?.update(rows, k, share) ?? overall(ranks, rows.length, share);
        options.onProgress?.({ share: all, k, rows });
      };
      const running: Running = { threads, signal, onProgress: report };
      rows.push(
        await rankRow({ features, label, target, folds, settings: settings.get(k)!, k, leakage, options, running }),
      );
    }
    live?.finish("done", rows);
    return comparison();
  } catch (error) {
    const interrupted = signal?.aborted === true || error instanceof Interrupted;
    live?.finish("interrupted", rows);
    if (!interrupted) throw error;
    const text = `The comparison was interrupted after ${rows.length} of ${ranks.length} ranks`;
    throw new Interrupted(
      rows.length === 0 ? text : `${text}; they are the error's .model`,
      rows.length === 0 ? undefined : comparison(),
      { cause: error },
    );
  }
}

/** Progress when nothing is known of the costs: each k counts the same. */
function overall(ranks: readonly number[], done: number, share: number): number {
  return (done + share) / ranks.length;
}

function largestTraining(folds: Folds): number {
  const sizes = new Float64Array(folds.count);
  for (const fold of folds.of) sizes[fold]++;
  return folds.of.length - sizes.reduce((most, size) => Math.max(most, size), 0);
}

function checkRanks(given: readonly number[] | undefined, features: Frame, rows: number): number[] {
  const most = Math.min(rows, features.columnCount);
  const ranks: readonly number[] = given ?? [
    0,
    ...Array.from({ length: 8 }, (_, i) => 2 ** (i + 1)).filter((k) => k <= most),
  ];
  if (typeof ranks !== "object" || ranks.length === 0) {
    throw new RangeError(`Expected k to be a list of numbers of archetypes but found ${String(given)}`);
  }
  for (const k of Array.from(ranks) as unknown[]) {
    if (Number.isInteger(k) && (k as number) >= 0 && (k as number) <= most) continue;
    throw new RangeError(
      `Expected every k to be a whole number from 0 to min(rows, features) = ${most} but found ${String(k)}`,
    );
  }
  return [...ranks];
}

interface RankInput {
  features: Frame;
  label: Frame;
  target: Target;
  folds: Folds;
  settings: ForestSettings;
  k: number;
  leakage: "outside" | "inside";
  options: CompareRanksOptions;
  running: Running;
}

/** Share of a row's progress for the low rank model. */
const FITTING = 0.15;

async function rankRow(input: RankInput): Promise<RankRow> {
  const { label, target, folds, settings, k, running } = input;
  const started = performance.now();
  const fits = k === 0 ? { frames: [input.features], objective: NaN } : await representations(input);
  const fitSeconds = (performance.now() - started) / 1000;
  const frames = fits.frames.map((frame) => label.assign(frame));
  const from = k === 0 ? 0 : FITTING;
  const onProgress = (share: number): void => running.onProgress?.(from + (1 - from) * share);
  const held = await heldOut(frames, target, folds, settings, { ...running, onProgress });
  const seconds = (performance.now() - started) / 1000;
  const cv = new CrossValidation({ target, folds, held, settings, seconds, note: undefined });
  return {
    k,
    accuracy: cv.score,
    sd: cv.sd,
    seconds,
    fitSeconds: k === 0 ? 0 : fitSeconds,
    forestSeconds: seconds - (k === 0 ? 0 : fitSeconds),
    objective: fits.objective,
  };
}

/** X of all rows: one frame, or with `leakage: "inside"` one a fold, in which the fold's own rows are placed afterwards. */
async function representations(input: RankInput): Promise<{ frames: Frame[]; objective: number }> {
  const { features, folds, k, leakage, options, running } = input;
  const seed = options.seed ?? 1;
  const common = { transform: "demean" as const, seed: mixed(seed), ...options.glrm, k };
  const fit = (frame: Frame, from: number, share: number): ReturnType<typeof glrm> =>
    glrm(frame, {
      ...common,
      threads: running.threads,
      ...(running.signal === undefined ? {} : { signal: running.signal }),
      onProgress: (progress) => running.onProgress?.(FITTING * (from + share * progress.share)),
    });
  if (leakage === "outside") {
    const model = await fit(features, 0, 1);
    return { frames: [model.representation], objective: model.objective };
  }
  const frames: Frame[] = [];
  let objective = 0;
  for (let fold = 0; fold < folds.count; fold++) {
    const rows = trainingRows(folds, fold);
    const kept = new Set(rows);
    const model = await fit(
      features.filter((_, row) => kept.has(row)),
      fold / folds.count,
      1 / folds.count,
    );
    objective += model.objective / folds.count;
    frames.push(await model.transform(features, { threads: running.threads, signal: running.signal }));
  }
  return { frames, objective };
}
