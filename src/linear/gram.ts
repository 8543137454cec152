/**
 * The Gram matrix TᵀT of a transformed matrix T (rows × columns): columns × columns, float64, symmetric, shared; and the
 * transform with its numbers.
 *
 * Bytes take the exact integer route: AᵀA and the column sums in one pass (the sums as the products with a column of
 * ones), then means, deviations, shift and scale by algebra. Other numbers are transformed as they are packed and summed
 * in float64.
 */
import {
  columnRanges,
  columnStatistics,
  type ColumnStatistics,
  columnTransform,
  type ColumnTransform,
  type Transform,
} from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { run, type Running } from "../workers/pool.js";
import { BAND, PANEL, type BytesInput, type DoublesInput } from "./gram-task.js";
import { paddedTo } from "./padded.js";

export interface Gram {
  gram: Float64Array;
  transform: ColumnTransform;
}

const module: string = new URL("./gram-task.js", import.meta.url).href;

export async function gramMatrix(matrix: Matrix, transform: Transform, running: Running): Promise<Gram> {
  return matrix.data instanceof Uint8Array
    ? gramOfBytes(matrix, transform, running)
    : gramOfDoubles(matrix, transform, running);
}

async function gramOfBytes(matrix: Matrix, name: Transform, running: Running): Promise<Gram> {
  const { rows, columns } = matrix;
  const size = paddedTo(columns + 1, 4);
  const parts = Array.from({ length: running.threads }, () => sharedDoubles(size * size));
  const input: BytesInput = { matrix, sums: parts };
  await run({ ...running, task: { module, name: "bytesTask" }, input, chunks: Math.ceil(rows / PANEL) });
  // Integers below 2⁵³: the order of the threads does not matter.
  const raw = parts.reduce((total, part) => total.map((value, i) => value + part[i]));
  const sums = Float64Array.from({ length: columns }, (_, j) => raw[j * size + columns]);
  const squares = Float64Array.from({ length: columns }, (_, j) => raw[j * size + j]);
  const transform = columnTransform(columns, name, statisticsOf(matrix, name, sums, squares));
  const { shift, scale } = transform;
  const gram = sharedDoubles(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) {
      const centred = raw[i * size + j] - shift[i] * sums[j] - sums[i] * shift[j] + rows * shift[i] * shift[j];
      gram[i * columns + j] = gram[j * columns + i] = centred * scale[i] * scale[j];
    }
  }
  return { gram, transform };
}

/** Statistics from exact sums of values and squares; the range, which they do not tell, only where it is needed. */
function statisticsOf(matrix: Matrix, name: Transform, sums: Float64Array, squares: Float64Array): ColumnStatistics {
  const { rows } = matrix;
  const variance = squares.map((square, j) => (square - (sums[j] * sums[j]) / rows) / Math.max(1, rows - 1));
  return {
    mean: sums.map((sum) => sum / rows),
    deviation: variance.map((value) => Math.sqrt(Math.max(0, value))),
    range: name === "normalize" ? columnRanges(matrix) : new Float64Array(0),
  };
}

async function gramOfDoubles(matrix: Matrix, name: Transform, running: Running): Promise<Gram> {
  const { columns } = matrix;
  const size = paddedTo(columns, 4);
  const transform = columnTransform(columns, name, columnStatistics(matrix));
  const input: DoublesInput = { matrix, transform, sum: sharedDoubles(size * size) };
  await run({ ...running, task: { module, name: "doublesTask" }, input, chunks: Math.ceil(size / BAND) });
  const gram = sharedDoubles(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) gram[i * columns + j] = gram[j * columns + i] = input.sum[i * size + j];
  }
  return { gram, transform };
}
