/**
 * The truncated singular value decomposition of a transformed matrix, T ≈ U Σ Vᵀ (rows × columns, k triplets), by the
 * cheapest of three ways: the Gram matrix of the columns (tall data), that of the rows (wide data), or a block Krylov
 * method straight on the data (both sides long, k small).
 *
 * Halko, Martinsson & Tropp 2011, arXiv:0909.4061; Musco & Musco 2015, arXiv:1504.05477.
 */
import { held } from "../display/host.js";
import { columnTransform, type ColumnTransform, type Transform } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { Interrupted } from "../workers/interrupted.js";
import type { Running } from "../workers/pool.js";
import { columnStatistics } from "./column-statistics.js";
import { gramMatrix, gramOfRows } from "./gram.js";
import type { KrylovSettings } from "./krylov.js";
import { leadingEigenInto, leadingResult, type LeadingResult } from "./leading.js";
import { multiplyInto } from "./product.js";
import { residualOf } from "./residual.js";
import { totalOfSquares } from "./total-of-squares.js";
import { multiplyTransposedInto } from "./transposed-product.js";

export type SvdMethod = "Gram matrix of the columns" | "Gram matrix of the rows" | "block Krylov on the data";

export interface SvdOptions extends KrylovSettings {
  transform: Transform | ColumnTransform;
  /**
   * Also the left vectors; or each times a factor of its own, from the singular values and right vectors, in the same pass.
   * Default false.
   */
  left?: boolean | LeftFactors;
  /** Default: the cheapest. */
  method?: SvdMethod;
}

/** k factors for k left vectors; `right` is k × columns. */
export type LeftFactors = (singularValues: Float64Array, right: Float64Array) => ArrayLike<number>;

export interface TruncatedSvd {
  method: SvdMethod;
  transform: ColumnTransform;
  /** k numbers, descending. */
  singularValues: Float64Array;
  /** k × columns, one right singular vector per line, shared; zero where the singular value is. */
  right: Float64Array;
  /** rows × k, shared, when asked for, times the factors; zero where the singular value is. */
  left?: Float64Array;
  /** ‖T‖² and ‖T − U Σ Vᵀ‖². */
  total: number;
  objective: number;
  /** One entry an iteration, the random start first; seconds since the call. */
  history: { objective: number; seconds: number }[];
  converged: boolean;
}

export interface SvdRunning extends Omit<Running, "onProgress"> {
  onProgress?: (progress: { share: number; iteration: number; objective: number }) => void;
}

/** Shares of the progress: what comes before the iterations, and the iterations. */
const FIRST = 0.7;
const ITERATIONS = 0.2;

/** An objective under this share of the total is computed cell by cell. */
const DIGITS_LOST = 1e-9;

/** A singular value under this share of the largest is rounding; its vectors are zero. */
const NEGLIGIBLE = 1e-8;

/**
 * A missing cell counts as zero after the transform. Interrupted after its first iteration it throws `Interrupted` with
 * the best so far as its model; before that, with none.
 */
export async function truncatedSvd(named: Matrix, options: SvdOptions, running: SvdRunning): Promise<TruncatedSvd> {
  // Names are not for the threads.
  const matrix = { ...named, names: [] };
  const { k, seed, maxIterations, tolerance, maxRuntimeSecs, left = false } = options;
  const { threads, signal } = running;
  const started = performance.now();
  const method = options.method ?? cheapestMethod(matrix, k);
  const dimension = method === "Gram matrix of the rows" ? matrix.rows : matrix.columns;
  const result = leadingResult(dimension, k, maxIterations);
  const report = (share: number): void => running.onProgress?.({ share, ...latest(result) });
  const quiet = { threads, signal };
  let transform: ColumnTransform | undefined;
  let total: number | undefined;
  let seconds = 0;
  const finish = async (how: Running): Promise<TruncatedSvd> => {
    if (transform === undefined || total === undefined) throw new Error("There is nothing to finish yet");
    const pairs = { values: result.values.map((value) => Math.max(0, value)), vectors: result.vectors };
    const svd = await (method === "Gram matrix of the rows" ? fromRows : fromColumns)(
      ...([matrix, transform, pairs, left, how] as const),
    );
    const history = historyOf(result, seconds);
    const last = history[history.length - 1];
    // As a difference of sums of squares it has no digits left.
    if (last.objective < DIGITS_LOST * total) last.objective = await residualOf(matrix, transform, svd.right, quiet);
    const { objective } = last;
    return { method, transform, ...svd, total, objective, history, converged: result.status[1] === 1 };
  };
  try {
    const reading = { ...quiet, onProgress: (share: number): void => report(FIRST * share) };
    let source: Parameters<typeof leadingEigenInto>[0]["gram"];
    if (method === "Gram matrix of the columns") {
      const pass = await gramMatrix(matrix, options.transform, reading);
      transform = pass.transform;
      source = pass.gram;
      total = traceOf(pass.gram, dimension);
    } else {
      const statistics = await columnStatistics(matrix, quiet);
      const { transform: wanted } = options;
      transform = typeof wanted === "string" ? columnTransform(wanted, statistics) : wanted;
      const onRows = method === "Gram matrix of the rows";
      source = onRows ? await gramOfRows(matrix, transform, reading) : { matrix, transform };
      total = totalOfSquares(statistics, transform);
    }
    seconds = (performance.now() - started) / 1000;
    const onProgress = (share: number): void => report(FIRST + ITERATIONS * share);
    const input = { gram: source, n: dimension, k, seed, maxIterations, tolerance, maxRuntimeSecs, total, result };
    await leadingEigenInto(input, { ...quiet, onProgress });
    const last = (share: number): void => report(FIRST + ITERATIONS + (1 - FIRST - ITERATIONS) * share);
    return await finish({ ...quiet, onProgress: last });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    const entries = Atomics.load(result.status, 0);
    if (entries === 0) throw new Interrupted("Interrupted before the first iteration", undefined, { cause: error });
    throw new Interrupted(`Interrupted at iteration ${entries - 1}`, await held(finish({ threads })), { cause: error });
  }
}

