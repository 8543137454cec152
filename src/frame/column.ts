/**
 * A named sequence of cells that looks into storage it may share with other columns.
 *
 * Cell i lies at `values[offset + i · stride]`, or at `values[offset + rows[i] · stride]` when the column is a selection
 * of rows. So the 784 pixel columns of a 60000 × 784 block, or of its first 1000 rows, are 784 small objects and no copy.
 */
import { checkRow } from "./names.js";

/**
 * One cell: a number (NaN when missing), a boolean, or a text or category's level (null when missing).
 * The type is `any` so that cells can be compared and calculated with in a notebook without casts.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Cell = any;

export type ColumnKind = "number" | "category" | "boolean" | "text";

/** Numbers are stored as they are, categories as codes (−1 missing), booleans as 0, 1 and 255 (missing), text as text. */
export type ColumnValues = Uint8Array | Float32Array | Float64Array | Int32Array | readonly (string | null)[];

export interface ColumnParts {
  kind: ColumnKind;
  values: ColumnValues;
  length: number;
  /** Index in `values` of the first cell. Default 0. */
  offset?: number;
  /** Distance in `values` from one cell to the next. Default 1. */
  stride?: number;
  /** Rows selected out of the storage, in order. Default all. */
  rows?: Uint32Array;
  /** The names that a category's codes stand for. */
  levels?: readonly string[];
  /** What the whole numbers 0, 1, ... of a number column are codes for. */
  codeNames?: readonly string[];
}

/** The code of a missing boolean. */
export const missingBoolean = 255;

/** A column of a frame; never changes. */
export class Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly length: number;
  /** The names of a category's levels, in order; undefined for other kinds. */
  readonly levels: readonly string[] | undefined;
  /**
   * What the whole numbers 0, 1, ... of a number column are codes for, such as the ten classes of Fashion-MNIST's label;
   * undefined when its numbers are quantities. Calculations take the numbers as they are.
   */
  readonly codeNames: readonly string[] | undefined;
  /** The storage, shared and not to be written to. */
  readonly values: ColumnValues;
  readonly offset: number;
  readonly stride: number;
  readonly rows: Uint32Array | undefined;

  constructor(name: string, parts: ColumnParts) {
    this.name = name;
    this.kind = parts.kind;
    this.length = parts.length;
    this.levels = parts.levels;
    this.codeNames = parts.codeNames;
    this.values = parts.values;
    this.offset = parts.offset ?? 0;
    this.stride = parts.stride ?? 1;
    this.rows = parts.rows;
  }

  /** The cell of one row; throws a RangeError when there is no such row. */
  at(row: number): Cell {
    checkRow(row, this.length);
    return this.cell(row);
  }

  /** Whether the cell of one row is missing. */
  isMissing(row: number): boolean {
    const value = this.at(row) as unknown;
    return value === null || Number.isNaN(value);
  }

  *[Symbol.iterator](): IterableIterator<Cell> {
    for (let row = 0; row < this.length; row++) yield this.cell(row);
  }

  /** All cells in a new plain array. */
  toArray(): Cell[] {
    return Array.from({ length: this.length }, (_, row) => this.cell(row) as unknown);
  }

  /**
   * All cells as numbers in a new Float64Array: numbers as they are, the codes of a category (order of `levels`),
   * booleans as 0 and 1; NaN when missing. Throws a TypeError for text.
   */
  toNumbers(): Float64Array {
    const { kind, values, offset, stride, rows, length } = this;
    if (kind === "text") throw new TypeError(`Expected column "${this.name}" to be made of numbers but found text`);
    const numbers = new Float64Array(length);
    const stored = values as Float64Array;
    for (let row = 0; row < length; row++) {
      numbers[row] = stored[offset + (rows === undefined ? row : rows[row]) * stride];
    }
    const missing = kind === "category" ? -1 : missingBoolean;
    if (kind !== "number") {
      for (let row = 0; row < length; row++) if (numbers[row] === missing) numbers[row] = NaN;
    }
    return numbers;
  }

  /** Whether the cells are 8-bit integers, which are never missing. */
  get isBytes(): boolean {
    return this.kind === "number" && Object.prototype.toString.call(this.values) === "[object Uint8Array]";
  }

  /** With its missing cells replaced by one stored value (a number, the code of a level, 0 or 1); itself when it is NaN. */
  filledWith(value: number): Column {
    if (this.kind === "text" || Number.isNaN(value)) return this;
    const numbers = this.toNumbers().map((cell) => (Number.isNaN(cell) ? value : cell));
    const { kind, levels, length } = this;
    const values =
      kind === "number" ? numbers : kind === "boolean" ? Uint8Array.from(numbers) : Int32Array.from(numbers);
    return new Column(this.name, { kind, values, levels, length });
  }

  /** The same cells under another name; a view. */
  renamed(name: string): Column {
    return new Column(name, this);
  }

  /** The cell of one row, which must exist. */
  private cell(row: number): Cell {
    const value = this.values[this.offset + (this.rows === undefined ? row : this.rows[row]) * this.stride];
    switch (this.kind) {
      case "category":
        return value === -1 ? null : this.levels![value as number];
      case "boolean":
        return value === missingBoolean ? null : value === 1;
      default:
        return value;
    }
  }
}

/** The given rows of each column, in the given order; views. Columns that shared a selection share the new one. */
export function pickRows(columns: readonly Column[], picked: Uint32Array): Column[] {
  const composed = new Map<Uint32Array | undefined, Uint32Array>([[undefined, picked]]);
  return columns.map((column) => {
    let rows = composed.get(column.rows);
    if (rows === undefined) {
      rows = picked.map((row) => column.rows![row]);
      composed.set(column.rows, rows);
    }
    return new Column(column.name, { ...column, rows, length: picked.length });
  });
}

/** The rows from `start` up to, not including, `end` of each column; views that keep sharing what they share. */
export function sliceRows(columns: readonly Column[], start: number, end: number): Column[] {
  const shared = new Map<Uint32Array, Uint32Array>();
  return columns.map((column) => {
    if (column.rows === undefined) {
      const offset = column.offset + start * column.stride;
      return new Column(column.name, { ...column, offset, length: end - start });
    }
    let rows = shared.get(column.rows);
    if (rows === undefined) {
      rows = column.rows.subarray(start, end);
      shared.set(column.rows, rows);
    }
    return new Column(column.name, { ...column, rows, length: end - start });
  });
}
