/**
 * The options of `tsne`, checked before any work starts. Names are openTSNE's and Rtsne's in camelCase.
 */
import type { Labels } from "../display/groups.js";
import type { Frame } from "../frame/frame.js";
import { checkThreads, defaultThreads } from "../workers/pool.js";
import { checkBetween, checkChoice, checkFlag, checkWhole } from "../frame/check-values.js";
import type { Accuracy } from "./geometry.js";
import type { Method } from "./optimize-task.js";
import { PRESETS } from "./presets.js";

/** Neighbours found elsewhere, row-major: rows × k. */
export interface NeighborTable {
  /** Row numbers from 0, without the row itself. */
  index: ArrayLike<number>;
  /** Distances (not squared), in the order of the index. */
  distance: ArrayLike<number>;
}

export interface TsneOptions {
  /** Dimensions of the map: 1, 2 (default) or 3. */
  dims?: 1 | 2 | 3;
  /** Principal components the rows are reduced to before neighbours are sought. Default 50. */
  initialDims?: number;
  /** Whether they are reduced at all. Default true. */
  pca?: boolean;
  /** About how many neighbours a row counts as its own, at most (rows − 1) / 3; a list takes the mean. Default 30. */
  perplexity?: number | readonly number[];
  /** Default "euclidean"; "cosine" is 1 − cos of the angle between rows (of their components where `pca` is true). */
  metric?: "euclidean" | "cosine";
  /** "exact" (default), "approximate" (faster from some 100,000 rows on; misses a few), or neighbours found elsewhere. */
  neighbors?: "exact" | "approximate" | NeighborTable;
  /** Repulsive forces: "exact" over all pairs, "barnes-hut", "fft" (two dimensions only), or "auto" (default) by rows. */
  method?: "auto" | Method;
  /** Barnes–Hut's trade of accuracy for speed, 0 (exact) … 1. Default 0.5. */
  theta?: number;
  /** How fine the grid of "fft" is: forces within about 2% ("standard", default) or 0.3% ("high"). */
  accuracy?: Accuracy;
  /** Iterations in all. Default 750. */
  maxIterations?: number;
  /** Factor of the attraction in the first iterations. Default 12. */
  earlyExaggeration?: number;
  /** How many these are. Default 250. */
  earlyExaggerationIterations?: number;
  /** Factor of the attraction after these. Default 1. */
  exaggeration?: number;
  /** "auto" (default) is rows / exaggeration, in each phase its own. */
  learningRate?: number | "auto";
  /** Share of the last step that is taken again, in the first phase and after. Default 0.8 both. */
  momentum?: number;
  finalMomentum?: number;
  /** Longest step of a point in one iteration; 0 for any. Default 5. */
  maxStepNorm?: number;
  /** First places: "pca" (default), "random", "spectral", or rows × dims given as a frame or row-major. */
  init?: "pca" | "random" | "spectral" | Frame | ArrayLike<number>;
  /** Equal rows: "allow" (default), "error", or "jitter", which moves the later ones a little. */
  duplicates?: "allow" | "error" | "jitter";
  /** Whether costs of the first iterations are those of the exaggerated affinities, as Rtsne's itercosts. Default false. */
  exaggeratedCosts?: boolean;
  /** Defaults of another tool: "rtsne" or "opentsne"; options given beside it win. */
  preset?: "rtsne" | "opentsne";
  /** An integer; the same seed gives the same bits on any number of threads. Default 1. */
  seed?: number;
  /** Worker threads; the result does not depend on it. Default: one per core, or LOWRANK_THREADS. */
  threads?: number;
  /** Stops early; the map so far is on the error (`Interrupted.model`). Default: the notebook's interrupt. */
  signal?: AbortSignal;
  /** Called a few times a second. Default: a progress bar where there is a notebook or a terminal. */
  onProgress?: (progress: TsneProgress) => void;
  /** Whether a notebook shows the map while it is made (two dimensions only). Default true. */
  live?: boolean;
  /** The class of each row, for the colours of the map that is shown; the optimisation never sees it. */
  label?: Labels;
  /** What integer labels 0, 1, … are called. */
  names?: readonly string[];
}

export interface TsneProgress {
  /** What is being done. */
  stage: "components" | "neighbors" | "affinities" | "map";
  /** 0 … 1, of the whole. */
  share: number;
  /** Iterations done. */
  iteration: number;
  /** The latest divergence known (it is taken every 50 iterations); NaN before. */
  kl: number;
  /** The map so far: rows × dims, row-major, a copy; undefined before the first iteration. */
  embedding: () => Float64Array | undefined;
}

/** The options really used, defaults filled in; what JSON can hold. */
export interface TsneSettings {
  dims: number;
  initialDims: number;
  pca: boolean;
  perplexity: number | readonly number[];
  metric: "euclidean" | "cosine";
  neighbors: "exact" | "approximate" | "given";
  method: Method;
  theta: number;
  accuracy: Accuracy;
  maxIterations: number;
  earlyExaggeration: number;
  earlyExaggerationIterations: number;
  exaggeration: number;
  /** Of the first phase and of the second. */
  learningRate: readonly [number, number];
  momentum: number;
  finalMomentum: number;
  maxStepNorm: number;
  init: "pca" | "random" | "spectral" | "given";
  duplicates: "allow" | "error" | "jitter";
  exaggeratedCosts: boolean;
  preset: "rtsne" | "opentsne" | "none";
  seed: number;
}

