/**
 * How wrong a filled-in cell is, by the loss of its column, in transformed units.
 *
 * Numbers count the loss itself: the squared difference under "quadratic", with shift and scale taken from all observed
 * cells of the column, so that every fold and every k is measured alike. Booleans, categories and numbers under a loss of
 * 0 and 1 count 1 when wrong (H2O's caterr).
 */
import type { Column, ColumnKind } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import { rawMatrix } from "../glrm/coding.js";
import { BINARY_LOSSES, type Loss, type LossParameters, lossNamed, type LossName } from "../glrm/losses.js";
import type { Matrix } from "../matrix/matrix.js";
import { eachRow } from "../workers/breathe.js";
import type { CellFolds } from "./hidden-cells.js";

/** Of a cell, and of what was filled in; categories as the codes of the source's levels. */
export type CellError = (actual: number, filled: number) => number;

const wrong: CellError = (actual, filled) => Number(actual !== filled);

/** The transformed cell is (cell − shift) · scale. */
export function cellError(
  kind: ColumnKind,
  loss: LossName | Loss,
  { shift, scale }: { shift: number; scale: number },
  parameters: LossParameters,
): CellError {
  const name = typeof loss === "string" ? loss : loss.name;
  if (kind !== "number" || BINARY_LOSSES.includes(name)) return wrong;
  const inUnits = (value: number): number => (value - shift) * scale;
  const own = typeof loss === "string" ? lossNamed(loss, parameters) : loss;
  // What is filled in is e^u, which may be 0 or Infinity in floating point where u is neither.
  if (name === "poisson") return (actual, filled) => poissonOf(inUnits(filled), inUnits(actual));
  return (actual, filled) => own.value(inUnits(filled), inUnits(actual));
}

/** The Poisson loss of a cell a by e^u: e^u − a u + a ln a − a. */
function poissonOf(filled: number, a: number): number {
  return filled === Infinity || a === 0 ? filled : filled - a * Math.log(filled / a) - a;
}

/** The mean error of a fold's cells, and, where it is no finite number, why. */
export interface FoldError {
  error: number;
  reason?: string;
}

/** Rows of the frame that is filled in: its columns and, row-major, its numbers and codes. */
export interface Source {
  frame: Frame;
  matrix: Matrix;
}

/**
 * The mean error over the observed cells of one fold: `filled` has a column reconstr_<name> for each of the source's.
 * `errors`: one per column of the source.
 */
export async function meanError(
  { frame, matrix }: Source,
  filled: Frame,
  errors: readonly CellError[],
  { codes, columns }: CellFolds,
  fold: number,
  signal: AbortSignal | undefined,
): Promise<FoldError> {
  const names = frame.columnNames;
  const found = await rawMatrix(
    filled,
    names.map((name) => `reconstr_${name}`),
    signal,
    (column, j) => numbersLike(frame.column(names[j]), column),
  );
  const sums = new Float64Array(columns);
  let count = 0;
  let reason: string | undefined;
  await eachRow(matrix.rows, signal, (row) => {
    const from = matrix.offset + row * matrix.rowStride;
    const to = found.offset + row * found.rowStride;
    for (let column = 0; column < columns; column++) {
      const actual = matrix.data[from + column];
      if (codes[row * columns + column] !== fold || Number.isNaN(actual)) continue;
      const guess = found.data[to + column];
      const error = errors[column](actual, guess);
      if (!Number.isFinite(error)) {
        reason ??= `row ${row} of "${names[column]}", ${actual}, was filled in with ${guess}`;
      }
      sums[column] += error;
      count++;
    }
  });
  const error = sums.reduce((sum, one) => sum + one, 0) / count;
  if (Number.isFinite(error)) return { error };
  return { error, reason: reason ?? "the sum of the cells' errors overflows" };
}

/** A category's codes in the order of the source's levels. */
function numbersLike(source: Column, filled: Column): Float64Array {
  const numbers = filled.toNumbers();
  if (source.levels === undefined || filled.levels === undefined) return numbers;
  const codes = filled.levels.map((level) => source.levels!.indexOf(level));
  return numbers.map((code) => codes[code]);
}
