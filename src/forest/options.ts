/**
 * The options of `randomForest`, checked before any work starts. Names are those of R's randomForest and ranger in
 * camelCase, in whole words.
 */
import { checkChoice, checkWhole } from "../frame/check-values.js";
import type { Frame } from "../frame/frame.js";
import { checkThreads, defaultThreads } from "../workers/pool.js";
import type { Growth } from "./grow-task.js";
import type { ForestTask, Target } from "./target.js";

export interface TreeOptions {
  /** The column to predict; all other columns are features. */
  target: string;
  /**
   * Default: classification for categories, booleans and named codes (Fashion-MNIST's label), regression for numbers with
   * fractions. A target of other whole numbers needs it.
   */
  task?: ForestTask;
  /** Number of trees. Default 100. */
  trees?: number;
  /** Features looked at in each split: 1 … features. Default √features for classes, a third of them for numbers, rounded down. */
  mtry?: number;
  /** Most splits above a leaf. Default: unlimited. */
  maxDepth?: number;
  /** Nodes of so many rows or fewer (as often as they were drawn) are not split. Default 1 for classes, 5 for numbers. */
  minNodeSize?: number;
  /** Whether each tree's rows are drawn with replacement. Default true. */
  replace?: boolean;
  /** Rows drawn for each tree, as a share of all. Default 1 with replacement, 0.632 without. */
  sampleFraction?: number;
  /** What a row of each class counts, by the class's name; "balanced": rows / (classes · rows of the class). Default 1 each. */
  classWeights?: "balanced" | Readonly<Record<string, number>>;
  /** What a split lowers most, for classes. Default "gini". */
  criterion?: "gini" | "entropy";
  /**
   * true: cuts between all values; false: between bins, one a value up to 256 values, else 256 quantiles. Default: bins,
   * unless so few features are not bytes that the grid of their bins holds fewer than 100 cells a row.
   */
  exact?: boolean;
  /** An integer; the same seed gives the same bits on any number of threads. Default 1. */
  seed?: number;
  /** Worker threads; the result does not depend on it. Default: one per core, or LOWRANK_THREADS. */
  threads?: number;
  /** Stops early; what is done by then is on the error (`Interrupted.model`). Default: the notebook's interrupt. */
  signal?: AbortSignal;
}

export interface ForestOptions extends TreeOptions {
  /** "permutation" also shuffles each feature among the out-of-bag rows, which takes longer. Default "impurity". */
  importance?: "impurity" | "permutation";
  /** Called a few times a second. Default: a progress bar where there is a notebook or a terminal. */
  onProgress?: (progress: ForestProgress) => void;
}

export interface ForestProgress {
  /** 0 … 1, of all the work. */
  share: number;
  /** Trees grown so far. */
  trees: number;
}

/** Options with their defaults, as the model keeps them. */
export interface ForestSettings extends Growth {
  target: string;
  task: ForestTask;
  trees: number;
  /** By class, in the order of the classes; empty for regression. */
  classWeights: number[];
  importance: "impurity" | "permutation";
  /** As given; undefined: decided by the features. */
  exact?: boolean;
  seed: number;
}

const TREE_OPTIONS: readonly string[] = [
  ...["target", "task", "trees", "mtry", "maxDepth", "minNodeSize", "replace", "sampleFraction", "classWeights"],
  ...["criterion", "exact", "seed", "threads", "signal"],
];
const FOREST_OPTIONS: readonly string[] = [...TREE_OPTIONS, "importance", "onProgress"];

