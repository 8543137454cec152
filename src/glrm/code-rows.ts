/** The rows of a frame that a model was not fitted on, as its problem has them: rows × columns, NaN missing, levels as codes. */
import { checkFrame, firstFew } from "../frame/check-values.js";
import type { Column, ColumnKind } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import { columnStatistics } from "../linear/column-statistics.js";
import type { Matrix } from "../matrix/matrix.js";
import type { Running } from "../workers/pool.js";
import { checkDomains } from "./check-domains.js";
import { type CodedColumn, rawMatrix } from "./coding.js";
import { findRow } from "./find-cell.js";

/** Largest size of a transformed cell: its square, and sums of such, are numbers with room to spare. */
const LARGEST_CELL = 1e50;

/** How many levels or columns an error names. */
const mostNamed = 10;

/**
 * Columns that the model does not have are ignored. Throws when a column is not there or of another kind, and for an infinite
 * or far too large cell, a level that the model has not seen, and a cell that its loss does not take; `argument` is what the
 * frame is called.
 */
export async function codeRows(
  frame: Frame,
  columns: readonly CodedColumn[],
  running: Running,
  argument = "frame",
): Promise<Matrix> {
  checkFrame(argument, frame);
  const names = columns.map(({ name }) => name);
  checkNames(frame, names, argument);
  for (const { name, kind } of columns) checkKind(frame.column(name), kind, argument);
  const { signal } = running;
  const matrix = await rawMatrix(frame, names, signal, (column, j) => numbersLike(column, columns[j], argument));
  await checkSizes(matrix, columns, running, argument);
  await checkDomains(matrix, columns, signal);
  return matrix;
}

function checkNames(frame: Frame, names: readonly string[], argument: string): void {
  const there = new Set(frame.columnNames);
  const absent = names.find((name) => !there.has(name));
  if (absent === undefined) return;
  throw new RangeError(
    `Expected ${argument} to have the model's column "${absent}" but found ${firstFew(frame.columnNames, mostNamed)}`,
  );
}

/** A column without any value is taken for one of any kind: a file does not say what it would hold. */
export function checkKind(column: Column, kind: ColumnKind, argument: string): void {
  if (column.kind === kind || isEmpty(column)) return;
  throw new TypeError(`Expected column "${column.name}" of ${argument} to be of kind ${kind} but found ${column.kind}`);
}

function isEmpty(column: Column): boolean {
  for (let row = 0; row < column.length; row++) if (!column.isMissing(row)) return false;
  return true;
}

/** From a column's codes to the model's, by the names of the levels; other kinds as they are. */
function numbersLike(column: Column, { kind, levels: known }: CodedColumn, argument: string): Float64Array {
  if (column.kind !== kind) return new Float64Array(column.length).fill(NaN);
  const numbers = column.toNumbers();
  if (column.levels === undefined) return numbers;
  const codes = new Map(known!.map((level, code) => [level, code]));
  const recode = column.levels.map((level) => codes.get(level));
  return numbers.map((code, row) => {
    if (Number.isNaN(code)) return NaN;
    const recoded = recode[code];
    if (recoded !== undefined) return recoded;
    throw new RangeError(
      `Expected the cells of "${column.name}" in ${argument} to be levels of the training rows (${firstFew(known!, mostNamed)}) or missing ` +
        `but found "${column.levels![code]}" in row ${row}`,
    );
  });
}

async function checkSizes(
  matrix: Matrix,
  columns: readonly CodedColumn[],
  running: Running,
  argument: string,
): Promise<void> {
  if (matrix.data instanceof Uint8Array) return;
  const { smallest, largest } = await columnStatistics(matrix, { ...running, onProgress: undefined });
  for (const [j, { name, shift, scale }] of columns.entries()) {
    const tooLarge = (cell: number): boolean => Math.abs((cell - shift) * scale) > LARGEST_CELL;
    if (!tooLarge(smallest[j]) && !tooLarge(largest[j])) continue;
    const row = findRow(matrix, j, tooLarge);
    const value = matrix.data[matrix.offset + row * matrix.rowStride + j];
    const rule = Number.isFinite(value) ? `at most ${LARGEST_CELL} in size after the transform` : "a finite number";
    throw new RangeError(
      `Expected every cell of ${argument} to be ${rule} or missing but found ${value} in row ${row} of "${name}"`,
    );
  }
}
