/**
 * A frame to the points whose neighbours count: checked, reduced to principal components, scaled for the metric; and what
 * places new rows among them.
 */
import type { Frame } from "../frame/frame.js";
import { firstMissing } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import type { Running } from "../workers/pool.js";
import { seededRandom } from "../data/random.js";
import { duplicateRows } from "./duplicates.js";
import type { TsneSettings } from "./options.js";
import type { Points } from "./order.js";
import { type Components, principalComponents, project } from "./reduce.js";

/** Numbers from the frame, checked: throws when there is nothing to embed, a cell is missing, or rows are equal. */
export function checkedMatrix(frame: Frame, { duplicates }: Pick<TsneSettings, "duplicates">): Matrix {
  if (frame.columnCount < 1) throw new RangeError("Expected a frame with at least one column but found none");
  const matrix: Matrix = frame.toMatrix();
  const missing = firstMissing(matrix);
  if (missing !== undefined) {
    const { row, column, value } = missing;
    throw new RangeError(
      `missing values in the data: expected every cell to be a finite number but found ${value} in row ${row} of ` +
        `"${column}"; drop such rows, or fill them with glrm(…).impute`,
    );
  }
  if (duplicates === "error") {
    const [first] = duplicateRows(matrix);
    if (first !== undefined) {
      throw new RangeError(
        `Remove duplicates before running t-SNE: rows ${first[0]} and ${first[1]} are equal; or set duplicates to ` +
          `"allow" or "jitter"`,
      );
    }
  }
  return matrix;
}

/** How rows become points. */
export interface Placing {
  /** The columns asked of new rows. */
  names: readonly string[];
  metric: "euclidean" | "cosine";
  /** Undefined where the columns are taken as they are. */
  components: Components | undefined;
}

export interface Prepared {
  points: Points;
  /** rows × 1 or 2 leading principal scores or more, for the first map and the order in memory. */
  scores: Points;
  placing: Placing;
}

export async function prepare(matrix: Matrix, settings: TsneSettings, running: Running): Promise<Prepared> {
  const { pca, initialDims, dims, metric, seed, duplicates } = settings;
  const most = Math.min(matrix.columns, matrix.rows);
  const k = Math.min(most, pca ? initialDims : Math.max(2, dims));
  const components = await principalComponents(matrix, k, seed, running);
  const scores = await project(matrix, components, running);
  const placing: Placing = { names: matrix.names, metric, components: pca ? components : undefined };
  const points = scaled(pca ? scores : doublesOf(matrix), metric);
  if (duplicates === "jitter") jitter(points, matrix, scores, seed);
  return { points, scores, placing };
}

/** Points of new rows. */
export async function placeRows(matrix: Matrix, { metric, components }: Placing, running: Running): Promise<Points> {
  return scaled(components === undefined ? doublesOf(matrix) : await project(matrix, components, running), metric);
}

function doublesOf({ data, rows, columns, rowStride, offset }: Matrix): Points {
  const values = sharedDoubles(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    values.set(data.subarray(from, from + columns), i * columns);
  }
  return { values, rows, columns };
}

/** For the cosine, rows of length 1: half their squared distance is then 1 − cos. A copy, or the points themselves. */
function scaled(points: Points, metric: Placing["metric"]): Points {
  if (metric === "euclidean") return points;
  const { rows, columns } = points;
  const values = sharedDoubles(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = points.values.subarray(i * columns, (i + 1) * columns);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length === 0) {
      throw new RangeError(`Expected every row to have a direction for the metric "cosine" but row ${i} is zero`);
    }
    for (let j = 0; j < columns; j++) values[i * columns + j] = row[j] / length;
  }
  return { values, rows, columns };
}

/** Share of the first component's standard deviation by which equal rows are moved. */
const JITTER = 1e-4;

function jitter({ values, columns }: Points, matrix: Matrix, scores: Points, seed: number): void {
  const random = seededRandom(seed);
  const size = JITTER * deviationOf(scores, 0);
  for (const [, row] of duplicateRows(matrix)) {
    for (let j = 0; j < columns; j++) values[row * columns + j] += size * (2 * random.uniform() - 1);
  }
}

/** Standard deviation of a column of centred points. */
export function deviationOf({ values, rows, columns }: Points, column: number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * columns + column] ** 2;
  return Math.sqrt(sum / rows);
}
