/**
 * What the threads of one fit share: the data, the factors as they change, partial sums, and the record of iterations.
 * Everything lies in shared memory, so the best model so far is there whenever the fit is stopped.
 */
import { sharedDoubles } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { type EngineInput, panelRows } from "./panel-engine.js";
import { REGULARIZERS, type Regularizer, type RegularizerName } from "./regularizers.js";
import type { Penalty } from "./vector-solver.js";

/** A regulariser as it travels to the threads: named ones by name, the user's own only to the calling thread. */
export interface PenaltyInput {
  name: string;
  gamma: number;
  own?: Regularizer;
}

export interface FitInput extends EngineInput {
  penaltyX: PenaltyInput;
  penaltyY: PenaltyInput;
  maxIterations: number;
  tolerance: number;
  /** Milliseconds after which the fit stops; 0 is never. */
  limit: number;
  /** First and least step of H2O's rule. */
  initStepSize: number;
  minStepSize: number;
  /** Typical size of a cell's loss, which sets where the weights of losses with a kink are cut. */
  scale: number;
  /** Whether every loss is quadratic and no cell is missing, so that parabolas are the losses. */
  plain: boolean;
  /** Part of the objective that does not depend on the model. */
  constant: number;
  state: FitState;
}

export interface FitState {
  /** Buffers of rows × k; status[X] says which one is the model's. */
  x: Float64Array[];
  /** k × width, the model's. */
  y: Float64Array;
  /** k × width each: the next Y to try, what one step made of Y, and what the one before it made. */
  trial: Float64Array;
  step: Float64Array;
  stepBefore: Float64Array;
  /** Per range of rows: k × width sums of XᵀG, k × k of XᵀX, and SUMS numbers. */
  slopes: Float64Array;
  squares: Float64Array;
  sums: Float64Array;
  /** Per range, the squares of its transformed cells added up, NaN before anyone did (see `PlainRows`). */
  base: Float64Array;
  /** Per part of the columns of Y, at its first column: the cost as it was rounded off, and the loss as it is. */
  columns: Float64Array;
  exact: Float64Array;
  /** Three numbers an iteration: objective, step, seconds. */
  history: Float64Array;
  status: Int32Array;
}

/** Numbers in `sums` per range: loss, penalty of X. */
export const SUMS = 2;
/** Entries of `status`: iterations recorded, 1 once converged, the buffer of X, why the fit ended, 1 to stop. */
export const ENTRIES = 0;
export const CONVERGED = 1;
export const X = 2;
export const STALLED = 3;
export const STOP = 4;
const STATUS = 5;

/**
 * Ranges of rows whose sums are added up apart, whatever the number of threads: fewer where the sums of wide tables, k for
 * each column and range, would take more memory than the tables.
 */
const [FEWEST_RANGES, MOST_RANGES] = [8, 32];
const MOST_SUMS = 2 ** 23;

export function fitState(input: EngineInput, maxIterations: number, buffers: number): FitState {
  const { matrix, width, k } = input;
  const ranges = rangeCount(input);
  const factor = (): Float64Array => sharedDoubles(k * width);
  return {
    x: Array.from({ length: buffers }, () => sharedDoubles(matrix.rows * k)),
    y: factor(),
    trial: factor(),
    step: factor(),
    stepBefore: factor(),
    slopes: sharedDoubles(ranges * k * width),
    squares: sharedDoubles(ranges * k * k),
    sums: sharedDoubles(ranges * SUMS),
    base: sharedDoubles(ranges).fill(NaN),
    columns: sharedDoubles(width),
    exact: sharedDoubles(width),
    history: sharedDoubles(3 * (maxIterations + 1)),
    status: new Int32Array(new SharedArrayBuffer(4 * STATUS)),
  };
}

export function rangeCount(input: EngineInput): number {
  const fitting = Math.floor(MOST_SUMS / (input.k * input.width));
  const most = Math.min(MOST_RANGES, Math.max(FEWEST_RANGES, fitting));
  return Math.min(most, Math.ceil(input.matrix.rows / panelRows(input)));
}

/** The ranges that this thread takes, until all are taken or the job was cancelled. */
export function* takenRanges(context: TaskContext, ranges: number): Iterable<number> {
  while (!context.stopping()) {
    const range = context.take(ranges);
    if (range < 0) return;
    yield range;
  }
}

/** Neighbouring rows that a thread works on together. */
export interface Panel {
  first: number;
  count: number;
}

/** The panels of a range, until the job was cancelled: of a round that is stopped nothing is kept. */
export function* panelsToDo(context: TaskContext, input: EngineInput, range: number): Iterable<Panel> {
  for (const panel of panelsOf(input, range)) {
    if (context.stopping()) return;
    yield panel;
  }
}

/** The panels of a range. */
export function* panelsOf(input: EngineInput, range: number): Iterable<Panel> {
  const { rows } = input.matrix;
  const height = panelRows(input);
  const panels = Math.ceil(rows / height);
  const ranges = rangeCount(input);
  const last = Math.floor(((range + 1) * panels) / ranges);
  for (let panel = Math.floor((range * panels) / ranges); panel < last; panel++) {
    const first = panel * height;
    yield { first, count: Math.min(height, rows - first) };
  }
}

export function penaltyOf({ name, gamma, own }: PenaltyInput): Penalty {
  return { regularizer: own ?? REGULARIZERS[name as RegularizerName], gamma };
}

/** γ r(v); a constraint costs nothing, for every step ends within it. */
export function penaltyValue({ regularizer, gamma }: Penalty, v: Float64Array): number {
  return regularizer.constraint || gamma === 0 ? 0 : gamma * regularizer.value(v);
}

/** Into `costs`, one number a row: the losses of rows first … of x (any × k), in order, and their penalties. */
export function rowCosts(
  costs: Float64Array,
  losses: Float64Array,
  x: Float64Array,
  first: number,
  k: number,
  penalty: Penalty,
): Float64Array {
  for (let i = 0; i < costs.length; i++) {
    costs[i] = losses[i] + penaltyValue(penalty, x.subarray((first + i) * k, (first + i + 1) * k));
  }
  return costs;
}

/** Within this distance of a kink a loss has no slope of either side: as good as exact. */
export const KINK = 1e-30;

/** Puts down one iteration; called by one thread. */
export function record({ history, status }: FitState, objective: number, step: number, started: number): void {
  const entry = Atomics.load(status, ENTRIES);
  history[3 * entry] = objective;
  history[3 * entry + 1] = step;
  history[3 * entry + 2] = (performance.now() - started) / 1000;
  Atomics.store(status, ENTRIES, entry + 1);
}
