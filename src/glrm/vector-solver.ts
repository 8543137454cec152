/**
 * The small problem at the heart of every step: one row of X, or one column of Y, given the other factor.
 *
 *     min over v of  ½ (v − x)ᵀ H (v − x) + qᵀ (v − x) + γ r(v),   x, q: k numbers, H: k × k, float64
 *
 * None and quadratic regularisers are solved by Cholesky, L2 by a root of one number (see `NormStep`), L1 and non-negative
 * ones by cyclic coordinate descent and then, for it may creep, an active set, simplex ones by an active set, one-sparse ones
 * by trying every entry, your own by proximal gradient steps (see `ProximalStep`).
 */
import type { Instance } from "../wasm/instance.js";
import { NormStep } from "./norm-step.js";
import { ProximalStep } from "./proximal-step.js";
import type { Regularizer } from "./regularizers.js";

/** A regulariser with its weight. */
export interface Penalty {
  regularizer: Regularizer;
  gamma: number;
}

/** Rounds of coordinate descent before the active set, which they save most of its turns. */
const PASSES = 2;
const SPARSE_LEAST = 1e-6;

/** Whether the answer is x − (q + 2γ x) (H + 2γ I)⁻¹; penalties of no weight are none. */
export function hasClosedForm({ regularizer: { name, constraint }, gamma }: Penalty): boolean {
  return name === "none" || name === "quadratic" || (gamma === 0 && !constraint);
}

/** What the regulariser adds to the diagonal of H, and times x to the slope. */
export function ridgeOf({ regularizer: { name }, gamma }: Penalty): number {
  return name === "quadratic" ? 2 * gamma : 0;
}

export class VectorSolver {
  /** Set before a solve: the vector and the gradient at it. After it, x is the answer and q is used up. */
  readonly x: Float64Array;
  readonly q: Float64Array;
  /** k lines of `line` numbers; a Cholesky solve leaves its factor here. */
  readonly h: Float64Array;
  readonly hAt: number;
  readonly line: number;
  readonly #xAt: number;
  readonly #qAt: number;
  readonly #workAt: number;
  readonly #normStep: NormStep;
  readonly #proximalStep: ProximalStep;

