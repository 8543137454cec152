/**
 * The options of `glrm`. Names are h2o.glrm's in camelCase; `docs/glrm.md` goes through all of H2O's.
 */
import type { Frame } from "../frame/frame.js";
import type { Transform } from "../matrix/columns.js";
import type { BlockLossName } from "./block-losses.js";
import type { Loss, LossName } from "./losses.js";
import type { Regularizer, RegularizerName } from "./regularizers.js";

/** A loss by name, or one of your own (see `Loss`). */
export type LossChoice = LossName | Loss;
/** Loss of one column: a block loss goes with categories, the others with numbers and booleans. */
export type ColumnLoss = LossChoice | BlockLossName;
export type Init = "auto" | "svd" | "nndsvd" | "plusplus" | "random" | "user";
export type Solver = "auto" | "majorize" | "weighted" | "h2o";

export interface GlrmOptions {
  /** Number of archetypes (the rank): 1 … min(rows, columns), a category counting one column a level. */
  k: number;
  /** Loss of every column of numbers or booleans. Default "quadratic": (x·y − a)². */
  loss?: LossChoice;
  /** Loss of every category. Default "categorical": one hinge a level. */
  multiLoss?: BlockLossName;
  /**
   * Losses of single columns: by name, as one for each column of the frame in order, or as a list that goes with
   * `lossByColIdx`.
   */
  lossByCol?: Readonly<Record<string, ColumnLoss>> | readonly ColumnLoss[];
  /** Which columns (from 0) the list `lossByCol` is for. */
  lossByColIdx?: readonly number[];
  /** Length of the period of the loss "periodic". Default 1. */
  period?: number;
  /** Where the loss "huber" turns from a parabola into lines. Default 1. */
  crossover?: number;
  /** Which quantile the loss "quantile" fits, between 0 and 1. Default 0.5. */
  quantile?: number;
  /** Regulariser of the rows of X and of the columns of Y: a name, or one of your own. Default "none". */
  regularizationX?: RegularizerName | Regularizer;
  regularizationY?: RegularizerName | Regularizer;
  /** Weights of the regularisers, at least 0. Default 0. Constraints hold whatever the weight is. */
  gammaX?: number;
  gammaY?: number;
  /**
   * What is done to the columns of numbers before fitting (H2O's formulas): "none"; "demean" subtracts the mean;
   * "descale" divides by the standard deviation; "standardize" does both; "normalize" subtracts the mean and divides by
   * max − min. Columns under the losses "logistic" and "hinge" stay as they are. Default "none".
   */
  transform?: Transform;
  /**
   * Where the iterations start: "svd" of the first step, "nndsvd" (its parts of one sign, where X and Y are "nonNegative"),
   * "plusplus" (greedy k-means++ on a sample of the rows), "random", "user" (`userY`, `userX`), or "auto": svd where
   * neither X nor Y is constrained; random where only Y is, to sparse columns, or to those that are not negative while cells
   * are; otherwise plusplus.
   */
  init?: Init;
  /** For init "user", finite numbers (or levels): k rows, the data's columns (or, with `expandUserY` false, one column a level). */
  userY?: Frame;
  /** For init "user", finite numbers: rows × k. */
  userX?: Frame;
  /** Whether categories in `userY` are levels, to be spread over the columns of their levels. Default true. */
  expandUserY?: boolean;
  /** Most iterations; the model says in `converged` whether fewer were enough. Default 1000. */
  maxIterations?: number;
  /**
   * Most updates of X and of Y together, whatever the solver: two an iteration, so that an odd number is worth one less (but
   * in H2O's rule, whose last iteration then steps X alone). Default 2 · maxIterations.
   */
  maxUpdates?: number;
  /**
   * Stops when an iteration lowers the objective by less than this share of it, twice running. Default 1e-6; 0 runs on
   * until nothing is gained. The exact solver needs no tolerance.
   */
  tolerance?: number;
  /**
   * "auto" takes the truncated SVD where that is the answer, and k-means where each row takes one archetype under squared
   * errors; else "majorize" (rounds of fill and solve) or "weighted" (exact least squares row by row), whichever suits losses
   * and missing cells; "h2o" is H2O's own rule, with `initStepSize` and `minStepSize`.
   */
  solver?: Solver;
  /** First step of the solver "h2o". Default 1. */
  initStepSize?: number;
  /** The solver "h2o" stops when its step is at most this. Default 1e-4. */
  minStepSize?: number;
  /** Leaves out columns of a single value, and those without any; the model warns of them by name. Default true. */
  ignoreConstCols?: boolean;
  /** Whether errors (`metrics`) are in the data's own units rather than transformed ones. Default false. */
  imputeOriginal?: boolean;
  /**
   * Turns X and Y so that the archetypes are those of the SVD of X·Y: orthogonal, in order, of fixed sign. Only without
   * regularisers, or with quadratic ones of equal gamma, which the turn leaves as they are. A large fit that is interrupted
   * is left as it is, and its model warns of it. Default false.
   */
  canonical?: boolean;
  /** Whether the model holds `eigenvectors` and `singularValues` of X·Y. Default false. */
  recoverSvd?: boolean;
  /** Rows for `validationMetrics`, as many as the frame's; scored with the X of the training rows, as in H2O. */
  validationFrame?: Frame;
  /**
   * Seconds after which no further iteration begins; 0, the default, is no limit. The best model so far is returned, not
   * converged.
   */
  maxRuntimeSecs?: number;
  /** An integer; the same seed gives the same bits on any number of threads. Default 1. */
  seed?: number;
  /** Worker threads, at most four a core or 64; the result does not depend on it. Default: one per core, or LOWRANK_THREADS. */
  threads?: number;
  /** Stops the fit early; the best model so far is on the error (`Interrupted.model`). Default: the notebook's interrupt. */
  signal?: AbortSignal;
  /** Called a few times a second. Default: a progress bar where there is a notebook or a terminal. */
  onProgress?: (progress: GlrmProgress) => void;
}

export interface GlrmProgress {
  /** 0 … 1, of the whole fit. */
  share: number;
  iteration: number;
  /** NaN before the first iteration. */
  objective: number;
}

/** Options with their defaults, as the model keeps them; a loss or regulariser of your own stands by its name. */
export interface GlrmSettings {
  k: number;
  loss: string;
  multiLoss: BlockLossName;
  lossByCol: Readonly<Record<string, string>>;
  period: number;
  crossover: number;
  quantile: number;
  regularizationX: string;
  regularizationY: string;
  gammaX: number;
  gammaY: number;
  transform: Transform;
  init: Init;
  expandUserY: boolean;
  maxIterations: number;
  maxUpdates: number;
  tolerance: number;
  solver: Solver;
  initStepSize: number;
  minStepSize: number;
  ignoreConstCols: boolean;
  imputeOriginal: boolean;
  canonical: boolean;
  recoverSvd: boolean;
  maxRuntimeSecs: number;
  seed: number;
}
