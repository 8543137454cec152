/**
 * How wrong a filled-in cell is, by the loss of its column, in transformed units.
 *
 * Numbers count the loss itself: the squared difference under "quadratic", with shift and scale taken from all observed
 * cells of the column, so that every fold and every k is measured alike. Booleans, categories and numbers under a loss of
 * 0 and 1 count 1 when wrong (H2O's caterr).
 */
import type { Column } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import { BINARY_LOSSES, type Loss, type LossParameters, lossNamed, type LossName } from "../glrm/losses.js";
import { columnTransform, type Transform } from "../matrix/columns.js";
import type { CellFolds } from "./hidden-cells.js";

/** Of a cell, and of what was filled in; categories as the codes of the source's levels. */
export type CellError = (actual: number, filled: number) => number;

const wrong: CellError = (actual, filled) => Number(actual !== filled);

export function cellError(
  column: Column,
  loss: LossName | Loss,
  transform: Transform,
  parameters: LossParameters,
): CellError {
  const name = typeof loss === "string" ? loss : loss.name;
  if (column.kind !== "number" || BINARY_LOSSES.includes(name)) return wrong;
  const { shift, scale } = columnTransform(transform, statisticsOf(column));
  const inUnits = (value: number): number => (value - shift[0]) * scale[0];
  const own = typeof loss === "string" ? lossNamed(loss, parameters) : loss;
  // What is filled in is e^u, which may be 0 or Infinity in floating point where u is neither.
  if (name === "poisson") return (actual, filled) => poissonOf(inUnits(filled), inUnits(actual));
  return (actual, filled) => own.value(inUnits(filled), inUnits(actual));
}

/** The Poisson loss of a cell a by e^u: e^u − a u + a ln a − a. */
function poissonOf(filled: number, a: number): number {
  return filled === Infinity || a === 0 ? filled : filled - a * Math.log(filled / a) - a;
}

/** Mean, deviation and range of the observed cells; one entry each. */
function statisticsOf(column: Column): { mean: Float64Array; deviation: Float64Array; range: Float64Array } {
  const observed = column.toNumbers().filter((value) => !Number.isNaN(value));
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const squares = observed.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let [low, high] = [Infinity, -Infinity];
  for (const value of observed) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const deviation = Math.sqrt(squares / Math.max(1, observed.length - 1));
  return { mean: Float64Array.of(mean), deviation: Float64Array.of(deviation), range: Float64Array.of(high - low) };
}

/** The mean error of a fold's cells, and, where it is no finite number, why. */
export interface FoldError {
  error: number;
  reason?: string;
}

/**
 * The mean error over the observed cells of one fold: `filled` has a column reconstr_<name> for each of the source's.
 * `errors`: one per column of the source.
 */
export function meanError(
  source: Frame,
  filled: Frame,
  errors: readonly CellError[],
  { codes, columns }: CellFolds,
  fold: number,
): FoldError {
  let sum = 0;
  let count = 0;
  let reason: string | undefined;
  source.columnNames.forEach((name, column) => {
    const actual = source.column(name).toNumbers();
    const found = numbersLike(source.column(name), filled.column(`reconstr_${name}`));
    for (let row = 0; row < actual.length; row++) {
      if (codes[row * columns + column] !== fold || Number.isNaN(actual[row])) continue;
      const error = errors[column](actual[row], found[row]);
      if (!Number.isFinite(error)) {
        reason ??= `row ${row} of "${name}", ${actual[row]}, was filled in with ${found[row]}`;
      }
      sum += error;
      count++;
    }
  });
  const error = sum / count;
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
