/**
 * A frame into a copy in which some cells are missing: numbers on one block of shared memory, other kinds on storage of
 * their own.
 */
import { copyColumnsInto } from "./block.js";
import { Column, missingBoolean } from "./column.js";
import { Frame } from "./frame.js";
import { matrixColumns } from "./matrix-columns.js";

/** A frame on storage of its own, and what empties cells of it. */
export interface CopiedFrame {
  frame: Frame;
  /** Empties cells of a row: the first `count` of `columns`. */
  empty(row: number, columns: Uint32Array, count: number): void;
}

/**
 * Columns of numbers come back as Float32 (bytes and Float32) or, if one of them is Float64, all as Float64, NaN where
 * missing, side by side; categories, booleans and text keep their kind. The source stays as it is.
 */
export function copyToEmpty(frame: Frame): CopiedFrame {
  const columns = frame.columnNames.map((name) => frame.column(name));
  const numbers = copiedNumbers(columns, frame.rowCount);
  const others = columns.map((column) => (column.kind === "number" ? undefined : copiedOther(column)));
  const copies = columns.map((column, i) => others[i]?.column ?? numbers.views[numbers.place[i]].renamed(column.name));
  return {
    frame: new Frame(copies, { note: frame.note }),
    empty(row, which, count) {
      for (let i = 0; i < count; i++) {
        const column = which[i];
        const other = others[column];
        if (other === undefined) numbers.data[row * numbers.columns + numbers.place[column]] = NaN;
        else other.values[row] = other.missing;
      }
    },
  };
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
  const cells = Array.from({ length }, (_, row) => values[offset + (rows === undefined ? row : rows[row]) * stride]);
  const missing = kind === "text" ? null : kind === "category" ? -1 : missingBoolean;
  const copy =
    kind === "text"
      ? (cells as (string | null)[])
      : kind === "category"
        ? Int32Array.from(cells as number[])
        : Uint8Array.from(cells as number[]);
  return { column: new Column(name, { kind, values: copy, length, levels }), values: copy, missing };
}
