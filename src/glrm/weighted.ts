/**
 * Weighted least squares row by row and column by column, all threads in lockstep: the solver for losses with a kink or
 * without a bound on their curvature, for data of which few cells are observed, and for small problems.
 *
 * Each cell gets a parabola of its own, which touches its loss at U = X·Y and has weight w there (see `Loss.weight`). The
 * rows of X are then weighted least squares with H = Σⱼ wⱼ yⱼ yⱼᵀ, the columns of Y with Σᵢ wᵢ xᵢ xᵢᵀ: iteratively
 * reweighted least squares, and exact alternating least squares when the loss is quadratic. A step that does not lower its
 * own row or columns is halved until it does. Hunter & Lange 2000 (quantiles), Jaakkola & Jordan 2000 (logistic); Newton
 * steps for Poisson.
 *
 * Losses with a kink are rounded off within ε of it, for X and Y alone would come to rest at kinks that both together
 * could leave; ε falls whenever the rounds gain little. Rounds are extrapolated as in `majorize.ts`, until ε falls. What is
 * recorded is the objective itself, of the best model so far.
 */
import type { TaskContext } from "../workers/job.js";
import {
  CONVERGED,
  ENTRIES,
  type FitInput,
  panelsOf,
  panelsToDo,
  penaltyOf,
  penaltyValue,
  rangeCount,
  record,
  STOP,
  SUMS,
  takenRanges,
  X,
} from "./fit-state.js";
import { LOSS_CODES } from "./loss-codes.js";
import { Momentum } from "./momentum.js";
import { hasMomentum } from "./regularizers.js";
import { RowStep } from "./row-step.js";
import { ColumnSweep } from "./weighted-columns.js";

/** ε as a share of a cell's typical size: first, last, and how it falls when a round gains less than this share. */
const FIRST_CUT = 1;
const LAST_CUT = 1e-6;
const CUT_FALLS = 0.5;
const LITTLE = 3e-4;

/** Losses without a bound of their curvature that have no kink all the same. */
const SMOOTH: ReadonlySet<number> = new Set([LOSS_CODES.poisson]);

export async function weightedTask(context: TaskContext, input: FitInput): Promise<void> {
  const { state, maxIterations, tolerance, limit, scale } = input;
  const started = performance.now();
  const { rows, columns } = context.arena.settled(() => ({
    rows: new RowStep(context, input),
    columns: new ColumnSweep(context, input),
  }));
  const kinked = !input.columns.every(({ code, curvature }) => SMOOTH.has(code) || Number.isFinite(curvature));
  const accelerates = [input.penaltyX, input.penaltyY].every((penalty) => hasMomentum(penaltyOf(penalty).regularizer));
  const ranges = rangeCount(input);
  let [objective, rounded, settled, cut] = [Infinity, Infinity, 0, kinked ? FIRST_CUT : LAST_CUT];
  const momentum = new Momentum();
  // The rounds go on from where the rounded losses are least, which need not be the best model.
  const best = kinked ? BEST : CURRENT;
  for (let iteration = 0; iteration <= maxIterations; iteration++) {
    const epsilon = cut * scale;
    const { share } = momentum;
    rows.engine.setY(state.trial);
    for (const range of takenRanges(context, ranges)) {
      extrapolate(input, range, share);
      for (const { first, count } of panelsToDo(context, input, range)) {
        await rows.step(state.x[WORKING], first, count, epsilon);
        await context.breathe();
      }
      state.sums[range * SUMS] = penaltyOfRows(input, range);
    }
    if (!context.meet()) return;
    for (const part of takenRanges(context, columns.parts)) {
      await columns.sweep(part, state.x[WORKING], epsilon, kinked, iteration);
    }
    if (context.slot === 0 && limit > 0 && performance.now() - started > limit) Atomics.store(state.status, STOP, 1);
    if (!context.meet()) return;
    const [reached, smoothed] = [total(input, state.exact), total(input, state.columns)];
    const stopped = Atomics.load(state.status, STOP) === 1;
    const better = reached <= objective;
    const lower = smoothed <= rounded;
    const gain = rounded - smoothed;
    // After a round that momentum spoilt, nothing is known of what there is to gain without it.
    const known = lower || share === 0;
    const settles = known && cut <= LAST_CUT;
    const falls = known && !settles && gain <= LITTLE * Math.abs(smoothed);
    settled = settles && gain <= tolerance * Math.abs(smoothed) ? settled + 1 : 0;
    if (settles && !lower) settled = columns.turns;
    if (falls) cut = Math.max(LAST_CUT, cut * CUT_FALLS);
    if (lower) rounded = smoothed;
    if (better) objective = reached;
    if (accelerates && lower && !falls) momentum.grow();
    else momentum.rest();
    const converged = settled >= columns.turns || objective === 0;
    for (let part = context.take(ranges + 1); part >= 0; part = context.take(ranges + 1)) {
      if (part < ranges) keepRows(input, part, lower, better ? best : CURRENT);
      else keepY(input, lower, better, momentum.share);
    }
    if (context.slot === 0) {
      Atomics.store(state.status, X, best);
      record(state, objective, 1, started);
      if (converged) Atomics.store(state.status, CONVERGED, 1);
      context.progress(Math.min(1, Atomics.load(state.status, ENTRIES) / (maxIterations + 1)));
    }
    if (!context.meet() || converged || stopped) return;
  }
}