/** Operations in a second of each way, relative to float64 products; integer products of bytes are this much faster. */
const BYTES_SPEED = 8;
/** Passes that a block Krylov space takes to converge, about. */
const PASSES = 24;
/** Operations on the space itself in a pass, for each of its columns and pair of lines: orthogonality and eigenvectors. */
const SPACE = 300;
/** Largest Gram matrix, in entries (1 GiB). */
const LARGEST_GRAM = 2 ** 27;

/** By operations: the Gram matrix and its diagonalisation, or passes over the data. */
export function cheapestMethod({ data, rows, columns }: Matrix, k: number): SvdMethod {
  const cells = rows * columns;
  const ofGram = (n: number, speed: number): number => {
    return n * n > LARGEST_GRAM ? Infinity : (cells * n) / speed + 2 * n ** 3 + 4 * n * n * k;
  };
  const costs: [number, SvdMethod][] = [
    [ofGram(columns, data instanceof Uint8Array ? BYTES_SPEED : 1), "Gram matrix of the columns"],
    [ofGram(rows, 1) + 2 * cells * k, "Gram matrix of the rows"],
    [PASSES * (4 * cells * Math.max(4, k) + SPACE * columns * k * k), "block Krylov on the data"],
  ];
  return costs.reduce((best, other) => (other[0] < best[0] ? other : best))[1];
}

interface Pairs {
  values: Float64Array;
  vectors: Float64Array;
}

type Triplets = Pick<TruncatedSvd, "singularValues" | "right" | "left">;

async function fromColumns(
  matrix: Matrix,
  { shift, scale }: ColumnTransform,
  { values, vectors }: Pairs,
  wantLeft: boolean | LeftFactors,
  running: Running,
): Promise<Triplets> {
  const k = values.length;
  const n = matrix.columns;
  const singularValues = values.map(Math.sqrt);
  const right = sharedDoubles(k * n);
  const factor = sharedDoubles(n * k);
  const constant = sharedDoubles(k);
  for (let i = 0; i < k; i++) {
    if (!(singularValues[i] > NEGLIGIBLE * singularValues[0])) continue;
    right.set(vectors.subarray(i * n, (i + 1) * n), i * n);
  }
  if (wantLeft === false) return { singularValues, right };
  const factors = factorsOf(wantLeft, singularValues, right);
  for (let i = 0; i < k; i++) {
    if (!(singularValues[i] > NEGLIGIBLE * singularValues[0])) continue;
    for (let j = 0; j < n; j++) {
      const entry = (factors[i] * right[i * n + j] * scale[j]) / singularValues[i];
      factor[j * k + i] = entry;
      constant[i] -= shift[j] * entry;
    }
  }
  const left = sharedDoubles(matrix.rows * k);
  await multiplyInto({ matrix, factor, constant, missing: shift, out: left }, running);
  return { singularValues, right, left };
}

async function fromRows(
  matrix: Matrix,
  transform: ColumnTransform,
  { values, vectors }: Pairs,
  wantLeft: boolean | LeftFactors,
  running: Running,
): Promise<Triplets> {
  const k = values.length;
  const m = matrix.rows;
  const singularValues = values.map(Math.sqrt);
  const lines = sharedDoubles(k * m);
  for (let i = 0; i < k; i++) {
    if (!(singularValues[i] > NEGLIGIBLE * singularValues[0])) continue;
    for (let row = 0; row < m; row++) {
      lines[i * m + row] = vectors[i * m + row] / singularValues[i];
    }
  }
  const right = sharedDoubles(k * matrix.columns);
  await multiplyTransposedInto({ matrix, transform, lines, count: k, out: right }, running);
  if (wantLeft === false) return { singularValues, right };
  const factors = factorsOf(wantLeft, singularValues, right);
  const left = sharedDoubles(m * k);
  for (let i = 0; i < k; i++) {
    if (!(singularValues[i] > NEGLIGIBLE * singularValues[0])) continue;
    for (let row = 0; row < m; row++) left[row * k + i] = factors[i] * vectors[i * m + row];
  }
  return { singularValues, right, left };
}

function factorsOf(wanted: true | LeftFactors, values: Float64Array, right: Float64Array): ArrayLike<number> {
  return wanted === true ? new Float64Array(values.length).fill(1) : wanted(values, right);
}

function traceOf(gram: Float64Array, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += gram[i * n + i];
  return total;
}

/** Objective and seconds of each iteration, what came before included. */
function historyOf({ history, status }: LeadingResult, before: number): TruncatedSvd["history"] {
  return Array.from({ length: Atomics.load(status, 0) }, (_, i) => {
    return { objective: history[2 * i], seconds: before + history[2 * i + 1] };
  });
}

function latest({ history, status }: LeadingResult): { iteration: number; objective: number } {
  const entries = Atomics.load(status, 0);
  return { iteration: Math.max(0, entries - 1), objective: entries === 0 ? NaN : history[2 * (entries - 1)] };
}
