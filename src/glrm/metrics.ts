/**
 * How well a model gives back the observed cells: H2O's GLRM metrics.
 */
import type { ColumnKind } from "../frame/column.js";
import type { Matrix } from "../matrix/matrix.js";
import { sharedDoubles } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { nearestBoolean } from "./model-columns.js";
import { panelRows, PanelEngine } from "./panel-engine.js";
import { type Frozen, predictColumn } from "./place.js";
import { type PredictInput, ruleOf } from "./rows-task.js";

export interface GlrmMetrics {
  /** Sum of squared errors over the observed cells of numbers. */
  numErr: number;
  /** Observed categories and booleans that are imputed wrongly. */
  catErr: number;
  /** How many observed cells of either sort there are. */
  numCnt: number;
  catCnt: number;
}

interface MetricsInput extends Omit<PredictInput, "out"> {
  matrix: Matrix;
  kinds: ColumnKind[];
  /** Four numbers a chunk. */
  sums: Float64Array;
}

/** In transformed units, or with `original` in the data's own. */
export async function measure(
  matrix: Matrix,
  x: Float64Array,
  { columns, width, k, y }: Pick<Frozen, "columns" | "width" | "k" | "y">,
  { single, original }: { single: boolean; original: boolean },
  running: Running,
): Promise<GlrmMetrics> {
  const { rows } = matrix;
  const chunks = Math.ceil(rows / panelRows({ width, single }));
  const coded = columns.map(predictColumn);
  const kinds = columns.map(({ kind }) => kind);
  const sums = sharedDoubles(4 * chunks);
  const input: MetricsInput = { columns: coded, rows, width, k, single, x, y, original, matrix, kinds, sums };
  const threads = coded.some((column) => column.own !== undefined) ? 0 : running.threads;
  await run({ ...running, threads, task: { module: import.meta.url, name: "metricsTask" }, input, chunks });
  const total = [0, 1, 2, 3].map((entry) => {
    let sum = 0;
    for (let at = entry; at < sums.length; at += 4) sum += sums[at];
    return sum;
  });
  return { numErr: total[0], catErr: total[1], numCnt: total[2], catCnt: total[3] };
}

export async function metricsTask(context: TaskContext, input: MetricsInput): Promise<void> {
  const { columns, rows, width, k, single, x, y, original, matrix, kinds, sums } = input;
  const none = { ...matrix, columns: 0, names: [] };
  const engine = context.arena.settled(() => new PanelEngine(context, { matrix: none, columns: [], width, k, single }));
  const rules = columns.map(ruleOf);
  engine.setY(y);
  for (let chunk = context.next(); chunk >= 0; chunk = context.next()) {
    const first = chunk * engine.rows;
    const count = Math.min(engine.rows, rows - first);
    const [numErr, catErr, numCnt, catCnt] = [0, 1, 2, 3].map((entry) => 4 * chunk + entry);
    engine.setX(x, first, count);
    engine.multiply(count);
    for (let i = 0; i < count; i++) {
      const from = matrix.offset + (first + i) * matrix.rowStride;
      for (let j = 0; j < columns.length; j++) {
        const cell = matrix.data[from + j];
        if (Number.isNaN(cell)) continue;
        const column = columns[j];
        const value = rules[j](engine.u, i * engine.line + column.first);
        if (kinds[j] !== "number") {
          const given = kinds[j] === "boolean" ? nearestBoolean(value) : value;
          sums[catErr] += Number(given !== cell);
          sums[catCnt]++;
          continue;
        }
        const error = value - (cell - column.shift) * column.scale;
        sums[numErr] += (original ? error / column.scale : error) ** 2;
        sums[numCnt]++;
      }
    }
    await context.breathe();
  }
}
