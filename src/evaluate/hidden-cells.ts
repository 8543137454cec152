/** A frame's cells into folds, and the frame with one fold's cells hidden: cross-validation of what fills in cells. */
import { seededRandom } from "../data/random.js";
import type { Frame } from "../frame/frame.js";
import { frameWithHoles } from "../frame/holes.js";

/** Which fold each cell is in, 0 … folds − 1: rows × columns, row-major, drawn alike for every cell. */
export interface CellFolds {
  codes: Uint8Array;
  columns: number;
  folds: number;
}

/** Each cell is drawn, whether observed or not, so that the folds do not depend on which cells are missing. */
export function cellFolds(rows: number, columns: number, folds: number, seed: number): CellFolds {
  const random = seededRandom(seed);
  const codes = new Uint8Array(rows * columns);
  for (let i = 0; i < codes.length; i++) codes[i] = random.below(folds);
  return { codes, columns, folds };
}

/** The frame without the cells of one fold; a copy. */
export function hideFold(frame: Frame, { codes, columns }: CellFolds, fold: number): Frame {
  const hidden = new Uint32Array(columns);
  const find = (row: number): number => {
    let count = 0;
    for (let column = 0; column < columns; column++) {
      hidden[count] = column;
      count += Number(codes[row * columns + column] === fold);
    }
    return count;
  };
  return frameWithHoles(frame, { columns: hidden, find });
}

/** Throws a RangeError when a fold has no observed cell to score, or leaves a column without any to learn from. */
export function checkFolds(frame: Frame, { codes, columns, folds }: CellFolds): void {
  const scored = new Float64Array(folds);
  frame.columnNames.forEach((name, column) => {
    const values = frame.column(name).toNumbers();
    const counts = new Float64Array(folds);
    for (let row = 0; row < values.length; row++) {
      if (!Number.isNaN(values[row])) counts[codes[row * columns + column]]++;
    }
    const observed = counts.reduce((sum, count) => sum + count, 0);
    counts.forEach((count, fold) => {
      scored[fold] += count;
      if (count < observed || observed === 0) return;
      throw new RangeError(
        `Expected each fold to leave observed cells in every column but fold ${fold + 1} of ${folds} hides all ` +
          `${observed} of column "${name}"; take more folds, another seed, or drop the column`,
      );
    });
  });
  const empty = scored.indexOf(0);
  if (empty >= 0) {
    const cells = frame.rowCount * frame.columnCount;
    throw new RangeError(
      `Expected each of the ${folds} folds to hide observed cells but fold ${empty + 1} hides none of ${cells}`,
    );
  }
}
