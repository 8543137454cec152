/**
 * Majorise and solve, the columns' half: Y from the sums over all rows, and the Y to try next. Threads take columns.
 */
import type { TaskContext } from "../workers/job.js";
import { type FitInput, penaltyOf, rangeCount } from "./fit-state.js";
import { takenBack } from "./halve-step.js";
import { hasClosedForm, type Penalty, ridgeOf, VectorSolver } from "./vector-solver.js";

export class ColumnStep {
  readonly #solver: VectorSolver;
  readonly #penalty: Penalty;

  constructor(
    readonly context: TaskContext,
    readonly input: FitInput,
  ) {
    this.#solver = new VectorSolver(context, input.k);
    this.#penalty = penaltyOf(input.penaltyY);
  }

  /**
   * After a better round: Y's step from the sums, and the Y to try next. After a worse one: the last step again, without
   * momentum, or half of it when that was what failed. Threads take columns. Of a job that is stopped only the model's Y is
   * set. With `plain` the sums of slopes lack 2 XᵀX Y (see `PlainRows`).
   */
  async step(better: boolean, retries: number, share: number, plain: boolean): Promise<void> {
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
            if (retries > 0) state.step[at] = takenBack(state.step[at], state.y[at], this.#penalty.regularizer);
            state.trial[at] = state.step[at];
          }
          continue;
        }
        for (let at = j; at < k * width; at += width) state.y[at] = state.trial[at];
        if (context.stopping()) continue;
        for (let c = 0; c < k; c++) {
          x[c] = state.trial[c * width + j];
          q[c] = 0;
          for (let range = 0; range < ranges; range++) q[c] += state.slopes[(range * k + c) * width + j];
          if (!plain) continue;
          for (let d = 0; d < k; d++) q[c] += 2 * squares[c * k + d] * state.trial[d * width + j];
        }
        solve(curvature);
        putStep(input, j, x, share);
      }
      await context.breathe();
    }
  }

  /** Steps from x by q as the solver holds them, for H = curvature · XᵀX; what columns have in common is done once. */
  #columnSolver(squares: Float64Array): (curvature: number) => void {
    const { k } = this.input;
    const solver = this.#solver;
    const penalty = this.#penalty;
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
}

/** Column j of Y made one step, to v; the next to try goes beyond v. */
export function putStep({ k, width, penaltyY, state }: FitInput, j: number, v: Float64Array, share: number): void {
  const column = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    const at = c * width + j;
    state.stepBefore[at] = state.step[at];
    state.step[at] = v[c];
    column[c] = v[c] + share * (v[c] - state.stepBefore[at]);
  }
  const { regularizer } = penaltyOf(penaltyY);
  if (share > 0 && regularizer.constraint) regularizer.proximal(column, 1);
  for (let c = 0; c < k; c++) state.trial[c * width + j] = column[c];
}
