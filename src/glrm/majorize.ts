/**
 * Rounds of majorise and solve, all threads in lockstep: the solver for losses whose second derivative is bounded.
 *
 * With Lⱼ the bound of column j, the loss lies below a parabola of curvature Lⱼ that touches it at U = X·Y. Given Y, the
 * sum of the parabolas over a row is least where
 *
 *     x ← argmin ½ (v − x) H (v − x)ᵀ + g (v − x)ᵀ + γ r(v),   H = Y diag(L) Yᵀ,   g = (∂L/∂U) Yᵀ,
 *
 * with one H for all rows, and likewise for the columns of Y with Lⱼ XᵀX. For the quadratic loss (L = 2, slope 0 where a
 * cell is missing) this is fill and solve: softImpute-ALS (Hastie, Mazumder, Lee & Zadeh 2015, JMLR 16, section 3), and,
 * with no cell missing, alternating least squares. A round costs four matrix products, and the objective never rises.
 *
 * Both factors are extrapolated from round to round (Nesterov's momentum); when that raised the objective, the round is
 * taken back and done again without (restart: Mitchell, Ye & De Sterck 2020, doi:10.1002/nla.2297).
 */
import type { TaskContext } from "../workers/job.js";
import {
  CONVERGED,
  eachPanel,
  type FitInput,
  penaltyOf,
  penaltyValue,
  rangeCount,
  record,
  STALLED,
  STOP,
  SUMS,
  X,
} from "./fit-state.js";
import { PanelEngine, type Reals } from "./panel-engine.js";
import { hasClosedForm, type Penalty, ridgeOf, VectorSolver } from "./vector-solver.js";

/** Retries, each nearer to the last good Y, when a step without momentum raised the objective. */
const MOST_RETRIES = 12;

export function majorizeTask(context: TaskContext, input: FitInput): void {
  new Majorizer(context, input).run();
}

class Majorizer {
  readonly #engine: PanelEngine;
  readonly #solver: VectorSolver;
  readonly #penaltyX: Penalty;
  readonly #penaltyY: Penalty;
  readonly #slopesAt: number;
  readonly #slopes: Reals;
  readonly #hessian: Float64Array;
  readonly #inverseAt: number;
  readonly #inverse: Reals;
  readonly #stepAt: number;
  readonly #step: Reals;
  readonly #squaresAt: number;
  readonly #squares: Reals;
  /** Which buffer of X holds the model's, which the one before it, and which is written. */
  #current = 0;
  #previous = 0;
  #momentum = 1;
  #share = 0;

  constructor(
    readonly context: TaskContext,
    readonly input: FitInput,
  ) {
    const engine = new PanelEngine(context, input);
    const { arena } = context;
    const { k, single } = input;
    const reals = (at: number, count: number): Reals => (single ? arena.floats(at, count) : arena.doubles(at, count));
    const { size, kLine, line, rows } = engine;
    this.#engine = engine;
    this.#slopesAt = arena.allocate(size * kLine * line);
    this.#inverseAt = arena.allocate(size * k * kLine);
    this.#stepAt = arena.allocate(size * rows * kLine);
    this.#squaresAt = arena.allocate(size * kLine * kLine);
    this.#solver = new VectorSolver(context, k);
    this.#slopes = reals(this.#slopesAt, kLine * line);
    this.#inverse = reals(this.#inverseAt, k * kLine);
    this.#step = reals(this.#stepAt, rows * kLine);
    this.#squares = reals(this.#squaresAt, kLine * kLine);
    this.#hessian = new Float64Array(k * k);
    this.#penaltyX = penaltyOf(input.penaltyX);
    this.#penaltyY = penaltyOf(input.penaltyY);
  }

