/**
 * The small problem on the simplex, to its end: min over v of ½ (v − x)ᵀ H (v − x) + qᵀ (v − x) with v ≥ 0 and Σ vᵢ = 1.
 *
 * By an active set, as in `src/assembly/active-set.ts`: least squares on the entries that are not zero, under their sum, cut
 * short where one of them reaches zero; then the entry that would gain most joins them, until none would.
 */
import type { Instance } from "../wasm/instance.js";

/** Slopes under this share of the largest are rounding; so is this share of H's diagonal, which is added to it. */
const ROUNDING = 1e-10;

export class SimplexStep {
  readonly #partAt: number;
  readonly #slopeAt: number;
  readonly #onesAt: number;
  readonly #part: Float64Array;
  readonly #slope: Float64Array;
  readonly #ones: Float64Array;

  constructor(
    readonly instance: Instance,
    readonly k: number,
    readonly line: number,
  ) {
    const { arena } = instance;
    this.#partAt = arena.allocate(8 * k * line);
    this.#slopeAt = arena.allocate(8 * (k + 1));
    this.#onesAt = arena.allocate(8 * (k + 1));
    this.#part = arena.doubles(this.#partAt, k * line);
    this.#slope = arena.doubles(this.#slopeAt, k);
    this.#ones = arena.doubles(this.#onesAt, k);
  }

  /** x, which is on the simplex, and q, the gradient there, in place; H: k lines of `line` numbers. */
  settle(x: Float64Array, q: Float64Array, h: Float64Array): void {
    const { k, line } = this;
    const active = Array.from(x.keys()).filter((i) => x[i] > 0);
    let [largest, size] = [0, 0];
    for (let i = 0; i < k; i++) {
      largest = Math.max(largest, h[i * line + i]);
      size = Math.max(size, Math.abs(q[i]), h[i * line + i]);
    }
    for (let turn = 0; turn < 4 * k; turn++) {
      this.#leastSquares(active, x, q, h, ROUNDING * largest);
      // Where it is least, all entries that are not zero have one slope.
      const level = active.reduce((sum, i) => sum + q[i], 0) / active.length;
      let [joining, lowest] = [-1, level - ROUNDING * size];
      for (let i = 0; i < k; i++) if (x[i] === 0 && q[i] < lowest) [joining, lowest] = [i, q[i]];
      if (joining < 0) return;
      active.push(joining);
    }
  }

  /** To the least over the active entries of one sum; those that reach zero on the way are no longer active. */
  #leastSquares(active: number[], x: Float64Array, q: Float64Array, h: Float64Array, ridge: number): void {
    const { k, line, instance } = this;
    const { routines } = instance;
    // Plain loops, for this is all that a round does where there are many archetypes.
    while (active.length > 1) {
      const count = active.length;
      for (let a = 0; a < count; a++) {
        const from = active[a] * line;
        for (let b = 0; b <= a; b++) this.#part[a * line + b] = h[from + active[b]];
        this.#part[a * line + a] += ridge;
        this.#slope[a] = q[active[a]];
        this.#ones[a] = 1;
      }
      routines.cholesky(this.#partAt, count, 8 * line);
      routines.choleskySolve(this.#partAt, this.#slopeAt, count, 8 * line);
      routines.choleskySolve(this.#partAt, this.#onesAt, count, 8 * line);
      const [bySlope, byOnes] = [sumOf(this.#slope, count), sumOf(this.#ones, count)];
      if (!(byOnes > 0)) return;
      const steps = this.#slope;
      let [share, reaching] = [1, -1];
      for (let a = 0; a < count; a++) {
        steps[a] = (bySlope / byOnes) * this.#ones[a] - steps[a];
        const entry = x[active[a]];
        if (entry + steps[a] > 0) continue;
        const here = entry === 0 ? 0 : entry / -steps[a];
        if (reaching < 0 || here < share) [share, reaching] = [here, a];
      }
      for (let a = 0; a < count; a++) {
        const i = active[a];
        const step = a === reaching ? -x[i] : share * steps[a];
        x[i] += step;
        for (let j = 0; j < k; j++) q[j] += step * h[i * line + j];
      }
      if (reaching < 0) return;
      active.splice(reaching, 1);
    }
  }
}

function sumOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let a = 0; a < count; a++) sum += values[a];
  return sum;
}
