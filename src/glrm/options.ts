/**
 * The options of `glrm`, checked before any work starts. Names are h2o.glrm's in camelCase.
 */
import { type Transform, TRANSFORMS } from "../matrix/columns.js";
import { defaultThreads } from "../workers/pool.js";

export interface GlrmOptions {
  /** Number of archetypes (the rank): 1 … min(rows, columns). */
  k: number;
  /** Loss of every column. Default "quadratic": (x·y − a)². */
  loss?: "quadratic";
  /** Regulariser of the rows of X and of the columns of Y. Default "none". */
  regularizationX?: "none";
  regularizationY?: "none";
  /**
   * What is done to the columns before fitting (H2O's formulas): "none"; "demean" subtracts the mean; "descale" divides
   * by the standard deviation; "standardize" does both; "normalize" subtracts the mean and divides by max − min.
   * Default "none".
   */
  transform?: Transform;
  /** Most iterations; the model says in `converged` whether fewer were enough. Default 1000. */
  maxIterations?: number;
  /** Stops when an iteration lowers the objective by less than this share of it. Default 0: runs to the optimum. */
  tolerance?: number;
  /** Leaves out columns that hold a single value. Default true. */
  ignoreConstCols?: boolean;
  /** An integer; the same seed gives the same bits on any number of threads. Default 1. */
  seed?: number;
  /** Worker threads; the result does not depend on it. Default: one per core, or LOWRANK_THREADS. */
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

/** Options with their defaults, as the model keeps them. */
export interface GlrmSettings {
  k: number;
  loss: "quadratic";
  regularizationX: "none";
  regularizationY: "none";
  transform: Transform;
  maxIterations: number;
  tolerance: number;
  ignoreConstCols: boolean;
  seed: number;
}

const KNOWN: readonly string[] = [
  ...["k", "loss", "regularizationX", "regularizationY", "transform", "maxIterations", "tolerance", "ignoreConstCols"],
  ...["seed", "threads", "signal", "onProgress"],
];

/** Fills in the defaults; throws a RangeError or TypeError that names the option, the rule and the value. */
export function checkGlrmOptions(options: GlrmOptions): { settings: GlrmSettings; threads: number } {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) {
      throw new TypeError(`Expected an option of glrm (${KNOWN.join(", ")}) but found "${name}"`);
    }
  }
  const {
    k,
    loss = "quadratic",
    regularizationX = "none",
    regularizationY = "none",
    transform = "none",
    maxIterations = 1000,
    tolerance = 0,
    ignoreConstCols = true,
    seed = 1,
    threads = defaultThreads(),
  } = options;
  checkWhole("k", k, 1);
  checkChoice("loss", loss, ["quadratic"]);
  checkChoice("regularizationX", regularizationX, ["none"]);
  checkChoice("regularizationY", regularizationY, ["none"]);
  checkChoice("transform", transform, TRANSFORMS);
  checkWhole("maxIterations", maxIterations, 1);
  checkWhole("threads", threads, 1);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`Expected seed to be an integer but found ${String(seed)}`);
  if (!(Number.isFinite(tolerance) && tolerance >= 0)) {
    throw new RangeError(`Expected tolerance to be a finite number of at least 0 but found ${String(tolerance)}`);
  }
  if (typeof ignoreConstCols !== "boolean") {
    throw new TypeError(`Expected ignoreConstCols to be true or false but found ${String(ignoreConstCols)}`);
  }
  const settings = {
    k,
    loss,
    regularizationX,
    regularizationY,
    transform,
    maxIterations,
    tolerance,
    ignoreConstCols,
    seed,
  };
  return { settings, threads };
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`Expected ${name} to be a whole number of at least ${least} but found ${String(value)}`);
}

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const allowed = choices.map((choice) => `"${choice}"`).join(", ");
  throw new RangeError(`Expected ${name} to be one of ${allowed} but found ${JSON.stringify(value)}`);
}
