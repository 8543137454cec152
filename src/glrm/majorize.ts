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
  type FitInput,
  penaltyOf,
  penaltyValue,
  rangeCount,
  record,
  STALLED,
  STOP,
  SUMS,
  takenRanges,
  X,
} from "./fit-state.js";
import { ColumnStep } from "./majorize-columns.js";
import { RowPass } from "./majorize-rows.js";
import { Momentum } from "./momentum.js";
import { PlainRows } from "./plain-rows.js";
import { hasMomentum } from "./regularizers.js";

/** Retries, each nearer to the last good Y, when a step without momentum raised the objective. */
const MOST_RETRIES = 12;
/** Share of the cells' squares under which an objective that is a difference of such sums is too rough. */
const LITTLE_LEFT = 1e-2;

export async function majorizeTask(context: TaskContext, input: FitInput): Promise<void> {
  const { state, maxIterations, tolerance, limit } = input;
  const started = performance.now();
  const { rows, plainRows, columns } = context.arena.settled(() => {
    const rows = new RowPass(context, input);
    const plainRows = input.plain ? new PlainRows(context, input, rows) : undefined;
    return { rows, plainRows, columns: new ColumnStep(context, input) };
  });
  const accelerates = [input.penaltyX, input.penaltyY].every((penalty) => hasMomentum(penaltyOf(penalty).regularizer));
  const ranges = rangeCount(input);
  const momentum = new Momentum();
  let plain = plainRows;
  let [current, previous] = [0, 0];
  let [best, settled, retries] = [Infinity, 0, 0];
  for (let iteration = 0; iteration <= maxIterations;) {
    const next = state.x.findIndex((_, buffer) => buffer !== current && buffer !== previous);
    const { share } = momentum;
    rows.prepare();
    plain?.prepare();
    for (const range of takenRanges(context, ranges)) {
      await (plain ?? rows).pass(range, { current, previous, next, share });
    }
    if (context.slot === 0 && limit > 0 && performance.now() - started > limit) Atomics.store(state.status, STOP, 1);
    if (!context.meet()) return;
    // Every thread finds the same numbers, so all go the same way.
    const objective = objectiveOf(input);
    // No thread may go on to change Y while another still reads it.
    if (!context.meet()) return;
    if (plain !== undefined && objective <= LITTLE_LEFT * sumOf(state.base)) {
      // Once more, and from now on, by the losses of the cells.
      plain = undefined;
      continue;
    }
    const better = objective <= best;
    if (better) {
      settled = best - objective <= tolerance * Math.abs(objective) ? settled + 1 : 0;
      best = objective;
      retries = 0;
      [previous, current] = [iteration === 0 ? next : current, next];
      if (accelerates) momentum.grow();
    } else {
      if (share === 0) retries++;
      momentum.rest();
    }
    const converged = settled >= 2 || retries > MOST_RETRIES || best === 0;
    await columns.step(better, retries, momentum.share, plain !== undefined);
    if (context.slot === 0) {
      if (better) {
        record(state, objective, 1, started);
        Atomics.store(state.status, X, current);
        context.progress(Math.min(1, iteration / maxIterations));
      }
      if (converged) Atomics.store(state.status, CONVERGED, 1);
      if (retries > MOST_RETRIES) Atomics.store(state.status, STALLED, 1);
    }
    const stopped = Atomics.load(state.status, STOP) === 1;
    if (better) iteration++;
    if (!context.meet() || converged || stopped) return;
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Of the X just written and the Y that was tried. */
export function objectiveOf(input: FitInput): number {
  const { k, width, state } = input;
  const ofColumns = penaltyOf(input.penaltyY);
  let [loss, penalty] = [input.constant, 0];
  for (let range = 0; range < rangeCount(input); range++) {
    loss += state.sums[range * SUMS];
    penalty += state.sums[range * SUMS + 1];
  }
  const column = new Float64Array(k);
  let penaltyY = 0;
  for (let j = 0; j < width; j++) {
    for (let c = 0; c < k; c++) column[c] = state.trial[c * width + j];
    penaltyY += penaltyValue(ofColumns, column);
  }
  return loss + (input.penaltyX.gamma === 0 ? 0 : penalty) + penaltyY;
}