/** What can be said before the data are read. `more`: names of the caller's own options. */
export function checkTreeOptions(frame: Frame, options: TreeOptions, more: readonly string[] = []): void {
  const known = [...TREE_OPTIONS, ...more];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`Expected options among ${known.join(", ")} but found "${unknown}"`);
  }
  if (typeof options.target !== "string") {
    throw new TypeError(`Expected target to be the name of a column but found ${String(options.target)}`);
  }
  frame.column(options.target);
  if (frame.rowCount < 1) throw new RangeError("Expected a frame with rows but found none");
  if (options.task !== undefined) checkChoice("task", options.task, ["classification", "regression"]);
  if (options.criterion !== undefined) checkChoice("criterion", options.criterion, ["gini", "entropy"]);
  if (options.trees !== undefined) checkWhole("trees", options.trees, 1);
  if (options.mtry !== undefined) checkWhole("mtry", options.mtry, 1);
  if (options.maxDepth !== undefined && options.maxDepth !== Infinity) checkWhole("maxDepth", options.maxDepth, 0);
  if (options.minNodeSize !== undefined) checkWhole("minNodeSize", options.minNodeSize, 1);
  if (options.threads !== undefined) checkThreads(options.threads);
  const { seed, replace, sampleFraction, exact } = options;
  if (exact !== undefined && typeof exact !== "boolean") {
    throw new TypeError(`Expected exact to be true or false but found ${String(exact)}`);
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new RangeError(`Expected seed to be an integer but found ${String(seed)}`);
  }
  if (replace !== undefined && typeof replace !== "boolean") {
    throw new TypeError(`Expected replace to be true or false but found ${String(replace)}`);
  }
  if (sampleFraction !== undefined && !(sampleFraction > 0 && sampleFraction <= 1)) {
    throw new RangeError(`Expected sampleFraction to be above 0 and at most 1 but found ${String(sampleFraction)}`);
  }
}

export function checkForestOptions(frame: Frame, options: ForestOptions): void {
  checkTreeOptions(frame, options, FOREST_OPTIONS);
  if (options.importance !== undefined) checkChoice("importance", options.importance, ["impurity", "permutation"]);
}

const UNLIMITED = 2 ** 30;

/** The settings for a target and so many features; throws when they do not fit. */
export function forestSettings(
  options: Omit<ForestOptions, "onProgress">,
  target: Target,
  features: number,
): ForestSettings {
  const classes = target.task === "classification";
  const { trees = 100, replace = true, seed = 1, importance = "impurity", criterion = "gini" } = options;
  const mtry = options.mtry ?? Math.max(1, Math.floor(classes ? Math.sqrt(features) : features / 3));
  if (mtry > features) {
    throw new RangeError(`Expected mtry to be at most the number of features = ${features} but found ${mtry}`);
  }
  return {
    target: target.name,
    task: target.task,
    trees,
    mtry,
    maxDepth: Math.min(UNLIMITED, options.maxDepth ?? UNLIMITED),
    minNodeSize: options.minNodeSize ?? (classes ? 1 : 5),
    replace,
    sampleFraction: options.sampleFraction ?? (replace ? 1 : 0.632),
    classWeights: classWeightsOf(options, target),
    criterion,
    importance,
    ...(options.exact === undefined ? {} : { exact: options.exact }),
    seed,
  };
}

function classWeightsOf({ classWeights }: TreeOptions, target: Target): number[] {
  if (target.task === "regression") {
    if (classWeights === undefined) return [];
    throw new RangeError("Expected classWeights to be absent for regression but found some");
  }
  const { classes, labels } = target;
  if (classWeights === undefined) return classes.map(() => 1);
  if (classWeights === "balanced") {
    const rows = new Float64Array(classes.length);
    for (const label of labels) rows[label]++;
    return [...rows].map((count) => labels.length / (classes.length * count));
  }
  for (const [name, weight] of Object.entries(classWeights)) {
    if (!classes.includes(name)) {
      throw new RangeError(`Expected classWeights to name classes among ${classes.join(", ")} but found "${name}"`);
    }
    if (!(Number.isFinite(weight) && weight > 0)) {
      throw new RangeError(`Expected the weight of class "${name}" to be a number above 0 but found ${String(weight)}`);
    }
  }
  return classes.map((name) => (Object.hasOwn(classWeights, name) ? classWeights[name] : 1));
}

export function threadsOf(options: TreeOptions): number {
  return options.threads ?? defaultThreads();
}
