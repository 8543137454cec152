/**
 * Weighted least squares row by row and column by column, all threads in lockstep: the solver for losses with a kink or
 * without a bound on their curvature, for data of which few cells are observed, and for small problems.
 *
 * Each cell gets a parabola of its own, which touches its loss at U = X·Y and has weight w there (see `Loss.weight`). The
 * rows of X are then weighted least squares with H = Σⱼ wⱼ yⱼ yⱼᵀ, the columns of Y with Σᵢ wᵢ xᵢ xᵢᵀ: iteratively
 * reweighted least squares, and exact alternating least squares when the loss is quadratic. A step that does not lower its
 * own row or column is halved until it does, so the objective never rises. Hunter & Lange 2000 (quantiles), Jaakkola &
 * Jordan 2000 (logistic); Newton steps for Poisson.
 */
import type { TaskContext } from "../workers/job.js";
import { ColumnSweep } from "./weighted-columns.js";
import {
  CONVERGED,
  eachPanel,
  ENTRIES,
  type FitInput,
  penaltyOf,
  penaltyValue,
  rangeCount,
  record,
  STOP,
  SUMS,
} from "./fit-state.js";
import { RowStep } from "./row-step.js";

/** Where weights are cut, as a share of a cell's typical loss: first, last, and how fast it falls. */
const FIRST_CUT = 0.3;
const LAST_CUT = 1e-5;
const CUT_FALLS = 0.6;

export function weightedTask(context: TaskContext, input: FitInput): void {
  const { state, maxIterations, tolerance, limit, scale, k } = input;
  const started = performance.now();
  const { rows, columns } = context.arena.settled(() => ({
    rows: new RowStep(context, input),
    columns: new ColumnSweep(context, input),
  }));
  const penaltyX = penaltyOf(input.penaltyX);
  const x = state.x[0];
  const smooth = input.columns.every(({ code }) => SMOOTH.has(code));
  let best = Infinity;
  let settled = 0;
  for (let iteration = 0; iteration <= maxIterations; iteration++) {
    const cut = Math.max(LAST_CUT, FIRST_CUT * CUT_FALLS ** iteration);
    const epsilon = cut * scale;
    rows.engine.setY(state.y);
    for (let range = context.take(rangeCount(input)); range >= 0; range = context.take(rangeCount(input))) {
      let penalty = 0;
      eachPanel(input, range, (first, count) => {
        rows.step(x, first, count, epsilon);
        for (let i = first; i < first + count; i++) penalty += penaltyValue(penaltyX, x.subarray(i * k, (i + 1) * k));
      });
      state.sums[range * SUMS + 1] = penalty;
    }
    if (!context.meet()) return;
    for (let part = context.take(columns.parts); part >= 0; part = context.take(columns.parts)) {
      columns.sweep(part, epsilon);
    }
    if (context.slot === 0 && limit > 0 && performance.now() - started > limit) Atomics.store(state.status, STOP, 1);
    if (!context.meet()) return;
    let objective = 0;
    for (const loss of state.columns) objective += loss;
    for (let range = 0; range < rangeCount(input); range++) objective += state.sums[range * SUMS + 1];
    // Losses with a kink go on until their weights are at the last cut.
    settled = best - objective <= tolerance * Math.abs(objective) && (smooth || cut === LAST_CUT) ? settled + 1 : 0;
    best = objective;
    const converged = settled >= 2 || objective === 0;
    if (context.slot === 0) {
      record(state, objective, 1, started);
      if (converged) Atomics.store(state.status, CONVERGED, 1);
      context.progress(Math.min(1, Atomics.load(state.status, ENTRIES) / maxIterations));
    }
    const stopped = Atomics.load(state.status, STOP) === 1;
    if (!context.meet() || converged || stopped) return;
  }
}

/** Losses whose weights need no cut: quadratic, Huber, Poisson, periodic, logistic and the blocks of logistic kind. */
const SMOOTH: ReadonlySet<number> = new Set([0, 2, 4, 5, 6, 10, 11, 12]);