/** Buffers of X: where the rounds are, the one that is stepped, where they were before, and the best so far. */
const CURRENT = 0;
const WORKING = 1;
const BEFORE = 2;
const BEST = 3;

/** Sum of the parts' costs and the rows' penalties. */
function total(input: FitInput, columns: Float64Array): number {
  let sum = input.constant;
  for (const cost of columns) sum += cost;
  for (let range = 0; range < rangeCount(input); range++) sum += input.state.sums[range * SUMS];
  return sum;
}

function penaltyOfRows(input: FitInput, range: number): number {
  const { k, state } = input;
  const penalty = penaltyOf(input.penaltyX);
  let sum = 0;
  for (const { first, count } of panelsOf(input, range)) {
    for (let i = first; i < first + count; i++) {
      sum += penaltyValue(penalty, state.x[WORKING].subarray(i * k, (i + 1) * k));
    }
  }
  return sum;
}

function extrapolate(input: FitInput, range: number, share: number): void {
  const { k } = input;
  const [current, working, before] = input.state.x;
  const { regularizer } = penaltyOf(input.penaltyX);
  for (const { first, count } of panelsOf(input, range)) {
    for (let i = first * k; i < (first + count) * k; i++) working[i] = current[i] + share * (current[i] - before[i]);
    if (share === 0 || !regularizer.constraint) continue;
    for (let i = first; i < first + count; i++) regularizer.proximal(working.subarray(i * k, (i + 1) * k), 1);
  }
}

/** Keeps the stepped rows as the current ones if they are `lower`, and as the best ones in the buffer `best`. */
function keepRows(input: FitInput, range: number, lower: boolean, best: number): void {
  const { k, state } = input;
  for (const { first, count } of panelsOf(input, range)) {
    const part = (buffer: number): Float64Array => state.x[buffer].subarray(first * k, (first + count) * k);
    if (best !== CURRENT) part(best).set(part(WORKING));
    if (!lower) continue;
    part(BEFORE).set(part(CURRENT));
    part(CURRENT).set(part(WORKING));
  }
}

/** The same of Y, and the Y of the next round. */
function keepY({ k, width, state, penaltyY }: FitInput, lower: boolean, better: boolean, share: number): void {
  if (better) state.y.set(state.trial);
  if (lower) {
    state.stepBefore.set(state.step);
    state.step.set(state.trial);
  }
  const { regularizer } = penaltyOf(penaltyY);
  const column = new Float64Array(k);
  for (let j = 0; j < width; j++) {
    for (let c = 0; c < k; c++) {
      const at = c * width + j;
      column[c] = state.step[at] + share * (state.step[at] - state.stepBefore[at]);
    }
    if (share > 0 && regularizer.constraint) regularizer.proximal(column, 1);
    for (let c = 0; c < k; c++) state.trial[c * width + j] = column[c];
  }
}