  run(): void {
    const { context, input } = this;
    const { state, maxIterations, tolerance, limit } = input;
    const started = performance.now();
    let best = Infinity;
    let settled = 0;
    let retries = 0;
    for (let iteration = 0; iteration <= maxIterations;) {
      const next = state.x.findIndex((_, buffer) => buffer !== this.#current && buffer !== this.#previous);
      this.#prepare();
      for (let range = context.take(rangeCount(input)); range >= 0; range = context.take(rangeCount(input))) {
        this.#passOver(range, next);
      }
      if (context.slot === 0 && limit > 0 && performance.now() - started > limit) Atomics.store(state.status, STOP, 1);
      if (!context.meet()) return;
      const objective = this.#objective();
      // Every thread finds the same, so all go the same way.
      const better = objective <= best;
      const stopped = Atomics.load(state.status, STOP) === 1;
      if (better) {
        settled = best - objective <= tolerance * Math.abs(objective) ? settled + 1 : 0;
        best = objective;
        retries = 0;
        this.#previous = iteration === 0 ? next : this.#current;
        this.#current = next;
        this.#speedUp();
      } else {
        if (this.#share === 0) retries++;
        this.#share = 0;
        this.#momentum = 1;
      }
      const converged = settled >= 2 || retries > MOST_RETRIES || best === 0;
      this.#stepY(better, retries);
      if (context.slot === 0) {
        if (better) {
          record(state, objective, 1, started);
          Atomics.store(state.status, X, this.#current);
          context.progress(Math.min(1, iteration / maxIterations));
        }
        if (converged) Atomics.store(state.status, CONVERGED, 1);
        if (retries > MOST_RETRIES) Atomics.store(state.status, STALLED, 1);
      }
      if (better) iteration++;
      if (!context.meet() || converged || stopped) return;
    }
  }

  /** Y of this round in the engine's layouts, H, and where X has a closed form (H + 2γ I)⁻¹. */
  #prepare(): void {
    const { input } = this;
    const { k, width, columns, state } = input;
    this.#engine.setY(state.trial);
    const curvature = new Float64Array(width);
    for (const column of columns) curvature.fill(column.curvature, column.first, column.first + column.width);
    const hessian = this.#hessian;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += curvature[j] * state.trial[a * width + j] * state.trial[b * width + j];
        hessian[a * k + b] = hessian[b * k + a] = sum;
      }
    }
    this.#solver.setH(hessian, 1);
    if (hasClosedForm(this.#penaltyX)) {
      this.#solver.invertInto(this.#inverse, this.#engine.kLine, ridgeOf(this.#penaltyX));
    }
  }

  /** X of one range given Y, and the sums that Y's step needs. */
  #passOver(range: number, next: number): void {
    const { input } = this;
    const { k, width, state } = input;
    const engine = this.#engine;
    const x = state.x[next];
    const closed = hasClosedForm(this.#penaltyX);
    const careful = input.columns.some(({ own }) => own !== undefined);
    let [loss, penalty] = [0, 0];
    this.#slopes.fill(0);
    this.#squares.fill(0);
    eachPanel(input, range, (first, count) => {
      engine.load(first, count);
      this.#extrapolateInto(x, first, count);
      engine.setX(x, first, count);
      engine.multiply(count);
      engine.evaluate(count, 0, false);
      const before = careful ? engine.losses.slice(0, count) : undefined;
      engine.slopesByX(count);
      if (closed) this.#closedStep(x, first, count);
      else this.#solvedStep(x, first, count);
      engine.setX(x, first, count);
      engine.multiply(count);
      engine.evaluate(count, 0, false);
      if (before !== undefined) this.#takeBackWorse(before, first, count, next);
      engine.addSlopesByY(this.#slopesAt, count);
      for (let i = 0; i < count; i++) {
        const row = x.subarray((first + i) * k, (first + i + 1) * k);
        loss += engine.losses[i];
        penalty += penaltyValue(this.#penaltyX, row);
      }
      engine.addSquares(this.#squaresAt, count);
    });
    state.sums[range * SUMS] = loss;
    state.sums[range * SUMS + 1] = penalty;
    for (let c = 0; c < k; c++) {
      const line = this.#slopes.subarray(c * engine.line, c * engine.line + width);
      state.slopes.set(line, (range * k + c) * width);
      const squares = this.#squares.subarray(c * engine.kLine, c * engine.kLine + k);
      state.squares.set(squares, (range * k + c) * k);
    }
  }

  #extrapolateInto(x: Float64Array, first: number, count: number): void {
    const { k, state } = this.input;
    const current = state.x[this.#current];
    const previous = state.x[this.#previous];
    const from = first * k;
    const to = (first + count) * k;
    const share = this.#share;
    for (let i = from; i < to; i++) x[i] = current[i] + share * (current[i] - previous[i]);
    if (share === 0 || !this.#penaltyX.regularizer.constraint) return;
    for (let i = first; i < first + count; i++) {
      this.#penaltyX.regularizer.proximal(x.subarray(i * k, (i + 1) * k), 1);
    }
  }

  /** x ← x − (g + 2γ x) (H + 2γ I)⁻¹, all rows in one product. */
  #closedStep(x: Float64Array, first: number, count: number): void {
    const { k } = this.input;
    const engine = this.#engine;
    const { size, kLine, group, gradient } = engine;
    const ridge = ridgeOf(this.#penaltyX);
    if (ridge > 0) {
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < k; c++) gradient[i * kLine + c] += ridge * x[(first + i) * k + c];
      }
    }
    const { gradient: a } = engine.at;
    const rows = Math.ceil(count / 4) * 4;
    const [line, groups] = [size * kLine, kLine / group];
    engine.product(a, line, size, this.#inverseAt, 32, line, this.#stepAt, line, rows, k, groups, false);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < k; c++) x[(first + i) * k + c] -= this.#step[i * kLine + c];
    }
  }

  #solvedStep(x: Float64Array, first: number, count: number): void {
    const { k } = this.input;
    const { kLine, gradient } = this.#engine;
    const solver = this.#solver;
    for (let i = 0; i < count; i++) {
      const row = x.subarray((first + i) * k, (first + i + 1) * k);
      solver.x.set(row);
      for (let c = 0; c < k; c++) solver.q[c] = gradient[i * kLine + c];
      solver.solve(this.#penaltyX);
      row.set(solver.x);
    }
  }

  /** A loss of the user's own may lie above its parabola: rows that got worse stay as they were. */
  #takeBackWorse(before: Float64Array, first: number, count: number, next: number): void {
    const { k, state } = this.input;
    const engine = this.#engine;
    const x = state.x[next];
    let worse = false;
    for (let i = 0; i < count; i++) {
      if (engine.losses[i] <= before[i]) continue;
      const at = (first + i) * k;
      const kept = state.x[this.#current];
      for (let c = at; c < at + k; c++) x[c] = (x[c] + kept[c]) / 2;
      worse = true;
    }
    if (!worse) return;
    engine.setX(x, first, count);
    engine.multiply(count);
    engine.evaluate(count, 0, false);
  }

  #objective(): number {
    const { k, width, state } = this.input;
    let [loss, penalty] = [0, 0];
    for (let range = 0; range < rangeCount(this.input); range++) {
      loss += state.sums[range * SUMS];
      penalty += state.sums[range * SUMS + 1];
    }
    const column = new Float64Array(k);
    let penaltyY = 0;
    for (let j = 0; j < width; j++) {
      for (let c = 0; c < k; c++) column[c] = state.trial[c * width + j];
      penaltyY += penaltyValue(this.#penaltyY, column);
    }
    return loss + (this.#penaltyX.gamma === 0 ? 0 : penalty) + penaltyY;
  }

  #speedUp(): void {
    const { regularizer: x } = this.#penaltyX;
    const { regularizer: y } = this.#penaltyY;
    if (!x.convex || !y.convex) return;
    const following = (1 + Math.sqrt(1 + 4 * this.#momentum * this.#momentum)) / 2;
    this.#share = (this.#momentum - 1) / following;
    this.#momentum = following;
  }

  /**
   * After a better round: Y's step from the sums, and the Y to try next. After a worse one: the last step again, without
   * momentum, or half of it when that was what failed. Threads take columns.
   */
  #stepY(better: boolean, retries: number): void {
    const { context, input } = this;
    const { k, width, columns, state } = input;
    const squares = new Float64Array(k * k);
    const ranges = rangeCount(input);
    if (better) for (let at = 0; at < ranges * k * k; at++) squares[at % (k * k)] += state.squares[at];
    const solve = this.#columnSolver(squares);
    const { x, q } = this.#solver;
    for (let part = context.take(columns.length); part >= 0; part = context.take(columns.length)) {
      const { first, width: count, curvature } = columns[part];
      for (let j = first; j < first + count; j++) {
        if (!better) {
          for (let at = j; at < k * width; at += width) {
            if (retries > 0) state.step[at] = (state.step[at] + state.y[at]) / 2;
            state.trial[at] = state.step[at];
          }
          continue;
        }
        for (let c = 0; c < k; c++) {
          x[c] = state.trial[c * width + j];
          q[c] = 0;
          for (let range = 0; range < ranges; range++) q[c] += state.slopes[(range * k + c) * width + j];
        }
        solve(curvature);
        this.#putY(j, x);
      }
    }
  }

  /** Steps from x by q as the solver holds them, for H = curvature · XᵀX; what columns have in common is done once. */
  #columnSolver(squares: Float64Array): (curvature: number) => void {
    const { k } = this.input;
    const solver = this.#solver;
    const penalty = this.#penaltyY;
    if (!hasClosedForm(penalty)) {
      return (curvature) => {
        solver.setH(squares, curvature);
        solver.solve(penalty);
      };
    }
    const ridge = ridgeOf(penalty);
    const inverses = new Map<number, Float64Array>();
    return (curvature) => {
      const { x, q } = solver;
      const slope = q.map((value, c) => value + ridge * x[c]);
      let inverse = inverses.get(curvature);
      if (inverse === undefined) {
        inverse = new Float64Array(k * k);
        inverses.set(curvature, inverse);
        solver.setH(squares, curvature);
        solver.invertInto(inverse, k, ridge);
      }
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) x[a] -= inverse[a * k + b] * slope[b];
    };
  }

  /** Column j of Y made one step, to v: the model's is the one that was tried; the next to try goes beyond v. */
  #putY(j: number, v: Float64Array): void {
    const { k, width, state } = this.input;
    const share = this.#share;
    const column = new Float64Array(k);
    for (let c = 0; c < k; c++) {
      const at = c * width + j;
      state.y[at] = state.trial[at];
      state.stepBefore[at] = state.step[at];
      state.step[at] = v[c];
      column[c] = v[c] + share * (v[c] - state.stepBefore[at]);
    }
    const { regularizer } = this.#penaltyY;
    if (share > 0 && regularizer.constraint) regularizer.proximal(column, 1);
    for (let c = 0; c < k; c++) state.trial[c * width + j] = column[c];
  }
}
