/**
 * Rows to their place in a model (X, Y fixed), and rows of X back to the values of the data, on all threads.
 */
import { columnStatistics } from "../linear/column-statistics.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { run, type Running } from "../workers/pool.js";
import type { CodedColumn } from "./coding.js";
import { type PenaltyInput, penaltyOf } from "./fit-state.js";
import { LOSS_CODES } from "./loss-codes.js";
import { engineColumn, engineInput } from "./iterate.js";
import { allQuadratic } from "./is-plain.js";
import { placeChunks, type PlaceInput, type PredictColumn, type PredictInput } from "./rows-task.js";
import { panelRows } from "./panel-engine.js";
import { projectInto } from "./project.js";
import { hasClosedForm, ridgeOf } from "./vector-solver.js";

/** What placing rows needs of a model. */
export interface Frozen {
  columns: readonly CodedColumn[];
  /** Columns of Y. */
  width: number;
  k: number;
  /** k × width, shared. */
  y: Float64Array;
  penaltyX: PenaltyInput;
  /** Typical size of a transformed cell. */
  scale: number;
}

/** Training rows that a row starts from under a loss with many valleys, the one of them that costs it least. */
const MOST_STARTS = 64;

/** Of x, rows × k, some rows from its beginning to its end, if a loss has many valleys; none otherwise. */
function startsOf(x: Float64Array, { columns, k }: Frozen): Float64Array {
  if (!columns.some(({ code }) => code === LOSS_CODES.periodic)) return sharedDoubles(0);
  const rows = x.length / k;
  const count = Math.min(rows, MOST_STARTS);
  const starts = sharedDoubles(count * k);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows) / count);
    starts.set(x.subarray(row * k, (row + 1) * k), i * k);
  }
  return starts;
}

const module: string = new URL("./rows-task.js", import.meta.url).href;

/** `trained`: X of the training rows. */
export async function placeRows(
  matrix: Matrix,
  model: Frozen,
  trained: Float64Array,
  running: Running,
): Promise<Float64Array> {
  const { k, penaltyX } = model;
  const x = sharedDoubles(matrix.rows * k);
  const quadratic = allQuadratic(model.columns);
  if (quadratic && hasClosedForm(penaltyOf(penaltyX)) && (await isComplete(matrix, running))) {
    await projectInto(x, matrix, model, ridgeOf(penaltyOf(penaltyX)) / 2, running);
    return x;
  }
  const problem = { ...model, matrix, columns: [...model.columns] };
  const engine = engineInput(problem, k);
  const input: PlaceInput = {
    ...engine,
    y: model.y,
    x,
    penaltyX,
    scale: model.scale,
    starts: startsOf(trained, model),
  };
  const own = penaltyX.own !== undefined || engine.columns.some((column) => column.own !== undefined);
  const threads = own ? 0 : running.threads;
  await run({ ...running, threads, task: { module, name: "placeTask" }, input, chunks: placeChunks(engine) });
  return x;
}

async function isComplete(matrix: Matrix, running: Running): Promise<boolean> {
  if (matrix.data instanceof Uint8Array) return true;
  const { observed } = await columnStatistics(matrix, { ...running, onProgress: undefined });
  return observed.every((count) => count === matrix.rows);
}

export function predictColumn(column: CodedColumn): PredictColumn {
  return { ...engineColumn(column), name: column.loss.name, levels: column.levels?.length };
}

/** Loss-wise best values of rows of X: rows × columns, shared, codes for categories; observed cells of `keep` stay. */
export async function predictRows(
  x: Float64Array,
  rows: number,
  { columns, width, k, y }: Pick<Frozen, "columns" | "width" | "k" | "y">,
  { single, original, keep }: { single: boolean; original: boolean; keep?: Matrix },
  running: Running,
): Promise<Float32Array | Float64Array> {
  const cells = rows * columns.length;
  const out = single
    ? new Float32Array(new SharedArrayBuffer(4 * cells))
    : new Float64Array(new SharedArrayBuffer(8 * cells));
  const coded = columns.map(predictColumn);
  const input: PredictInput = { columns: coded, rows, width, k, single, x, y, original, out, keep };
  const threads = coded.some((column) => column.own !== undefined) ? 0 : running.threads;
  const chunks = Math.ceil(rows / panelRows({ width, single }));
  await run({ ...running, threads, task: { module, name: "predictTask" }, input, chunks });
  return out;
}