  constructor(
    readonly instance: Instance,
    readonly k: number,
    line: number = k + (k % 2),
  ) {
    const { arena } = instance;
    this.line = line;
    this.hAt = arena.allocate(8 * k * line);
    this.#xAt = arena.allocate(8 * (k + 1));
    this.#qAt = arena.allocate(8 * (k + 1));
    this.h = arena.doubles(this.hAt, k * line);
    this.x = arena.doubles(this.#xAt, k);
    this.q = arena.doubles(this.#qAt, k);
    this.#workAt = arena.allocate(8 * line * (k + 4));
    this.#normStep = new NormStep(instance, k, line);
    this.#proximalStep = new ProximalStep(instance, k, line);
  }

  /** Sets H to factor · S, S: k × k in lines of `sLine` numbers. */
  setH(s: Float32Array | Float64Array, factor: number, sLine = this.k): void {
    const { k, line, h } = this;
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) h[a * line + b] = factor * s[a * sLine + b];
  }

  /** Sets H to a diagonal matrix. */
  setDiagonal(values: Float64Array): void {
    this.h.fill(0);
    for (let i = 0; i < this.k; i++) this.h[i * this.line + i] = values[i];
  }

  /** (H + ridge · I)⁻¹ into k lines of `line` numbers; H is used up. */
  invertInto(out: Float32Array | Float64Array, line: number, ridge: number): void {
    const { instance, k, q, h } = this;
    for (let i = 0; i < k; i++) h[i * this.line + i] += ridge;
    instance.routines.cholesky(this.hAt, k, 8 * this.line);
    for (let i = 0; i < k; i++) {
      q.fill(0);
      q[i] = 1;
      instance.routines.choleskySolve(this.hAt, this.#qAt, k, 8 * this.line);
      out.set(q, i * line);
    }
  }

  solve(penalty: Penalty): void {
    const { name } = penalty.regularizer;
    if (hasClosedForm(penalty)) this.#leastSquares(ridgeOf(penalty));
    else if (name === "l1" || name === "nonNegative") {
      this.#coordinates(name === "l1" ? penalty.gamma : 0, name);
    } else if (name === "oneSparse" || name === "unitOneSparse") this.#oneEntry(name === "unitOneSparse");
    else if (name === "simplex") {
      const { instance, k, line } = this;
      instance.routines.simplexSet(this.#xAt, this.#qAt, this.hAt, k, 8 * line, this.#workAt);
      // Its sum is 1 but for rounding.
      penalty.regularizer.proximal(this.x, 1);
    } else if (name === "l2") this.#normStep.solve(this.x, this.q, this.h, penalty.gamma, this.#curvatureBound());
    else this.#proximalStep.solve(this.x, this.q, this.hAt, penalty, this.#curvatureBound());
  }

  #leastSquares(ridge: number): void {
    const { instance, k, line, x, q, h } = this;
    for (let i = 0; i < k; i++) {
      h[i * line + i] += ridge;
      q[i] += ridge * x[i];
    }
    instance.routines.cholesky(this.hAt, k, 8 * line);
    instance.routines.choleskySolve(this.hAt, this.#qAt, k, 8 * line);
    for (let i = 0; i < k; i++) x[i] -= q[i];
  }

  #coordinates(threshold: number, name: string): void {
    const { instance, k, line, x, q } = this;
    const nonNegative = name === "nonNegative";
    if (nonNegative) {
      // A start outside would leave entries without curvature below zero.
      for (let i = 0; i < k; i++) if (x[i] < 0) this.#move(i, -x[i], x, q);
    }
    const problem = [this.#xAt, this.#qAt, this.hAt, k, 8 * line, threshold, nonNegative] as const;
    instance.routines.coordinateDescent(...problem, PASSES);
    instance.routines.activeSet(...problem, this.#workAt);
  }

  #move(i: number, step: number, x: Float64Array, q: Float64Array): void {
    x[i] += step;
    for (let j = 0; j < this.k; j++) q[j] += step * this.h[i * this.line + j];
  }

  /** x ← v eᵢ with the i and v that do best: ½ Hᵢᵢ v² − bᵢ v, where b = H x − q; the first of equal ones. */
  #oneEntry(unit: boolean): void {
    const { k, line, x, q, h } = this;
    // −b in place of q; of x there is but one entry as a rule.
    for (let j = 0; j < k; j++) {
      if (x[j] !== 0) for (let i = 0; i < k; i++) q[i] -= h[j * line + i] * x[j];
    }
    let best = Infinity;
    let [place, entry] = [0, 1];
    for (let i = 0; i < k; i++) {
      const b = -q[i];
      const curvature = h[i * line + i];
      const value = unit ? 1 : curvature > 0 ? Math.max(b / curvature, SPARSE_LEAST) : SPARSE_LEAST;
      const cost = (curvature * value) / 2 - b;
      if (cost * value < best) {
        best = cost * value;
        [place, entry] = [i, value];
      }
    }
    x.fill(0);
    x[place] = entry;
  }

  /** An upper bound of H's largest eigenvalue: the least of trace, Frobenius norm and largest absolute row sum. */
  #curvatureBound(): number {
    const { k, line, h } = this;
    let [trace, squares, largest] = [0, 0, 0];
    for (let i = 0; i < k; i++) {
      trace += h[i * line + i];
      let row = 0;
      for (let j = 0; j < k; j++) {
        const entry = h[i * line + j];
        row += Math.abs(entry);
        squares += entry * entry;
      }
      largest = Math.max(largest, row);
    }
    return Math.min(trace, Math.sqrt(squares), largest);
  }
}
