/**
 * The k leading eigenpairs of a Gram matrix, with the history of the low-rank objective, on a worker thread.
 *
 * For small k, a block Krylov space grows from a random block: each iteration multiplies the current block by the Gram
 * matrix (for a quadratic loss without missing cells that is exactly one round of alternating least squares, seen from
 * the columns), and the best rank-k model within all blocks so far is taken (Rayleigh–Ritz; Musco & Musco 2015,
 * arXiv:1504.05477, section 1). The spaces are nested, so the objective never rises. For large k the whole matrix is
 * diagonalised at once.
 */
import { seededRandom } from "../data/random.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { symmetricEigen, type Eigen } from "./eigen.js";
import { paddedTo } from "./padded.js";

/** A pair counts as converged when ‖G u − θ u‖ falls below this share of the largest eigenvalue. */
const RESIDUAL = 1e-10;

export interface LeadingInput {
  /** n × n, symmetric, shared. */
  gram: Float64Array;
  n: number;
  k: number;
  seed: number;
  maxIterations: number;
  /** Stops when the objective falls by less than this share of itself in one iteration; 0 runs to convergence. */
  tolerance: number;
  /** Filled as the iterations go, all shared: the best model so far is there even when the job is cancelled. */
  result: LeadingResult;
}

export interface LeadingResult {
  /** k eigenvalues, descending. */
  values: Float64Array;
  /** k × n, one unit eigenvector per line. */
  vectors: Float64Array;
  /** Two numbers an iteration: objective, seconds since the start. */
  history: Float64Array;
  /** Entry 0: history entries written. Entry 1: 1 once converged. */
  status: Int32Array;
}

/** Room for the answer in shared memory. */
export function leadingResult(n: number, k: number, maxIterations: number): LeadingResult {
  return {
    values: new Float64Array(new SharedArrayBuffer(8 * k)),
    vectors: new Float64Array(new SharedArrayBuffer(8 * k * n)),
    history: new Float64Array(new SharedArrayBuffer(16 * (maxIterations + 1))),
    status: new Int32Array(new SharedArrayBuffer(8)),
  };
}

export async function leadingEigenInto(input: LeadingInput, running: Running): Promise<void> {
  const chunks = input.maxIterations + 1;
  // One worker takes all iterations (off this thread, so that it stays free); a second one finds nothing to do.
  const threads = Math.min(2, running.threads);
  await run({ ...running, threads, task: { module: import.meta.url, name: "leadingTask" }, input, chunks });
}

/** Thread 0 takes one chunk an iteration, so that progress and cancelling work as everywhere. */
export function leadingTask(context: TaskContext, input: LeadingInput): void {
  if (context.slot !== 0) return;
  if (input.k * 64 > input.n) diagonaliseAtOnce(context, input);
  else growKrylovSpace(context, input);
}

function diagonaliseAtOnce(context: TaskContext, input: LeadingInput): void {
  const { gram, n, k, maxIterations } = input;
  const started = performance.now();
  if (context.next() < 0) return;
  const block = randomBlock(input);
  orthonormalise(block, 0, k, n);
  const start = project(multiplyBlock(context, gram, block, k, n), block, k, n);
  record(input, { values: diagonalOf(start, k), vectors: block }, started);
  if (maxIterations === 0 || context.next() < 0) return;
  record(input, symmetricEigen(context, gram, n, k), started);
  Atomics.store(input.result.status, 1, 1);
}

function growKrylovSpace(context: TaskContext, input: LeadingInput): void {
  const { gram, n, k, maxIterations, tolerance } = input;
  const started = performance.now();
  const limit = Math.min(n, k * (maxIterations + 1));
  // Lines of the basis, their products with the Gram matrix, and the projected matrix, all growing together.
  const basis = new Float64Array(limit * n);
  const products = new Float64Array(limit * n);
  basis.set(randomBlock(input));
  let size = 0;
  let fresh = orthonormalise(basis, 0, k, n);
  let last = Infinity;
  for (let iteration = 0; context.next() >= 0; iteration++) {
    products.set(multiplyBlock(context, gram, basis.subarray(size * n, (size + fresh) * n), fresh, n), size * n);
    size += fresh;
    const ritz = rayleighRitz(context, basis, products, size, n, k);
    const objective = record(input, ritz, started);
    const residuals = openResiduals(ritz, n, k);
    const settled = tolerance > 0 && last - objective <= tolerance * Math.abs(objective);
    last = objective;
    if (residuals.length === 0 || size === n || settled) {
      Atomics.store(input.result.status, 1, 1);
      return;
    }
    if (iteration === maxIterations) return;
    fresh = Math.min(residuals.length, limit - size);
    for (let i = 0; i < fresh; i++) basis.set(residuals[i], (size + i) * n);
    fresh = orthonormalise(basis, size, fresh, n);
    if (fresh === 0) {
      Atomics.store(input.result.status, 1, 1);
      return;
    }
  }
}

