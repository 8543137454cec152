/**
 * Points (rows × columns f64) to an order in which neighbours in the plane of the first two columns lie close together
 * in memory: by Morton code (Morton 1966), two interleaved 16-bit places. Loops over neighbours then read from the cache.
 */
import { rangeOf } from "../display/encode.js";
import { sharedDoubles } from "../matrix/matrix.js";

/** Points in shared memory. */
export interface Points {
  /** rows × columns, row-major, shared. */
  values: Float64Array;
  rows: number;
  columns: number;
}

/** order[i]: the row that comes i-th. Rows of one code keep their order. */
export function mortonOrder({ values, rows, columns }: Points): Uint32Array {
  const first = places(values, rows, columns, 0);
  const second = columns > 1 ? places(values, rows, columns, 1) : new Uint16Array(rows);
  // Code and row in one number below 2⁵³, which sorts without a comparison function.
  const keys = Float64Array.from({ length: rows }, (_, i) => {
    return ((spaced(first[i]) | (spaced(second[i]) << 1)) >>> 0) * 2 ** 21 + i;
  }).sort();
  return Uint32Array.from(keys, (key) => key % 2 ** 21);
}

/** The points in another order, in shared memory. */
export function reorder({ values, rows, columns }: Points, order: Uint32Array): Points {
  const ordered = sharedDoubles(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = order[i] * columns;
    ordered.set(values.subarray(from, from + columns), i * columns);
  }
  return { values: ordered, rows, columns };
}

/** The points in another order, where they are. */
export function reorderInPlace({ values, rows, columns }: Points, order: Uint32Array): void {
  const done = new Uint8Array(rows);
  const first = new Float64Array(columns);
  for (let start = 0; start < rows; start++) {
    if (done[start] !== 0) continue;
    // One cycle of the permutation: each row comes from the next, the last from the first.
    first.set(values.subarray(start * columns, (start + 1) * columns));
    let to = start;
    for (let from = order[to]; from !== start; from = order[from]) {
      values.copyWithin(to * columns, from * columns, (from + 1) * columns);
      done[to] = 1;
      to = from;
    }
    values.set(first, to * columns);
    done[to] = 1;
  }
}

/** A column as 16-bit places within its range. */
function places(values: Float64Array, rows: number, columns: number, column: number): Uint16Array {
  const line = Float64Array.from({ length: rows }, (_, i) => values[i * columns + column]);
  const [low, high] = rangeOf(line);
  const scale = high > low ? 65535 / (high - low) : 0;
  return Uint16Array.from(line, (value) => Math.round((value - low) * scale));
}

/** The 16 bits of a number, a zero before each. */
function spaced(value: number): number {
  let bits = value;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
