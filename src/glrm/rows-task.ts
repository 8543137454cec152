/**
 * Two jobs with a finished model: rows of data to their place in X (Y fixed), and rows of X·Y to the values they stand for.
 */
import type { TaskContext } from "../workers/job.js";
import { BLOCK_LOSSES, type BlockLoss } from "./block-losses.js";
import { type FitInput, penaltyOf } from "./fit-state.js";
import { BLOCK_LOSS_CODES } from "./loss-codes.js";
import { lossNamed, type LossName } from "./losses.js";
import type { EngineColumn } from "./panel-columns.js";
import { type EngineInput, PanelEngine, panelRows } from "./panel-engine.js";
import { RowStep } from "./row-step.js";

export interface PlaceInput extends Pick<
  FitInput,
  "matrix" | "columns" | "width" | "k" | "single" | "penaltyX" | "scale"
> {
  /** k × width. */
  y: Float64Array;
  /** rows × k, shared: where each row starts, and its place in the end. */
  x: Float64Array;
  /** Other places to start from, candidates × k, shared: for losses with many valleys. */
  starts: Float64Array;
}

/** Most steps a panel takes, and the gain under which it stops. */
const MOST_STEPS = 200;
const SETTLED = 1e-10;
/** The weights of losses with a kink are cut less and less, as in the fit. */
const [FIRST_CUT, LAST_CUT, CUT_FALLS] = [0.3, 1e-6, 0.6];

export async function placeTask(context: TaskContext, input: PlaceInput): Promise<void> {
  const step = context.arena.settled(() => new RowStep(context, input));
  const height = step.engine.rows;
  step.sharpens = true;
  const { k, starts } = input;
  const { regularizer } = penaltyOf(input.penaltyX);
  step.engine.setY(input.y);
  for (let chunk = context.next(); chunk >= 0; chunk = context.next()) {
    const first = chunk * height;
    const count = Math.min(height, input.matrix.rows - first);
    if (regularizer.constraint) {
      // A start outside may have less loss than any place inside.
      for (let i = first; i < first + count; i++) regularizer.proximal(input.x.subarray(i * k, (i + 1) * k), 1);
    }
    if (starts.length > 0) step.begin(input.x, first, count, LAST_CUT * input.scale);
    for (let at = 0; at < starts.length && !context.stopping(); at += k) {
      step.moveTo(starts.subarray(at, at + k), input.x, first, count, LAST_CUT * input.scale);
      await context.breathe();
    }
    let best = Infinity;
    for (let round = 0, settled = 0; round < MOST_STEPS && settled < 2 && !context.stopping(); round++) {
      const cut = Math.max(LAST_CUT, FIRST_CUT * CUT_FALLS ** round);
      await step.step(input.x, first, count, cut * input.scale);
      await context.breathe();
      let cost = 0;
      for (let i = 0; i < count; i++) cost += step.after[i];
      settled = best - cost <= SETTLED * Math.abs(cost) ? settled + 1 : 0;
      best = cost;
    }
  }
}

/** Chunks of `placeTask`. */
export function placeChunks(input: EngineInput): number {
  return Math.ceil(input.matrix.rows / panelRows(input));
}

/** A column by the name of its loss, and how many levels it has. */
export interface PredictColumn extends EngineColumn {
  name: string;
  levels?: number;
}

export interface PredictInput {
  columns: PredictColumn[];
  /** Rows and columns of X·Y. */
  rows: number;
  width: number;
  k: number;
  single: boolean;
  x: Float64Array;
  y: Float64Array;
  /** Whether to undo the transform. */
  original: boolean;
  /** rows × columns, shared; the codes of levels for categories. */
  out: Float32Array | Float64Array;
  /** Observed cells that are kept: the raw data, or none. */
  keep?: EngineInput["matrix"];
}

/** The loss-wise best value of every cell (Udell et al. 2016, section 4.3.2). */
export async function predictTask(context: TaskContext, input: PredictInput): Promise<void> {
  const { columns, rows, width, k, single, x, y, original, out, keep } = input;
  const empty = { data: new Float64Array(0), rows, columns: 0, rowStride: 0, offset: 0, names: [] };
  const engine = context.arena.settled(
    () => new PanelEngine(context, { matrix: empty, columns: [], width, k, single }),
  );
  const rules = columns.map(ruleOf);
  engine.setY(y);
  for (let chunk = context.next(); chunk >= 0; chunk = context.next()) {
    const first = chunk * engine.rows;
    const count = Math.min(engine.rows, rows - first);
    engine.setX(x, first, count);
    engine.multiply(count);
    for (let i = 0; i < count; i++) {
      const to = (first + i) * columns.length;
      const from = keep === undefined ? 0 : keep.offset + (first + i) * keep.rowStride;
      for (let j = 0; j < columns.length; j++) {
        const observed = keep === undefined ? NaN : keep.data[from + j];
        if (!Number.isNaN(observed)) {
          out[to + j] = observed;
          continue;
        }
        const column = columns[j];
        const at = i * engine.line + column.first;
        const value = rules[j](engine.u, at);
        out[to + j] = original ? value / column.scale + column.shift : value;
      }
    }
    await context.breathe();
  }
}

export type Rule = (u: Float32Array | Float64Array, at: number) => number;

/** A cell's best value from the numbers of X·Y that stand for it, in transformed units. */
export function ruleOf({ code, own, name, width, levels = Infinity }: PredictColumn): Rule {
  const block = Object.entries(BLOCK_LOSS_CODES).find(([, number]) => number === code);
  if (block !== undefined) {
    const loss: BlockLoss = BLOCK_LOSSES[block[0] as keyof typeof BLOCK_LOSSES];
    // One level alone has a number, and under "biggerVersusSmaller" that is a threshold to a second one.
    return (u, at) => Math.min(loss.best(u.subarray(at, at + width)), levels - 1);
  }
  const loss = own ?? lossNamed(name as LossName, { crossover: 1, quantile: 0.5, period: 1 });
  if (name === "quadratic") return (u, at) => u[at];
  return (u, at) => loss.best(u[at]);
}
