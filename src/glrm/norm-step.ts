/**
 * The small problem under an L2 regulariser, to its end: min over v of ½ (v − x)ᵀ H (v − x) + qᵀ (v − x) + γ ‖v‖.
 *
 * With b = q − H x it is v = 0 where ‖b‖ ≤ γ. Elsewhere (H + λ I) v = −b with the λ > 0 for which λ ‖v(λ)‖ = γ: the only
 * root of 1 / ‖v(λ)‖ − λ / γ, which is concave in λ, as in trust regions (Moré & Sorensen 1983, doi:10.1137/0904038).
 * Newton's steps find it, each a Cholesky factor; those that leave the bounds known so far are halved between them.
 */
import type { Instance } from "../wasm/instance.js";

const MOST_STEPS = 60;
/** Share of γ by which λ ‖v‖ may miss it. */
const CLOSE = 1e-11;

export class NormStep {
  readonly #systemAt: number;
  readonly #stepAt: number;
  readonly #slopeAt: number;
  readonly #system: Float64Array;
  readonly #step: Float64Array;
  readonly #slope: Float64Array;

  constructor(
    readonly instance: Instance,
    readonly k: number,
    readonly line: number,
  ) {
    const { arena } = instance;
    this.#systemAt = arena.allocate(8 * k * line);
    this.#stepAt = arena.allocate(8 * (k + 1));
    this.#slopeAt = arena.allocate(8 * (k + 1));
    this.#system = arena.doubles(this.#systemAt, k * line);
    this.#step = arena.doubles(this.#stepAt, k);
    this.#slope = arena.doubles(this.#slopeAt, k);
  }

  /** x in place, from the gradient q there; H: k lines of `line` numbers, whose eigenvalues are at most `curvature`. */
  solve(x: Float64Array, q: Float64Array, h: Float64Array, gamma: number, curvature: number): void {
    const { k, line } = this;
    let squares = 0;
    for (let i = 0; i < k; i++) {
      let b = q[i];
      for (let j = 0; j < k; j++) b -= h[i * line + j] * x[j];
      squares += b * b;
    }
    const excess = Math.sqrt(squares) - gamma;
    if (!(excess > 0)) {
      x.fill(0);
      return;
    }
    let [low, high] = [0, (gamma * curvature) / excess];
    let lambda = Math.min(gamma / norm(x), high);
    for (let step = 0; step < MOST_STEPS; step++) {
      const [size, fall] = this.#stepTo(lambda, x, q, h);
      const miss = lambda * size - gamma;
      if (Math.abs(miss) <= CLOSE * gamma) break;
      if (miss > 0) high = lambda;
      else low = lambda;
      // Newton's step: 1 / ‖v‖ grows with λ by fall / ‖v‖³.
      const next = lambda + (1 / size - lambda / gamma) / (1 / gamma - fall / size ** 3);
      lambda = next > low && next < high ? next : (low + high) / 2;
      if (!(lambda > low && lambda < high)) break;
    }
    for (let i = 0; i < k; i++) x[i] -= this.#step[i];
  }

  /** Leaves x − v(λ) in the step; ‖v‖ and vᵀ (H + λ I)⁻¹ v. */
  #stepTo(lambda: number, x: Float64Array, q: Float64Array, h: Float64Array): [number, number] {
    const { k, line, instance } = this;
    const [system, step, slope] = [this.#system, this.#step, this.#slope];
    system.set(h);
    for (let i = 0; i < k; i++) {
      system[i * line + i] += lambda;
      step[i] = q[i] + lambda * x[i];
    }
    instance.routines.cholesky(this.#systemAt, k, 8 * line);
    instance.routines.choleskySolve(this.#systemAt, this.#stepAt, k, 8 * line);
    for (let i = 0; i < k; i++) slope[i] = x[i] - step[i];
    const size = norm(slope);
    instance.routines.choleskySolve(this.#systemAt, this.#slopeAt, k, 8 * line);
    let fall = 0;
    for (let i = 0; i < k; i++) fall += (x[i] - step[i]) * slope[i];
    return [size, fall];
  }
}

function norm(vector: Float64Array): number {
  let squares = 0;
  for (const entry of vector) squares += entry * entry;
  return Math.sqrt(squares);
}
