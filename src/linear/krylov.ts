/**
 * The k leading eigenpairs of a symmetric operator G (size × size) from a growing block Krylov space.
 *
 * From a random block, each iteration multiplies the residuals of the pairs still open by G (for a quadratic loss without
 * missing cells and G = TᵀT that is one round of alternating least squares, seen from the columns) and takes the best
 * rank-k model within all blocks so far (Rayleigh–Ritz; Musco & Musco 2015, arXiv:1504.05477, section 1). The spaces are
 * nested, so the objective never rises. A space that grows too long starts again from its best 2k vectors, which keeps
 * the best k (thick restart).
 */
import type { TaskContext } from "../workers/job.js";
import { symmetricEigen } from "./eigen.js";
import { dotProducts, weightedSums } from "./line-products.js";
import { addScaled, dot, orthonormalise, randomBlock } from "./lines.js";
import { finish, multiplied, type OperatorInput } from "./operator.js";

/** A pair counts as converged when ‖G u − θ u‖ falls below this share of the largest eigenvalue. */
const RESIDUAL = 1e-10;

/** Lines made orthonormal to the basis together, and the share of a line's length under which it lay within the basis. */
const TOGETHER = 16;
const VANISHED = 1e-12;

export interface KrylovSettings {
  k: number;
  seed: number;
  maxIterations: number;
  /** Stops when the objective falls by less than this share of itself in one iteration; 0 runs to convergence. */
  tolerance: number;
  /** Seconds after which no further iteration begins; 0, the default, is no limit. */
  maxRuntimeSecs?: number;
}

/** The best k pairs so far; vectors k × size. Returns the objective. */
export type Record = (pairs: { values: Float64Array; vectors: Float64Array }) => number;

/** Lines that a space may have. */
export function longestSpace(size: number, { k, maxIterations }: KrylovSettings): number {
  return Math.min(size, k * (maxIterations + 1), Math.max(64, 8 * k));
}

/** On thread 0 of a job in lockstep; returns whether all pairs converged. */
export function growKrylovSpace(
  context: TaskContext,
  operator: OperatorInput,
  settings: KrylovSettings,
  record: Record,
): boolean {
  const { k, seed, maxIterations, tolerance, maxRuntimeSecs = 0 } = settings;
  const n = operator.size;
  const started = performance.now();
  const space = new Space(longestSpace(n, settings), n);
  space.basis.set(randomBlock(k, n, seed));
  let fresh = orthonormalise(space.basis, 0, k, n);
  let last = Infinity;
  for (let iteration = 0; ; iteration++) {
    const product = multiplied(context, operator, space.fresh(fresh));
    if (product === undefined) return false;
    space.extend(context, product, fresh);
    const ritz = space.best(context, k);
    const objective = record(ritz);
    const residuals = openResiduals(ritz, n, k);
    const settled = tolerance > 0 && last - objective <= tolerance * Math.abs(objective);
    last = objective;
    if (residuals.length === 0 || space.size === n || settled) break;
    const late = maxRuntimeSecs > 0 && performance.now() - started > 1000 * maxRuntimeSecs;
    if (iteration === maxIterations || late) {
      finish(context, operator);
      return false;
    }
    context.progress((iteration + 1) / (maxIterations + 1));
    if (space.size + residuals.length > space.limit) space.restart(context, Math.min(2 * k, space.size));
    fresh = Math.min(residuals.length, space.limit - space.size);
    for (let i = 0; i < fresh; i++) space.basis.set(residuals[i], (space.size + i) * n);
    fresh = space.orthonormalise(context, fresh);
    if (fresh === 0) break;
  }
  finish(context, operator);
  return true;
}

interface Ritz {
  values: Float64Array;
  /** k × n. */
  vectors: Float64Array;
  /** k × n: the products of the vectors with G. */
  images: Float64Array;
}

/** Lines of an orthonormal basis, their products with G, and the projected matrix, all growing together. */
class Space {
  readonly limit: number;
  readonly basis: Float64Array;
  size = 0;
  readonly #n: number;
  readonly #products: Float64Array;
  /** limit × limit, its leading size × size used. */
  readonly #projected: Float64Array;

  constructor(limit: number, n: number) {
    this.limit = limit;
    this.#n = n;
    this.basis = new Float64Array(limit * n);
    this.#products = new Float64Array(limit * n);
    this.#projected = new Float64Array(limit * limit);
  }

  /** The lines just past the basis, a view. */
  fresh(count: number): Float64Array {
    return this.basis.subarray(this.size * this.#n, (this.size + count) * this.#n);
  }

  /** Makes the `count` lines just past the basis orthonormal to it and among themselves; returns how many stay. */
  orthonormalise(context: TaskContext, count: number): number {
    const { basis, size } = this;
    const n = this.#n;
    let kept = size;
    for (let first = size; first < size + count; first += TOGETHER) {
      const some = Math.min(TOGETHER, size + count - first);
      basis.copyWithin(kept * n, first * n, (first + some) * n);
      const lines = basis.subarray(kept * n, (kept + some) * n);
      const norms = Array.from({ length: some }, (_, i) => normOf(lines, i, n));
      for (let pass = 0; pass < 2; pass++) {
        const along = weightedSums(context, dotProducts(context, lines, some, basis, kept, n), some, basis, kept, n);
        for (let at = 0; at < along.length; at++) lines[at] -= along[at];
      }
      norms.forEach((norm, i) => {
        if (!(normOf(lines, i, n) > VANISHED * norm)) lines.fill(0, i * n, (i + 1) * n);
      });
      kept += orthonormalise(lines, 0, some, n);
    }
    return kept - size;
  }

  /** Takes in the lines just past the basis, with their products. */
  extend(context: TaskContext, product: Float64Array, count: number): void {
    const n = this.#n;
    const before = this.size;
    this.#products.set(product, before * n);
    this.size += count;
    const dots = dotProducts(context, product, count, this.basis, this.size, n);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= before + i; j++) this.#project(j, before + i, dots[i * this.size + j]);
    }
  }

  #project(i: number, j: number, value: number): void {
    this.#projected[i * this.limit + j] = this.#projected[j * this.limit + i] = value;
  }

  /** The best directions within the basis: eigenvectors of the projected matrix, carried back; zero past the basis. */
  best(context: TaskContext, count: number): Ritz {
    const { size, limit, basis } = this;
    const n = this.#n;
    const square = new Float64Array(size * size);
    for (let i = 0; i < size; i++) square.set(this.#projected.subarray(i * limit, i * limit + size), i * size);
    const found = Math.min(count, size);
    const small = symmetricEigen(context, square, size, found);
    const weights = new Float64Array(count * size);
    weights.set(small.vectors);
    const vectors = weightedSums(context, weights, count, basis, size, n);
    const images = weightedSums(context, weights, count, this.#products, size, n);
    const values = new Float64Array(count);
    values.set(small.values);
    return { values, vectors, images };
  }

  /** Keeps only the best `count` directions. */
  restart(context: TaskContext, count: number): void {
    const { values, vectors, images } = this.best(context, count);
    this.basis.set(vectors);
    this.#products.set(images);
    this.size = count;
    for (let i = 0; i < count; i++) for (let j = 0; j <= i; j++) this.#project(j, i, i === j ? values[i] : 0);
  }
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

function normOf(lines: Float64Array, line: number, n: number): number {
  return Math.sqrt(dot(lines, line * n, lines, line * n, n));
}
