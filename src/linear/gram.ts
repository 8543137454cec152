/**
 * The Gram matrix TᵀT of a transformed matrix T (rows × columns): columns × columns, float64, symmetric, shared; and the
 * transform with its numbers.
 *
 * Bytes take the exact integer route: AᵀA and the column sums in one pass, then means, deviations, shift and scale by
 * algebra. Other numbers are transformed as they are packed and summed
 * in float64.
 */
import { columnTransform, type ColumnTransform, type Transform } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { createInstance } from "../wasm/instance.js";
import { run, type Running } from "../workers/pool.js";
import { columnStatistics } from "./column-statistics.js";
import { type BytesInput, bytesSums, bytesWidth } from "./gram-bytes-task.js";
import { type DoublesInput, doublesPanels, doublesTask, linesOf, paddedLines } from "./gram-doubles-task.js";
import { bytesChunks, columnsByZeros } from "./zeros-together.js";

export interface Gram {
  gram: Float64Array;
  transform: ColumnTransform;
}

const bytesModule: string = new URL("./gram-bytes-task.js", import.meta.url).href;
const doublesModule: string = new URL("./gram-doubles-task.js", import.meta.url).href;

/**
 * A missing cell (NaN) counts as zero after the transform. The transform is one of H2O's by name, from the statistics of
 * the observed cells, or given as numbers.
 */
export async function gramMatrix(
  matrix: Matrix,
  transform: Transform | ColumnTransform,
  running: Running,
): Promise<Gram> {
  return matrix.data instanceof Uint8Array
    ? gramOfBytes(matrix, transform, running)
    : gramOfDoubles(matrix, transform, running);
}

async function gramOfBytes(matrix: Matrix, wanted: Transform | ColumnTransform, running: Running): Promise<Gram> {
  const { rows, columns } = matrix;
  const { chunkRows, chunks } = bytesChunks(matrix);
  const parts = Array.from({ length: Math.max(1, running.threads) }, () => sharedDoubles(bytesSums(matrix)));
  const columnOrder = columnsByZeros(matrix, bytesWidth(matrix));
  const input: BytesInput = { matrix, chunkRows, columnOrder, sums: parts };
  await run({ ...running, task: { module: bytesModule, name: "bytesTask" }, input, chunks });
  const raw = parts[0];
  // Integers below 2⁵³: the order of the threads does not matter.
  for (let p = 1; p < parts.length; p++) addInto(raw, parts[p]);
  const sums = raw.subarray(raw.length - columns);
  const squares = Float64Array.from({ length: columns }, (_, j) => raw[j * columns - (j * (j - 1)) / 2]);
  const transform = typeof wanted === "string" ? await byteTransform(matrix, wanted, sums, squares, running) : wanted;
  const { shift, scale } = transform;
  const gram = sharedDoubles(columns * columns);
  for (let i = 0, at = 0; i < columns; i++) {
    const [mine, rest, factor] = [shift[i], sums[i] - rows * shift[i], scale[i]];
    for (let j = i; j < columns; j++, at++) {
      gram[i * columns + j] = (raw[at] - mine * sums[j] - rest * shift[j]) * factor * scale[j];
    }
  }
  mirror(gram, columns);
  return { gram, transform };
}

/** Lines that are mirrored together, so that those they are written to stay in the cache. */
const TOGETHER = 16;

/** Copies what is right of the diagonal to its left. */
function mirror(square: Float64Array, n: number): void {
  for (let first = 0; first < n; first += TOGETHER) {
    for (let j = first; j < n; j++) {
      const last = Math.min(first + TOGETHER, j);
      for (let i = first; i < last; i++) square[j * n + i] = square[i * n + j];
    }
  }
}

function addInto(total: Float64Array, part: Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i] += part[i];
}

/** The transform from exact sums of values and squares; the range, which they do not tell, only where it is needed. */
async function byteTransform(
  matrix: Matrix,
  name: Transform,
  sums: Float64Array,
  squares: Float64Array,
  running: Running,
): Promise<ColumnTransform> {
  if (name === "normalize") return columnTransform(name, await columnStatistics(matrix, silent(running)));
  const { rows } = matrix;
  const variance = squares.map((square, j) => (square - (sums[j] * sums[j]) / rows) / Math.max(1, rows - 1));
  const mean = sums.map((sum) => sum / rows);
  const deviation = variance.map((value) => Math.sqrt(Math.max(0, value)));
  return columnTransform(name, { mean, deviation, range: new Float64Array(matrix.columns) });
}

async function gramOfDoubles(matrix: Matrix, wanted: Transform | ColumnTransform, running: Running): Promise<Gram> {
  const transform =
    typeof wanted === "string" ? columnTransform(wanted, await columnStatistics(matrix, silent(running))) : wanted;
  return { gram: await doublesGram(matrix, transform, "columns", running), transform };
}

/** T Tᵀ of the transformed matrix T: rows × rows, float64, symmetric, shared. A missing cell counts as zero. */
export function gramOfRows(matrix: Matrix, transform: ColumnTransform, running: Running): Promise<Float64Array> {
  return doublesGram(matrix, transform, "rows", running);
}

/** TᵀT of other numbers than bytes, to the same bits, but at once and on the calling thread. */
export function gramAtOnce(matrix: Matrix, transform: ColumnTransform): Float64Array {
  const input = doublesInput(matrix, transform, "columns");
  doublesTask({ ...createInstance(), slot: 0, threads: 1, next: () => 0 }, input);
  return unpadded(input);
}

async function doublesGram(
  matrix: Matrix,
  transform: ColumnTransform,
  of: DoublesInput["of"],
  running: Running,
): Promise<Float64Array> {
  const input = doublesInput(matrix, transform, of);
  // Each thread goes over all panels for its own bands of the result.
  const chunks = Math.max(1, running.threads) * doublesPanels(matrix, of);
  await run({ ...running, task: { module: doublesModule, name: "doublesTask" }, input, chunks });
  return unpadded(input);
}

function doublesInput(matrix: Matrix, transform: ColumnTransform, of: DoublesInput["of"]): DoublesInput {
  return { matrix, transform, of, sum: sharedDoubles(paddedLines(matrix, of) ** 2) };
}

function unpadded({ matrix, of, sum }: DoublesInput): Float64Array {
  const n = linesOf(matrix, of);
  const size = paddedLines(matrix, of);
  const gram = sharedDoubles(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) gram[i * n + j] = sum[i * size + j];
  }
  mirror(gram, n);
  return gram;
}

/** A short pass before the long one, which alone is reported. */
function silent(running: Running): Running {
  return { ...running, onProgress: undefined };
}
