/**
 * The small problem under a regulariser of the user's: min over v of ½ (v − x)ᵀ H (v − x) + qᵀ (v − x) + γ r(v), some way
 * towards its end, by accelerated proximal gradient steps with restarts (Beck & Teboulle 2009, doi:10.1137/080716542;
 * O'Donoghue & Candès 2015, arXiv:1204.3982).
 */
import type { Instance } from "../wasm/instance.js";
import { Momentum } from "./momentum.js";
import type { Penalty } from "./vector-solver.js";

/** Steps in one solve; the next outer iteration goes on from there. */
const MOST_STEPS = 30;
/** Share of the largest entry under which a step is rounding. */
const SETTLED = 1e-12;

export class ProximalStep {
  readonly #awayAt: number;
  readonly #slopeAt: number;
  /** How far the place of the gradient is from x, and the gradient there. */
  readonly #away: Float64Array;
  readonly #slope: Float64Array;
  /** Where the steps of a solve started, the last step's end, and where the gradient is taken. */
  readonly #start: Float64Array;
  readonly #last: Float64Array;
  readonly #from: Float64Array;

  constructor(
    readonly instance: Instance,
    readonly k: number,
    readonly line: number,
  ) {
    const { arena } = instance;
    this.#awayAt = arena.allocate(8 * (k + 1));
    this.#slopeAt = arena.allocate(8 * (k + 1));
    this.#away = arena.doubles(this.#awayAt, k);
    this.#slope = arena.doubles(this.#slopeAt, k);
    [this.#start, this.#last, this.#from] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  }

  /** x in place, from the gradient q there; H: k lines of `line` numbers at `hAt`, whose eigenvalues are at most `curvature`. */
  solve(x: Float64Array, q: Float64Array, hAt: number, { regularizer, gamma }: Penalty, curvature: number): void {
    if (!(curvature > 0)) {
      regularizer.proximal(x, gamma);
      return;
    }
    const { k, line, instance } = this;
    const [away, slope, start, last, from] = [this.#away, this.#slope, this.#start, this.#last, this.#from];
    const weight = regularizer.constraint ? 1 : gamma / curvature;
    start.set(x);
    last.set(x);
    from.set(x);
    const momentum = new Momentum();
    for (let step = 0; step < MOST_STEPS; step++) {
      for (let i = 0; i < k; i++) away[i] = from[i] - start[i];
      slope.set(q);
      instance.routines.addProduct(this.#slopeAt, hAt, this.#awayAt, k, 8 * line);
      for (let i = 0; i < k; i++) x[i] = from[i] - slope[i] / curvature;
      regularizer.proximal(x, weight);
      let [turned, moved, largest] = [0, 0, 0];
      for (let i = 0; i < k; i++) {
        turned += (from[i] - x[i]) * (x[i] - last[i]);
        moved = Math.max(moved, Math.abs(x[i] - last[i]));
        largest = Math.max(largest, Math.abs(x[i]));
      }
      if (moved <= SETTLED * largest) return;
      if (turned > 0 || !regularizer.convex) momentum.rest();
      else momentum.grow();
      for (let i = 0; i < k; i++) from[i] = x[i] + momentum.share * (x[i] - last[i]);
      last.set(x);
    }
  }
}