const KNOWN: readonly string[] = [
  ...["dims", "initialDims", "pca", "perplexity", "metric", "neighbors", "method", "theta", "accuracy"],
  ...["maxIterations", "earlyExaggeration", "earlyExaggerationIterations", "exaggeration", "learningRate", "momentum"],
  ...["finalMomentum", "maxStepNorm", "init", "duplicates", "exaggeratedCosts", "preset", "seed", "threads", "signal"],
  ...["onProgress", "live", "label", "names"],
];

/** Up to so many rows all pairs are looked at; above, Barnes & Hut's tree where there is no grid. */
const EXACT_ROWS = 1000;

/** Fills in the defaults; throws a RangeError or TypeError that names the option, the rule and the value. */
export function checkTsneOptions(options: TsneOptions, rows: number): { settings: TsneSettings; threads: number } {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) {
      throw new TypeError(`Expected an option of tsne (${KNOWN.join(", ")}) but found "${name}"`);
    }
  }
  const { preset } = options;
  if (preset !== undefined) checkChoice("preset", preset, Object.keys(PRESETS));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TsneOptions;
  const {
    pca = true,
    dims = 2,
    initialDims = 50,
    ...rest
  } = {
    ...(preset === undefined ? {} : PRESETS[preset]),
    ...given,
  };
  const { perplexity = 30, metric = "euclidean", neighbors = "exact", method = "auto", theta = 0.5 } = rest;
  const { accuracy = "standard", maxIterations = 750, earlyExaggeration = 12, exaggeration = 1 } = rest;
  const { earlyExaggerationIterations = 250, learningRate = "auto", momentum = 0.8, finalMomentum = 0.8 } = rest;
  const { maxStepNorm = 5, init = "pca", duplicates = "allow", exaggeratedCosts = false, seed = 1 } = rest;
  const { threads = defaultThreads(), live = true } = rest;

  checkWhole("dims", dims, 1, 3);
  checkWhole("initialDims", initialDims, 1);
  checkChoice("metric", metric, ["euclidean", "cosine"]);
  checkChoice("method", method, ["auto", "exact", "barnes-hut", "fft"]);
  checkChoice("accuracy", accuracy, ["standard", "high"]);
  checkChoice("duplicates", duplicates, ["allow", "error", "jitter"]);
  if (typeof neighbors === "string") checkChoice("neighbors", neighbors, ["exact", "approximate"]);
  if (typeof init === "string") checkChoice("init", init, ["pca", "random", "spectral"]);
  for (const [name, value] of Object.entries({ pca, exaggeratedCosts, live })) checkFlag(name, value);
  checkBetween("theta", theta, 0, 1);
  checkWhole("maxIterations", maxIterations, 1);
  checkWhole("earlyExaggerationIterations", earlyExaggerationIterations, 0);
  for (const [name, value] of Object.entries({ earlyExaggeration, exaggeration })) checkBetween(name, value, 1e-6);
  for (const [name, value] of Object.entries({ momentum, finalMomentum })) checkBetween(name, value, 0, 0.999);
  if (learningRate !== "auto") checkBetween("learningRate", learningRate, 1e-12);
  checkBetween("maxStepNorm", maxStepNorm, 0);
  checkThreads(threads);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`Expected seed to be an integer but found ${String(seed)}`);
  checkPerplexity(perplexity, rows);
  if (method === "fft" && dims !== 2) {
    throw new RangeError(`Expected dims to be 2 with method "fft" but found ${dims}; use "barnes-hut" or "auto"`);
  }
  const settings: TsneSettings = {
    dims,
    initialDims,
    pca,
    perplexity,
    metric,
    neighbors: typeof neighbors === "string" ? neighbors : "given",
    method: method === "auto" ? methodFor(rows, dims) : method,
    theta,
    accuracy,
    maxIterations,
    earlyExaggeration,
    earlyExaggerationIterations: Math.min(maxIterations, earlyExaggerationIterations),
    exaggeration,
    learningRate:
      learningRate === "auto" ? [rows / earlyExaggeration, rows / exaggeration] : [learningRate, learningRate],
    momentum,
    finalMomentum,
    maxStepNorm,
    init: typeof init === "string" ? init : "given",
    duplicates,
    exaggeratedCosts,
    preset: preset ?? "none",
    seed,
  };
  return { settings, threads };
}

function methodFor(rows: number, dims: number): Method {
  if (rows <= EXACT_ROWS) return "exact";
  return dims === 2 ? "fft" : "barnes-hut";
}

export function perplexities({ perplexity }: Pick<TsneSettings, "perplexity">): readonly number[] {
  return typeof perplexity === "number" ? [perplexity] : perplexity;
}

/** Neighbours that a perplexity looks at. */
export function neighborsFor(perplexity: number | readonly number[], rows: number): number {
  const largest = typeof perplexity === "number" ? perplexity : Math.max(...perplexity);
  return Math.min(rows - 1, Math.max(1, Math.floor(3 * largest)));
}

function checkPerplexity(perplexity: number | readonly number[], rows: number): void {
  const list = typeof perplexity === "number" ? [perplexity] : perplexity;
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(
      `Expected perplexity to be a number or a list of numbers but found ${JSON.stringify(perplexity)}`,
    );
  }
  for (const value of list as readonly unknown[]) {
    if (typeof value !== "number" || !Number.isFinite(value) || value < 1) {
      throw new RangeError(`Expected perplexity to be a finite number of at least 1 but found ${String(value)}`);
    }
    const most = (rows - 1) / 3;
    if (value > most) {
      throw new RangeError(
        `perplexity is too large for the number of samples: with ${rows} rows it can be at most (rows − 1) / 3 = ` +
          `${(Math.floor(10 * most) / 10).toFixed(1)} but found ${value}`,
      );
    }
  }
}
