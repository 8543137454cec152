/** A frame's cells into folds, and the frame with one fold's cells hidden: cross-validation of what fills in cells. */
import { seededRandom } from "../data/random.js";
import type { Frame } from "../frame/frame.js";
import { copyToEmpty } from "../frame/holes.js";
import type { Matrix } from "../matrix/matrix.js";
import { eachRow } from "../workers/breathe.js";

/** Which fold each cell is in, 0 … folds − 1: rows × columns, row-major, drawn alike for every cell. */
export interface CellFolds {
  codes: Uint8Array;
  columns: number;
  folds: number;
}

/** Each cell is drawn, whether observed or not, so that the folds do not depend on which cells are missing. */
export async function cellFolds(
  rows: number,
  columns: number,
  folds: number,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<CellFolds> {
  const random = seededRandom(seed);
  const codes = new Uint8Array(rows * columns);
  await eachRow(rows, signal, (row) => {
    for (let i = row * columns; i < (row + 1) * columns; i++) codes[i] = random.below(folds);
  });
  return { codes, columns, folds };
}

/** The frame without the cells of one fold; a copy. */
export async function hideFold(
  frame: Frame,
  { codes, columns }: CellFolds,
  fold: number,
  signal: AbortSignal | undefined,
): Promise<Frame> {
  const hidden = new Uint32Array(columns);
  const copy = copyToEmpty(frame);
  await eachRow(frame.rowCount, signal, (row) => {
    let count = 0;
    for (let column = 0; column < columns; column++) {
      hidden[count] = column;
      count += Number(codes[row * columns + column] === fold);
    }
    copy.empty(row, hidden, count);
  });
  return copy.frame;
}

/** Throws a RangeError when a fold has no observed cell to score, or leaves a column without any to learn from. */
export async function checkFolds(
  { data, rows, rowStride, offset, names }: Matrix,
  { codes, columns, folds }: CellFolds,
  signal: AbortSignal | undefined,
): Promise<void> {
  const counts = new Float64Array(columns * folds);
  await eachRow(rows, signal, (row) => {
    const from = offset + row * rowStride;
    for (let column = 0; column < columns; column++) {
      if (!Number.isNaN(data[from + column])) counts[column * folds + codes[row * columns + column]]++;
    }
  });
  const scored = new Float64Array(folds);
  for (let column = 0; column < columns; column++) {
    const ofColumn = counts.subarray(column * folds, (column + 1) * folds);
    const observed = ofColumn.reduce((sum, count) => sum + count, 0);
    ofColumn.forEach((count, fold) => {
      scored[fold] += count;
      if (count < observed || observed === 0) return;
      throw new RangeError(
        `Expected each fold to leave observed cells in every column but fold ${fold + 1} of ${folds} hides all ` +
          `${observed} of column "${names[column]}"; take more folds, another seed, or drop the column`,
      );
    });
  }
  const empty = scored.indexOf(0);
  if (empty >= 0) {
    throw new RangeError(
      `Expected each of the ${folds} folds to hide observed cells but fold ${empty + 1} hides none of ${rows * columns}`,
    );
  }
}
