/**
 * k-means, all threads in lockstep: the solver where each row takes one archetype (X unit one-sparse) and errors are squared.
 * Lloyd's rounds (Lloyd 1982, doi:10.1109/TIT.1982.1056489), with missing cells left out: the nearest archetype for each row,
 * and for each column of Y the exact answer, the means of the archetypes' rows where nothing regularises them. Y is extrapolated
 * from round to round, as in `majorize.ts`, which needs far fewer of them.
 */
import type { TaskContext } from "../workers/job.js";
import type { ClusterInput } from "./cluster-state.js";
import { CONVERGED, panelsOf, penaltyOf, rangeCount, record, STOP, takenRanges } from "./fit-state.js";
import { objectiveOf } from "./majorize.js";
import { putStep } from "./majorize-columns.js";
import { Momentum } from "./momentum.js";
import { NearestArchetype } from "./nearest-archetype.js";
import { hasMomentum } from "./regularizers.js";
import { hasClosedForm, ridgeOf, VectorSolver } from "./vector-solver.js";

export async function clusterTask(context: TaskContext, input: ClusterInput): Promise<void> {
  const { width, state, maxIterations, tolerance, limit } = input;
  const started = performance.now();
  const { rows, step } = context.arena.settled(() => {
    const nearest = new NearestArchetype(context, input);
    return { rows: nearest, step: columnStepper(context, input, nearest, new VectorSolver(context, input.k)) };
  });
  const ranges = rangeCount(input);
  const parts = ranges + Math.ceil(width / TOGETHER);
  const accelerates = hasMomentum(penaltyOf(input.penaltyY).regularizer);
  const momentum = new Momentum();
  let [best, settled] = [Infinity, 0];
  for (let iteration = 0; iteration <= maxIterations;) {
    rows.prepare();
    for (const range of takenRanges(context, ranges)) await rows.assign(range);
    if (context.slot === 0 && limit > 0 && performance.now() - started > limit) Atomics.store(state.status, STOP, 1);
    if (!context.meet()) return;
    const objective = objectiveOf(input);
    // No thread may go on to change Y while another still reads it.
    if (!context.meet()) return;
    const better = objective <= best;
    settled = better && best - objective <= tolerance * Math.abs(objective) ? settled + 1 : 0;
    // Without momentum a round is worse by rounding alone, or, at the start, not a number.
    const converged = settled >= 2 || objective === 0 || (!better && momentum.share === 0);
    if (better) {
      best = objective;
      if (accelerates) momentum.grow();
    } else momentum.rest();
    for (let part = context.take(parts); part >= 0; part = context.take(parts)) {
      if (part >= ranges) step(part - ranges, better, momentum.share);
      else if (better) keepRows(input, part);
      await context.breathe();
    }
    if (context.slot === 0) {
      if (better) record(state, objective, 1, started);
      if (converged) Atomics.store(state.status, CONVERGED, 1);
      context.progress(Math.min(1, iteration / maxIterations));
    }
    if (better) iteration++;
    const stopped = Atomics.load(state.status, STOP) === 1;
    if (!context.meet() || converged || stopped) return;
  }
}

/** The model's X of a range: 1 at each row's archetype. */
function keepRows(input: ClusterInput, range: number): void {
  const { k, state, clusters } = input;
  const { labels, kept } = clusters;
  const x = state.x[0];
  for (const { first, count } of panelsOf(input, range)) {
    for (let row = first; row < first + count; row++) {
      if (kept[row] === labels[row]) continue;
      if (kept[row] < 0) x.fill(0, row * k, (row + 1) * k);
      else x[row * k + kept[row]] = 0;
      x[row * k + labels[row]] = 1;
      kept[row] = labels[row];
    }
  }
}

/** Columns of Y that a thread takes together. */
const TOGETHER = 16;

/**
 * After a better round, some columns of Y as they were tried become the model's and make their step, and of a job that is
 * stopped none; after a worse one the last step is tried again, without momentum.
 */
function columnStepper(
  context: TaskContext,
  input: ClusterInput,
  rows: NearestArchetype,
  solver: VectorSolver,
): (part: number, better: boolean, share: number) => void {
  const { k, width, penaltyY, state } = input;
  const penalty = penaltyOf(penaltyY);
  const ridge = ridgeOf(penalty);
  const { x, q } = solver;
  const solve = (weights: Float64Array): void => {
    if (!hasClosedForm(penalty)) {
      solver.setDiagonal(weights);
      solver.solve(penalty);
      return;
    }
    for (let c = 0; c < k; c++) {
      // An archetype without rows stays where it is.
      if (weights[c] + ridge > 0) x[c] -= (q[c] + ridge * x[c]) / (weights[c] + ridge);
    }
  };
  const weights = new Float64Array(k);
  return (part, better, share) => {
    const first = part * TOGETHER;
    const count = Math.min(TOGETHER, width - first);
    const from = better ? state.trial : state.step;
    const to = better ? state.y : state.trial;
    for (let c = 0; c < k; c++) {
      for (let at = c * width + first; at < c * width + first + count; at++) to[at] = from[at];
    }
    if (!better || context.stopping()) return;
    const [slopes, sums] = [new Float64Array(k * count), new Float64Array(k * count)];
    rows.sumsOf(first, count, slopes, sums);
    for (let j = 0; j < count; j++) {
      for (let c = 0; c < k; c++) {
        x[c] = state.trial[c * width + first + j];
        q[c] = slopes[c * count + j];
        weights[c] = sums[c * count + j];
      }
      solve(weights);
      putStep(input, first + j, x, share);
    }
  };
}
