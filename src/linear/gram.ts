/**
 * The Gram matrix TᵀT of a transformed matrix T (rows × columns): columns × columns, float64, symmetric, shared.
 *
 * Bytes take the exact integer route: AᵀA and the column sums in one pass (the sums as the products with a column of
 * ones), then the shift and scale by algebra. Other numbers are transformed as they are packed and summed in float64.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { run, type Job } from "../workers/pool.js";
import { BAND, PANEL, paddedTo, type BytesInput, type DoublesInput } from "./gram-task.js";

type Running = Pick<Job<unknown>, "threads" | "signal" | "onProgress">;

const module: string = new URL("./gram-task.js", import.meta.url).href;

export async function gramMatrix(matrix: Matrix, transform: ColumnTransform, running: Running): Promise<Float64Array> {
  return matrix.data instanceof Uint8Array
    ? gramOfBytes(matrix, transform, running)
    : gramOfDoubles(matrix, transform, running);
}

async function gramOfBytes(matrix: Matrix, transform: ColumnTransform, running: Running): Promise<Float64Array> {
  const { rows, columns } = matrix;
  const size = paddedTo(columns + 1, 4);
  const sums = Array.from({ length: running.threads }, () => sharedDoubles(size * size));
  const input: BytesInput = { matrix, sums };
  await run({ ...running, task: { module, name: "bytesTask" }, input, chunks: Math.ceil(rows / PANEL) });
  // Integers below 2⁵³: the order of the threads does not matter.
  const raw = sums.reduce((total, part) => total.map((value, i) => value + part[i]));
  const gram = sharedDoubles(columns * columns);
  const { shift, scale } = transform;
  const sum = (j: number): number => raw[j * size + columns];
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) {
      const centred = raw[i * size + j] - shift[i] * sum(j) - sum(i) * shift[j] + rows * shift[i] * shift[j];
      gram[i * columns + j] = gram[j * columns + i] = centred * scale[i] * scale[j];
    }
  }
  return gram;
}

async function gramOfDoubles(matrix: Matrix, transform: ColumnTransform, running: Running): Promise<Float64Array> {
  const { columns } = matrix;
  const size = paddedTo(columns, 4);
  const input: DoublesInput = { matrix, transform, sum: sharedDoubles(size * size) };
  await run({ ...running, task: { module, name: "doublesTask" }, input, chunks: Math.ceil(size / BAND) });
  const gram = sharedDoubles(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) gram[i * columns + j] = gram[j * columns + i] = input.sum[i * size + j];
  }
  return gram;
}
