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
  if (columns.length === 0 || runsOf(columns).length > 1) return undefined;
  const { values, offset, stride, rows: selected } = columns[0];
  if (selected !== undefined || columns.some((column) => column.kind !== "number")) return undefined;
  const names = columns.map(({ name }) => name);
  return { data: values as Block["data"], rows, columns: columns.length, rowStride: stride, offset, names };
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
  if (block !== undefined && isShared(block.data)) return block;

  const data = allocate(columns, rows);
  copyColumnsInto(data, columns, rows);
  const names = columns.map(({ name }) => name);
  return { data, rows, columns: columns.length, rowStride: columns.length, offset: 0, names };
}

/** Copies columns of numbers into a row-major block without gaps, rows × columns. */
export function copyColumnsInto(data: Block["data"], columns: readonly Column[], rows: number): void {
  let done = 0;
  for (const run of runsOf(columns)) {
    copyRun(data.subarray(done), columns.length, run, rows);
    done += run.length;
  }
}

function isShared(data: Block["data"]): boolean {
  return Object.prototype.toString.call(data.buffer) === "[object SharedArrayBuffer]";
}

function allocate(columns: readonly Column[], rows: number): Block["data"] {
  const cells = columns.length * rows;
  return columns.every(({ isBytes }) => isBytes)
    ? new Uint8Array(new SharedArrayBuffer(cells))
    : new Float64Array(new SharedArrayBuffer(8 * cells));
}

/** The columns cut, in order, into runs that lie side by side and select the same rows. */
function runsOf(columns: readonly Column[]): Column[][] {
  const runs: Column[][] = [];
  for (const column of columns) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run[run.length - 1], column)) run.push(column);
    else runs.push([column]);
  }
  return runs;
}

function follows(left: Column, right: Column): boolean {
  const { values, stride, offset, rows } = left;
  return right.values === values && right.stride === stride && right.offset === offset + 1 && right.rows === rows;
}

/** From this many columns on, copying a row at once is worth the call. */
const longRun = 8;

/** Copies a run of neighbours to where `target` begins, row after row, `targetStride` apart. */
function copyRun(target: Block["data"], targetStride: number, run: readonly Column[], rows: number): void {
  const { stride, offset, rows: selected } = run[0];
  const values = run[0].values as Block["data"];
  for (let row = 0; row < rows; row++) {
    const start = offset + (selected === undefined ? row : selected[row]) * stride;
    if (run.length >= longRun) {
      target.set(values.subarray(start, start + run.length), row * targetStride);
      continue;
    }
    for (let column = 0; column < run.length; column++) target[row * targetStride + column] = values[start + column];
  }
}
