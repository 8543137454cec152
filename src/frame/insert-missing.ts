/**
 * A frame into one with holes: the very cells that H2O's insertMissingValues empties for the same shape and seed
 * (h2o-core, MissingInserter; see `src/assembly/missing.ts`), whatever the columns are made of.
 */
import { createInstance } from "../wasm/instance.js";
import { copyColumnsInto } from "./block.js";
import { Column, missingBoolean } from "./column.js";
import { Frame } from "./frame.js";
import { matrixColumns } from "./matrix-columns.js";

export interface InsertMissingOptions {
  /** Share of the cells to empty, 0 … 1. Default 0.1. */
  fraction?: number;
  /** An integer; the same seed empties the same cells as in H2O. Default 1. */
  seed?: number;
}

/**
 * A new frame in which each cell is missing with probability `fraction`; the source stays as it is.
 *
 * ```ts
 * const holes = insertMissing(pixels, { fraction: 0.2, seed: 1234 });
 * holes.summary(["pixel784"]).at(0, "missing");
 * ```
 *
 * Columns of numbers come back as Float32 (bytes and Float32) or, if one of them is Float64, all as Float64, NaN where
 * missing, side by side in one block of shared memory; categories, booleans and text keep their kind. Throws when
 * fraction is not from 0 to 1 or seed not an integer.
 */
export function insertMissing(frame: Frame, options: InsertMissingOptions = {}): Frame {
  const { fraction = 0.1, seed = 1 } = options;
  if (typeof fraction !== "number" || !(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`Expected fraction to be a number from 0 to 1 but found ${String(fraction)}`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`Expected seed to be an integer but found ${String(seed)}`);

  const columns = frame.columnNames.map((name) => frame.column(name));
  const numbers = copiedNumbers(columns, frame.rowCount);
  const others = columns.map((column) => (column.kind === "number" ? undefined : copiedOther(column)));
  eachMissing(frame.rowCount, columns.length, fraction, seed, (row, missing, count) => {
    for (let i = 0; i < count; i++) {
      const column = missing[i];
      const other = others[column];
      if (other === undefined) numbers.data[row * numbers.columns + numbers.place[column]] = NaN;
      else other.values[row] = other.missing;
    }
  });
  return new Frame(
    columns.map((column, i) => others[i]?.column ?? numbers.views[numbers.place[i]].renamed(column.name)),
    { note: frame.note },
  );
}

/** Calls back for each row with the columns of its missing cells: the first `count` of an array that is used again. */
function eachMissing(
  rows: number,
  columns: number,
  fraction: number,
  seed: number,
  visit: (row: number, missing: Uint32Array, count: number) => void,
): void {
  const { routines, arena } = createInstance();
  const out = arena.allocate(4 * columns);
  const missing = new Uint32Array(arena.bytes(out, 0).buffer, out, columns);
  const limit = BigInt(Math.ceil(fraction * 2 ** 53));
  for (let row = 0; row < rows; row++) {
    visit(row, missing, routines.missingInRow(out, columns, BigInt(row), BigInt(seed), limit));
  }
}

interface CopiedNumbers {
  /** Row-major without gaps, rows × columns. */
  data: Float32Array | Float64Array;
  columns: number;
  /** The block's columns. */
  views: Column[];
  /** Where each of the frame's columns is in the block; −1 for other kinds. */
  place: Int32Array;
}

function copiedNumbers(columns: readonly Column[], rows: number): CopiedNumbers {
  const numbers = columns.filter(({ kind }) => kind === "number");
  const cells = rows * numbers.length;
  const isDouble = numbers.some(({ values }) => Object.prototype.toString.call(values) === "[object Float64Array]");
  const data = isDouble
    ? new Float64Array(new SharedArrayBuffer(8 * cells))
    : new Float32Array(new SharedArrayBuffer(4 * cells));
  copyColumnsInto(data, numbers, rows);
  let found = 0;
  const place = Int32Array.from(columns, ({ kind }) => (kind === "number" ? found++ : -1));
  return { data, columns: found, views: matrixColumns({ data, rows, columns: found }), place };
}

interface CopiedOther {
  column: Column;
  /** The column's own storage, one value per row. */
  values: { [row: number]: number | string | null };
  missing: number | null;
}

/** A column of another kind on storage of its own, and what a missing cell is there. */
function copiedOther({ name, kind, values, offset, stride, rows, length, levels }: Column): CopiedOther {
  const value = (row: number): number | string | null =>
    values[offset + (rows === undefined ? row : rows[row]) * stride];
  const all = Array.from({ length }, (_, row) => value(row));
  const missing = kind === "text" ? null : kind === "category" ? -1 : missingBoolean;
  const copy =
    kind === "text"
      ? (all as (string | null)[])
      : kind === "category"
        ? Int32Array.from(all as number[])
        : Uint8Array.from(all as number[]);
  return { column: new Column(name, { kind, values: copy, length, levels }), values: copy, missing };
}