interface Ritz extends Eigen {
  /** k × n: the products of the vectors with the Gram matrix. */
  images: Float64Array;
}

/** The best k directions within the basis: eigenvectors of the projected matrix, carried back. */
function rayleighRitz(
  context: TaskContext,
  basis: Float64Array,
  products: Float64Array,
  size: number,
  n: number,
  k: number,
): Ritz {
  const count = Math.min(k, size);
  const small = symmetricEigen(context, project(products, basis, size, n), size, count);
  const vectors = new Float64Array(k * n);
  const images = new Float64Array(k * n);
  for (let i = 0; i < count; i++) {
    for (let s = 0; s < size; s++) {
      const weight = small.vectors[i * size + s];
      addScaled(vectors, i * n, weight, basis, s * n, n);
      addScaled(images, i * n, weight, products, s * n, n);
    }
  }
  const values = new Float64Array(k);
  values.set(small.values);
  return { values, vectors, images };
}

/** Residuals G u − θ u of the pairs that have not converged, one n-vector each. */
function openResiduals({ values, vectors, images }: Ritz, n: number, k: number): Float64Array[] {
  const residuals: Float64Array[] = [];
  for (let i = 0; i < k; i++) {
    const residual = images.slice(i * n, (i + 1) * n);
    addScaled(residual, 0, -values[i], vectors, i * n, n);
    if (Math.sqrt(dot(residual, 0, residual, 0, n)) > RESIDUAL * Math.abs(values[0])) residuals.push(residual);
  }
  return residuals;
}

/** Writes the state where the caller can see it; returns the objective ‖T‖² − Σ θ. */
function record({ gram, n, result }: LeadingInput, { values, vectors }: Eigen, started: number): number {
  let objective = 0;
  for (let i = 0; i < n; i++) objective += gram[i * n + i];
  for (const value of values) objective -= value;
  const entry = Atomics.load(result.status, 0);
  result.values.set(values);
  result.vectors.set(vectors);
  result.history[2 * entry] = Math.max(0, objective);
  result.history[2 * entry + 1] = (performance.now() - started) / 1000;
  Atomics.store(result.status, 0, entry + 1);
  return objective;
}

/** k × n standard normal numbers (Box–Muller), the same for the same seed. */
function randomBlock({ k, n, seed }: LeadingInput): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: k * n }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    return radius * Math.cos(2 * Math.PI * random.uniform());
  });
}

/**
 * Makes lines first … first + count − 1 orthonormal to all lines before them (Gram–Schmidt, twice), dropping those that
 * vanish; returns how many stay.
 */
function orthonormalise(lines: Float64Array, first: number, count: number, n: number): number {
  let kept = first;
  for (let i = first; i < first + count; i++) {
    lines.copyWithin(kept * n, i * n, (i + 1) * n);
    const before = Math.sqrt(dot(lines, kept * n, lines, kept * n, n));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < kept; j++) {
        addScaled(lines, kept * n, -dot(lines, j * n, lines, kept * n, n), lines, j * n, n);
      }
    }
    const norm = Math.sqrt(dot(lines, kept * n, lines, kept * n, n));
    if (!(norm > 1e-12 * before)) continue;
    for (let c = kept * n; c < (kept + 1) * n; c++) lines[c] /= norm;
    kept++;
  }
  return kept - first;
}

/** The lines times the Gram matrix: count × n. */
function multiplyBlock(
  context: TaskContext,
  gram: Float64Array,
  lines: Float64Array,
  count: number,
  n: number,
): Float64Array {
  const { routines, arena } = context;
  const mark = arena.mark();
  const rows = paddedTo(count, 4);
  const padded = paddedTo(n, 4);
  const linesAt = arena.allocate(8 * rows * n);
  const gramAt = arena.allocate(8 * n * padded);
  const productAt = arena.allocate(8 * rows * padded);
  arena.doubles(linesAt, count * n).set(lines.subarray(0, count * n));
  const paddedGram = arena.doubles(gramAt, n * padded);
  for (let i = 0; i < n; i++) paddedGram.set(gram.subarray(i * n, (i + 1) * n), i * padded);
  routines.multiply(linesAt, gramAt, productAt, rows, n, padded);
  const product = new Float64Array(count * n);
  for (let i = 0; i < count; i++) product.set(arena.doubles(productAt + 8 * i * padded, n), i * n);
  arena.release(mark);
  return product;
}

/** products · basisᵀ, made symmetric: size × size. */
function project(products: Float64Array, basis: Float64Array, size: number, n: number): Float64Array {
  const projected = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      projected[i * size + j] = projected[j * size + i] = dot(basis, i * n, products, j * n, n);
    }
  }
  return projected;
}

function diagonalOf(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]);
}

function dot(x: Float64Array, xAt: number, y: Float64Array, yAt: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += x[xAt + i] * y[yAt + i];
  return sum;
}

function addScaled(
  target: Float64Array,
  at: number,
  factor: number,
  source: Float64Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[at + i] += factor * source[from + i];
}
