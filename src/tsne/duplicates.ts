/** A matrix to its equal rows: pairs of a row and the first row that equals it. */
import type { Matrix } from "../matrix/matrix.js";

/** [first, later] for each row that equals an earlier one, by the later. */
export function duplicateRows({ data, rows, columns, rowStride, offset }: Matrix): [number, number][] {
  const seen = new Map<number, number[]>();
  const pairs: [number, number][] = [];
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(offset + i * rowStride, offset + i * rowStride + columns);
    const hash = hashOf(row);
    const alike = seen.get(hash) ?? [];
    const first = alike.find((other) => row.every((value, j) => value === data[offset + other * rowStride + j]));
    if (first !== undefined) pairs.push([first, i]);
    else seen.set(hash, [...alike, i]);
  }
  return pairs;
}

/** FNV-1a over the numbers' rounded parts; equal rows have equal hashes. */
function hashOf(row: ArrayLike<number>): number {
  let hash = 0x811c9dc5;
  for (let j = 0; j < row.length; j++) {
    const value = row[j];
    // The fraction in 32 bits; the sign of zero does not count.
    const whole = Math.trunc(value);
    hash = Math.imul(hash ^ whole, 0x01000193);
    if (value !== whole) hash = Math.imul(hash ^ ((value - whole) * 0x7fffffff), 0x01000193);
  }
  return hash;
}
