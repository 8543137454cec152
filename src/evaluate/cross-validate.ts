/**
 * Cross-validation of a random forest: a frame → how good the forest is on rows it was not grown from, fold by fold.
 */
import { notebookHost } from "../display/host.js";
import { ProgressBar } from "../display/progress.js";
import { checkTreeOptions, forestSettings, threadsOf, type TreeOptions } from "../forest/options.js";
import { targetOf } from "../forest/target.js";
import type { Frame } from "../frame/frame.js";
import { Interrupted } from "../workers/interrupted.js";
import { CrossValidation } from "./cross-validation.js";
import { assignFolds, type FoldOptions } from "./folds.js";
import { type HeldOut, heldOut } from "./fold-forests.js";

export interface CrossValidateOptions extends TreeOptions, FoldOptions {
  /** Called a few times a second with the share that is done, 0 … 1. Default: a progress bar. */
  onProgress?: (share: number) => void;
}

/** Options beside those of the trees. */
export const FOLD_OPTIONS: readonly string[] = ["folds", "foldAssignment", "onProgress"];

/**
 * Grows one random forest a fold on all other rows and predicts the fold's rows with it. Default: 5 folds.
 *
 * ```ts
 * const cv = await crossValidate(fashion, { target: "label", folds: 4, trees: 50, maxDepth: 20, seed: 1 });
 * cv.accuracy; // mean over the folds
 * ```
 *
 * Throws before any work on a bad option or fewer rows than folds. When it is interrupted it throws `Interrupted` with the
 * validation over the folds that are done, if any.
 */
export async function crossValidate(frame: Frame, options: CrossValidateOptions): Promise<CrossValidation> {
  checkTreeOptions(frame, options, FOLD_OPTIONS);
  const target = targetOf(frame, options.target, options.task);
  const { seed = 1, signal = notebookHost()?.signal } = options;
  const folds = assignFolds(frame, target, options, seed);
  const data = typeof options.folds === "string" ? frame.drop(options.folds) : frame;
  const settings = forestSettings(options, target, data.columnCount - 1);
  const total = folds.count * settings.trees;
  const bar =
    options.onProgress === undefined
      ? new ProgressBar({ label: `Cross-validating in ${folds.count} folds`, total, unit: "trees" })
      : undefined;
  const onProgress = (share: number): void => {
    bar?.update(Math.round(share * total));
    options.onProgress?.(share);
  };
  const started = performance.now();
  let some: HeldOut | undefined;
  const finish = (held: HeldOut): CrossValidation => {
    const seconds = (performance.now() - started) / 1000;
    return new CrossValidation({ target, folds, held, settings, seconds, note: frame.note });
  };
  try {
    const running = { threads: threadsOf(options), signal, onProgress };
    const result = finish(await heldOut([data], target, folds, settings, running, (partial) => (some = partial)));
    bar?.finish("done", result.headline);
    return result;
  } catch (error) {
    const interrupted = signal?.aborted === true;
    bar?.finish(interrupted ? "interrupted" : "failed");
    if (!interrupted) throw error;
    const done = some === undefined || some.folds.length === 0 ? undefined : finish(some);
    const text = `The cross-validation was interrupted after ${some?.folds.length ?? 0} of ${folds.count} folds`;
    throw new Interrupted(done === undefined ? text : `${text}; they are the error's .model`, done, { cause: error });
  }
}
