/**
 * The end of coordinate descent where it creeps: min over x of ½ xᵀ H x − bᵀ x + threshold · Σ |xᵢ|, or with x ≥ 0, by an
 * active set. Least squares on the entries that are not zero, cut short where one of them reaches zero; then the entry
 * that would gain most joins them, until none would (Lawson & Hanson 1974, chapter 23, for x ≥ 0).
 */
import type { Instance } from "../wasm/instance.js";

/** Slopes under this share of the largest are rounding. */
const ROUNDING = 1e-10;

export class ActiveSet {
  readonly #partAt: number;
  readonly #stepAt: number;
  readonly #part: Float64Array;
  readonly #step: Float64Array;

  constructor(
    readonly instance: Instance,
    readonly k: number,
    readonly line: number,
  ) {
    const { arena } = instance;
    this.#partAt = arena.allocate(8 * k * line);
    this.#stepAt = arena.allocate(8 * (k + 1));
    this.#part = arena.doubles(this.#partAt, k * line);
    this.#step = arena.doubles(this.#stepAt, k);
  }

  /** x and q, the gradient there without the threshold, in place; H: k lines of `line` numbers. */
  settle(x: Float64Array, q: Float64Array, h: Float64Array, threshold: number, nonNegative: boolean): void {
    const { k, line } = this;
    const active = Array.from(x.keys()).filter((i) => x[i] !== 0);
    const sign = x.map(Math.sign);
    let size = threshold;
    for (let i = 0; i < k; i++) size = Math.max(size, Math.abs(q[i]), h[i * line + i] * Math.abs(x[i]));
    const negligible = ROUNDING * size;
    // Each turn ends at the least of its entries or leaves one out, so that no set comes twice.
    for (let turn = 0; turn < 4 * k; turn++) {
      if (active.some((i) => Math.abs(q[i] + threshold * sign[i]) > negligible)) {
        this.#leastSquares(active, x, q, h, threshold, sign);
      }
      const joining = this.#mostGain(x, q, h, threshold, nonNegative, negligible);
      if (joining === undefined) return;
      active.push(joining);
      sign[joining] = -Math.sign(q[joining]);
    }
  }

  /** To the least over the active entries; those that reach zero on the way are no longer active. */
  #leastSquares(
    active: number[],
    x: Float64Array,
    q: Float64Array,
    h: Float64Array,
    threshold: number,
    sign: Float64Array,
  ): void {
    const { k, line, instance } = this;
    // Plain loops, for this is most of what a round does where there are many archetypes.
    while (active.length > 0) {
      const count = active.length;
      for (let a = 0; a < count; a++) {
        const i = active[a];
        for (let b = 0; b <= a; b++) this.#part[a * line + b] = h[i * line + active[b]];
        this.#step[a] = -(q[i] + threshold * sign[i]);
      }
      instance.routines.cholesky(this.#partAt, count, 8 * line);
      instance.routines.choleskySolve(this.#partAt, this.#stepAt, count, 8 * line);
      let [share, reaching] = [1, -1];
      for (let a = 0; a < count; a++) {
        const i = active[a];
        const end = x[i] + this.#step[a];
        if (end * sign[i] > 0) continue;
        const here = x[i] === 0 ? 0 : x[i] / (x[i] - end);
        if (reaching < 0 || here < share) [share, reaching] = [here, a];
      }
      for (let a = 0; a < count; a++) {
        const i = active[a];
        const step = a === reaching ? -x[i] : share * this.#step[a];
        x[i] += step;
        for (let j = 0; j < k; j++) q[j] += step * h[i * line + j];
      }
      if (reaching < 0) return;
      active.splice(reaching, 1);
    }
  }

  /** Of the entries that are zero the one with the steepest way down. */
  #mostGain(
    x: Float64Array,
    q: Float64Array,
    h: Float64Array,
    threshold: number,
    nonNegative: boolean,
    negligible: number,
  ): number | undefined {
    let [best, at] = [negligible, -1];
    for (let i = 0; i < this.k; i++) {
      if (x[i] !== 0 || !(h[i * this.line + i] > 0)) continue;
      const gain = (nonNegative ? -q[i] : Math.abs(q[i])) - threshold;
      if (gain > best) [best, at] = [gain, i];
    }
    return at < 0 ? undefined : at;
  }
}
