/**
 * Rows times a small matrix, on all threads: out = A·B + 1·cᵀ, with A rows × inner, B inner × columns, c columns.
 *
 * It serves both ways of a low-rank model: rows to scores (B the scaled eigenvectors) and scores to rows (B the
 * archetypes, c the columns' means). Each output row depends on its own input row alone.
 */
import { copyRowsInto } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { groupColumns, multiply } from "./multiply.js";
import { type BytesProductInput, type ProductInput } from "./product-bytes-task.js";
import { paddedTo, panelRows } from "./padded.js";
import { bytesChunks } from "./zeros-together.js";

const bytesModule: string = new URL("./product-bytes-task.js", import.meta.url).href;

/** Most rows in one chunk: they stay in a second-level cache. */
const MOST_ROWS = 64;
export type { ProductInput };

export async function multiplyInto(input: ProductInput, running: Running): Promise<void> {
  const { data, rows, columns } = input.matrix;
  if (data instanceof Uint8Array) {
    const { chunkRows, chunks } = bytesChunks(input.matrix);
    const bytes: BytesProductInput = { ...input, chunkRows };
    await run({ ...running, task: { module: bytesModule, name: "bytesProductTask" }, input: bytes, chunks });
    return;
  }
  const chunks = Math.ceil(rows / panelRows(columns, MOST_ROWS));
  await run({ ...running, task: { module: import.meta.url, name: "productTask" }, input, chunks });
}

export function productTask({ routines, arena, next }: TaskContext, input: ProductInput): void {
  const { matrix, factor, constant, missing, out } = input;
  const inner = matrix.columns;
  const columns = constant.length;
  const padded = paddedTo(columns, 4);
  const rows = panelRows(inner, MOST_ROWS);
  const panelAt = arena.allocate(8 * rows * inner);
  const factorAt = arena.allocate(8 * inner * padded);
  const productAt = arena.allocate(8 * rows * padded);
  const missingAt = arena.allocate(8 * inner);
  if (missing !== undefined) arena.doubles(missingAt, inner).set(missing);
  const panel = arena.doubles(panelAt, rows * inner);
  const product = arena.doubles(productAt, rows * padded);
  groupColumns(arena.doubles(factorAt, inner * padded), factor, inner, columns);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * rows;
    const count = Math.min(rows, matrix.rows - first);
    copyRowsInto(panel, matrix, first, count);
    if (missing !== undefined) routines.fillMissing(panelAt, missingAt, count, inner);
    multiply(routines, panelAt, factorAt, productAt, paddedTo(count, 4), inner, padded, true);
    for (let i = 0; i < count; i++) {
      const from = i * padded;
      const to = (first + i) * columns;
      for (let j = 0; j < columns; j++) out[to + j] = product[from + j] + constant[j];
    }
  }
}
