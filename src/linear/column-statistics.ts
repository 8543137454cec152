/**
 * A matrix (rows × columns, NaN for missing) into the statistics of each column over its observed cells, on all threads.
 *
 * The matrix is cut into tiles of fixed size; each tile gives its own counts, means and squares about the mean, which are
 * then put together in the order of the rows, so the bits do not depend on the number of threads.
 */
import type { ColumnStatistics } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { run, type Running } from "../workers/pool.js";
import { FIELDS, statisticsTiles, type StatisticsInput } from "./column-statistics-task.js";

const module: string = new URL("./column-statistics-task.js", import.meta.url).href;

export async function columnStatistics(matrix: Matrix, running: Running): Promise<ColumnStatistics> {
  const { columns } = matrix;
  const { across, down } = statisticsTiles(matrix);
  const input: StatisticsInput = { matrix, parts: sharedDoubles(down * FIELDS * columns) };
  const name = matrix.data instanceof Uint8Array ? "byteStatisticsTask" : "statisticsTask";
  await run({ ...running, task: { module, name }, input, chunks: across * down });
  return together(input.parts, down, columns);
}

function together(parts: Float64Array, down: number, columns: number): ColumnStatistics {
  const zeros = (): Float64Array => new Float64Array(columns);
  const [observed, mean, deviation, range] = [zeros(), zeros(), zeros(), zeros()];
  const smallest = zeros().fill(NaN);
  const largest = zeros().fill(NaN);
  const constant = new Array<boolean>(columns);
  for (let j = 0; j < columns; j++) {
    let squares = 0;
    for (let tile = 0; tile < down; tile++) {
      const at = tile * FIELDS * columns + j;
      const count = parts[at];
      if (count === 0) continue;
      const tileMean = parts[at + columns];
      const tileSquares = parts[at + 2 * columns];
      const low = parts[at + 3 * columns];
      const high = parts[at + 4 * columns];
      const before = observed[j];
      const total = before + count;
      const difference = tileMean - mean[j];
      squares += tileSquares + (difference * difference * before * count) / total;
      mean[j] += (difference * count) / total;
      observed[j] = total;
      if (!(smallest[j] <= low)) smallest[j] = low;
      if (!(largest[j] >= high)) largest[j] = high;
    }
    constant[j] = !(smallest[j] < largest[j]);
    if (constant[j]) {
      if (observed[j] > 0) mean[j] = smallest[j];
      continue;
    }
    range[j] = largest[j] - smallest[j];
    deviation[j] = Math.sqrt(squares / (observed[j] - 1));
  }
  return { observed, mean, deviation, smallest, largest, range, constant };
}
