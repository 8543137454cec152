/** Numbers as the engines take them: one row-major block, rows × columns, in shared memory (see `Block`), and copies of parts. */
import type { Block } from "../frame/block.js";

/** Entry (i, j) is data[offset + i · rowStride + j]. */
export type Matrix = Block;

type Numbers = Uint8Array | Float32Array | Float64Array;

/** Copies rows first … first + count − 1 into a given block of count × columns, without gaps. */
export function copyRowsInto(target: Numbers, matrix: Matrix, first: number, count: number): void {
  const { data, columns, rowStride, offset } = matrix;
  const start = offset + first * rowStride;
  if (rowStride === columns) {
    target.set(data.subarray(start, start + count * columns));
    return;
  }
  for (let i = 0; i < count; i++) copySpan(target, i * columns, data, start + i * rowStride, columns);
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
  for (let i = 0; i < count; i++) copySpan(target, i * line, data, offset + (first + i) * rowStride + left, width);
}

/** Spans of fewer numbers are copied one by one, which takes less time than two views of them. */
const SHORT = 64;

/** target[to + i] ← data[from + i], i < count. */
export function copySpan(target: Numbers, to: number, data: Numbers, from: number, count: number): void {
  if (count >= SHORT) target.set(data.subarray(from, from + count), to);
  else for (let i = 0; i < count; i++) target[to + i] = data[from + i];
}

/** Zeros in shared memory. */
export function sharedDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
