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
 * could leave; ε falls whenever the rounds gain little. Smooth losses are extrapolated as in `majorize.ts` instead. What
 * is recorded is the objective itself, of the best model so far.
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
} from "./fit-state.js";
import { LOSS_CODES } from "./loss-codes.js";
import { hasMomentum } from "./regularizers.js";
import { RowStep } from "./row-step.js";
import { ColumnSweep } from "./weighted-columns.js";

/** ε as a share of a cell's typical size: first, last, and how it falls when a round gains less than this share. */
const FIRST_CUT = 0.3;
const LAST_CUT = 1e-6;
const CUT_FALLS = 0.5;
const LITTLE = 1e-3;

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
  const accelerates =
    !kinked && [input.penaltyX, input.penaltyY].every((penalty) => hasMomentum(penaltyOf(penalty).regularizer));
  const ranges = rangeCount(input);
  let [objective, rounded, settled, cut] = [Infinity, Infinity, 0, kinked ? FIRST_CUT : LAST_CUT];
  let [momentum, share] = [1, 0];
  for (let iteration = 0; iteration <= maxIterations; iteration++) {
    const epsilon = cut * scale;
    rows.engine.setY(state.trial);
    for (const range of takenRanges(context, ranges)) {
      // Losses with a kink go on from where they are, others from the model's X or beyond.
      if (!kinked || iteration === 0) extrapolate(input, range, share);
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
    const gain = kinked ? rounded - smoothed : objective - reached;
    const little = gain <= tolerance * Math.abs(smoothed);
    settled = little && cut <= LAST_CUT && (better || kinked) ? settled + 1 : 0;
    if (kinked && gain <= LITTLE * Math.abs(smoothed)) cut = Math.max(LAST_CUT, cut * CUT_FALLS);
    rounded = smoothed;
    if (better) objective = reached;
    if (better && accelerates) {
      const following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      [share, momentum] = [(momentum - 1) / following, following];
    } else if (!better && !kinked) {
      // Only momentum can have spoilt the round; without it there is nothing to gain any more.
      if (share === 0) settled = columns.turns;
      [share, momentum] = [0, 1];
    }
    const converged = settled >= columns.turns || objective === 0;
    for (let part = context.take(ranges + 1); part >= 0; part = context.take(ranges + 1)) {
      if (part < ranges && better) keepRows(input, part, kinked);
      else if (part === ranges) keepY(input, better, kinked, share);
    }
    if (context.slot === 0) {
      record(state, objective, 1, started);
      if (converged) Atomics.store(state.status, CONVERGED, 1);
      context.progress(Math.min(1, Atomics.load(state.status, ENTRIES) / (maxIterations + 1)));
    }
    if (!context.meet() || converged || stopped) return;
  }
}

/** Buffers of X: the model's, the one that is stepped, the model's before. */
const MODEL = 0;
const WORKING = 1;
const BEFORE = 2;

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
  const [model, working, before] = input.state.x;
  const { regularizer } = penaltyOf(input.penaltyX);
  for (const { first, count } of panelsOf(input, range)) {
    for (let i = first * k; i < (first + count) * k; i++) working[i] = model[i] + share * (model[i] - before[i]);
    if (share === 0 || !regularizer.constraint) continue;
    for (let i = first; i < first + count; i++) regularizer.proximal(working.subarray(i * k, (i + 1) * k), 1);
  }
}

function keepRows(input: FitInput, range: number, kinked: boolean): void {
  const { k, state } = input;
  for (const { first, count } of panelsOf(input, range)) {
    const part = (buffer: number): Float64Array => state.x[buffer].subarray(first * k, (first + count) * k);
    if (!kinked) part(BEFORE).set(part(MODEL));
    part(MODEL).set(part(WORKING));
  }
}

/** The model's Y, and the Y of the next round. */
function keepY({ k, width, state, penaltyY }: FitInput, better: boolean, kinked: boolean, share: number): void {
  if (better) {
    state.stepBefore.set(state.y);
    state.y.set(state.trial);
  }
  if (kinked) return;
  const { regularizer } = penaltyOf(penaltyY);
  const column = new Float64Array(k);
  for (let j = 0; j < width; j++) {
    for (let c = 0; c < k; c++) {
      const at = c * width + j;
      column[c] = state.y[at] + share * (state.y[at] - state.stepBefore[at]);
    }
    if (share > 0 && regularizer.constraint) regularizer.proximal(column, 1);
    for (let c = 0; c < k; c++) state.trial[c * width + j] = column[c];
  }
}
