/** Number columns into the row-major block that numerical engines take: as it lies in memory, or copied together. */
import type { Column } from "./column.js";

/** Rows of numbers, row-major: cell (row, column) is `data[offset + row · rowStride + column]`. */
export interface Block {
  data: Uint8Array | Float32Array | Float64Array;
  rows: number;
  columns: number;
  /** Distance in `data` from one row to the next; at least `columns`. */
  rowStride: number;
  /** Index in `data` of the first cell. */
  offset: number;
  /** Column names, in order. */
  names: string[];
}

/** The block in which the columns already lie side by side, row after row; undefined when they do not. No copy. */
export function blockOf(columns: readonly Column[], rows: number): Block | undefined {
  if (columns.some((column) => column.rows !== undefined)) return undefined;
  const placed = placeSideBySide(columns);
  return placed && { ...placed, rows };
}

/**
 * The columns as one block on shared memory: the block in which they lie when it is shared already, otherwise a copy,
 * Uint8Array when all columns are, else Float64Array; NaN for missing. Throws a TypeError for columns without numbers.
 */
export function sharedBlockOf(columns: readonly Column[], rows: number): Block {
  for (const { name, kind } of columns) {
    if (kind !== "number") {
      throw new TypeError(
        `Expected column "${name}" to be made of numbers but it is of kind ${kind}; drop or recode it`,
      );
    }
  }
  const block = blockOf(columns, rows);
  if (block !== undefined && block.data.buffer instanceof SharedArrayBuffer) return block;

  const data = allocate(columns, rows);
  const placed = placeSideBySide(columns);
  if (placed !== undefined && sharesSelection(columns)) copyRows(data, placed, columns[0].rows, rows);
  else copyColumns(data, columns, rows);
  const names = columns.map(({ name }) => name);
  return { data, rows, columns: columns.length, rowStride: columns.length, offset: 0, names };
}

/** Where the columns lie, if they are neighbours in one storage, whatever rows are selected out of it. */
function placeSideBySide(columns: readonly Column[]): Omit<Block, "rows"> | undefined {
  if (columns.length === 0) return undefined;
  const { values, offset, stride, kind } = columns[0];
  if (kind !== "number") return undefined;
  const neighbours = columns.every(
    (column, index) =>
      column.kind === "number" &&
      column.values === values &&
      column.stride === stride &&
      column.offset === offset + index,
  );
  if (!neighbours) return undefined;
  return {
    data: values as Block["data"],
    columns: columns.length,
    rowStride: stride,
    offset,
    names: columns.map(({ name }) => name),
  };
}

function sharesSelection(columns: readonly Column[]): boolean {
  return columns.every(({ rows }) => rows === columns[0].rows);
}

function allocate(columns: readonly Column[], rows: number): Block["data"] {
  const cells = columns.length * rows;
  return columns.every(({ values }) => values instanceof Uint8Array)
    ? new Uint8Array(new SharedArrayBuffer(cells))
    : new Float64Array(new SharedArrayBuffer(8 * cells));
}

function copyRows(
  data: Block["data"],
  from: Omit<Block, "rows">,
  selected: Uint32Array | undefined,
  rows: number,
): void {
  const { columns, rowStride, offset } = from;
  for (let row = 0; row < rows; row++) {
    const start = offset + (selected === undefined ? row : selected[row]) * rowStride;
    data.set(from.data.subarray(start, start + columns), row * columns);
  }
}

function copyColumns(data: Block["data"], columns: readonly Column[], rows: number): void {
  columns.forEach((column, index) => {
    const { offset, stride, rows: selected } = column;
    const values = column.values as Block["data"];
    for (let row = 0; row < rows; row++) {
      data[row * columns.length + index] = values[offset + (selected === undefined ? row : selected[row]) * stride];
    }
  });
}
