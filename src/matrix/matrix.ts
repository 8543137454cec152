/**
 * Numbers as the engines take them: one row-major block, rows × columns, in shared memory (see `Block`), and the two
 * ways out of it: fewer columns, or some rows without gaps.
 */
import type { Block } from "../frame/block.js";

/** Entry (i, j) is data[offset + i · rowStride + j]. */
export type Matrix = Block;

/** The matrix with only some of its columns, in this order; a copy in shared memory. */
export function keepColumns(matrix: Matrix, kept: readonly number[]): Matrix {
  const { rows } = matrix;
  const length = rows * kept.length;
  const data = sharedLike(matrix.data, length);
  for (let i = 0; i < rows; i++) {
    const from = matrix.offset + i * matrix.rowStride;
    const to = i * kept.length;
    for (let j = 0; j < kept.length; j++) data[to + j] = matrix.data[from + kept[j]];
  }
  const names = kept.map((j) => matrix.names[j]);
  return { data, rows, columns: kept.length, rowStride: kept.length, offset: 0, names };
}

/** Zeros of the same kind of number, in shared memory. */
function sharedLike(data: Matrix["data"], length: number): Matrix["data"] {
  const buffer = new SharedArrayBuffer(data.BYTES_PER_ELEMENT * length);
  if (data instanceof Uint8Array) return new Uint8Array(buffer);
  return data instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** Copies rows first … first + count − 1 into a given block of count × columns, without gaps. */
export function copyRowsInto(target: Uint8Array | Float64Array, matrix: Matrix, first: number, count: number): void {
  const { data, columns, rowStride, offset } = matrix;
  const start = offset + first * rowStride;
  if (rowStride === columns) {
    target.set(data.subarray(start, start + count * columns));
    return;
  }
  for (let i = 0; i < count; i++) {
    const from = start + i * rowStride;
    target.set(data.subarray(from, from + columns), i * columns);
  }
}

/** Copies columns left … left + width − 1 of the rows first … first + count − 1 into lines `line` entries apart. */
export function copyTileInto(
  target: Uint8Array | Float64Array,
  line: number,
  { data, rowStride, offset }: Matrix,
  first: number,
  count: number,
  left: number,
  width: number,
): void {
  for (let i = 0; i < count; i++) {
    const from = offset + (first + i) * rowStride + left;
    target.set(data.subarray(from, from + width), i * line);
  }
}

/** Zeros in shared memory. */
export function sharedDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
