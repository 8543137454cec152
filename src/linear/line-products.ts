/**
 * Products of many lines of n numbers, row-major in one array: their dot products, and sums of them with weights, in a
 * thread's memory by panels of columns.
 */
import type { Instance } from "../wasm/instance.js";
import { multiply } from "./multiply.js";
import { paddedTo } from "./padded.js";

/** Columns of a panel. */
const COLUMNS = 256;

/** aCount × bCount: entry (i, j) is line i of a times line j of b. */
export function dotProducts(
  { arena, routines }: Instance,
  a: Float64Array,
  aCount: number,
  b: Float64Array,
  bCount: number,
  n: number,
): Float64Array {
  const mark = arena.mark();
  const [rows, columns] = [paddedTo(aCount, 4), paddedTo(bCount, 4)];
  const [panelAt, turnedAt] = [arena.allocate(8 * rows * COLUMNS), arena.allocate(8 * COLUMNS * columns)];
  const outAt = arena.allocate(8 * rows * columns);
  const panel = arena.doubles(panelAt, rows * COLUMNS);
  const turned = arena.doubles(turnedAt, COLUMNS * columns);
  const out = arena.doubles(outAt, rows * columns);
  const sums = new Float64Array(aCount * bCount);
  for (let first = 0; first < n; first += COLUMNS) {
    const width = Math.min(COLUMNS, n - first);
    for (let i = 0; i < aCount; i++) panel.set(a.subarray(i * n + first, i * n + first + width), i * COLUMNS);
    for (let j = 0; j < bCount; j++) {
      for (let t = 0; t < width; t++) turned[t * columns + j] = b[j * n + first + t];
    }
    // What an earlier, wider panel left beyond the last one's width.
    turned.fill(0, width * columns);
    multiply(routines, panelAt, turnedAt, outAt, rows, COLUMNS, columns);
    for (let i = 0; i < aCount; i++) for (let j = 0; j < bCount; j++) sums[i * bCount + j] += out[i * columns + j];
  }
  arena.release(mark);
  return sums;
}

/** count × n: line i is the sum of the `inner` lines, each times its weight; weights: count × inner. */
export function weightedSums(
  { arena, routines }: Instance,
  weights: Float64Array,
  count: number,
  lines: Float64Array,
  inner: number,
  n: number,
): Float64Array {
  const mark = arena.mark();
  const rows = paddedTo(count, 4);
  const weightsAt = arena.allocate(8 * rows * inner);
  const [panelAt, outAt] = [arena.allocate(8 * inner * COLUMNS), arena.allocate(8 * rows * COLUMNS)];
  const panel = arena.doubles(panelAt, inner * COLUMNS);
  const out = arena.doubles(outAt, rows * COLUMNS);
  arena.doubles(weightsAt, rows * inner).set(weights);
  const sums = new Float64Array(count * n);
  for (let first = 0; first < n; first += COLUMNS) {
    const width = Math.min(COLUMNS, n - first);
    for (let t = 0; t < inner; t++) panel.set(lines.subarray(t * n + first, t * n + first + width), t * COLUMNS);
    multiply(routines, weightsAt, panelAt, outAt, rows, inner, COLUMNS);
    for (let i = 0; i < count; i++) sums.set(out.subarray(i * COLUMNS, i * COLUMNS + width), i * n + first);
  }
  arena.release(mark);
  return sums;
}
