/**
 * Bytes are often zero, as a picture's background is: chunks of rows of a matrix, each in an order in which zeros meet,
 * rows with the same zeros at a few probed columns standing together.
 */
import type { Matrix } from "../matrix/matrix.js";
import { paddedTo } from "./padded.js";

/** Rows packed at a time. */
export const PANEL = 256;
/** Most rows of a chunk; the more, the better zeros meet. */
const MOST_ROWS = 2048;
/** Probed columns. */
const PROBES = 16;

/** How rows are cut into chunks, by their number alone; chunkRows is a multiple of PANEL. */
export function bytesChunks(rows: number): { chunkRows: number; chunks: number } {
  const chunkRows = Math.min(MOST_ROWS, paddedTo(Math.ceil(rows / 32), PANEL));
  return { chunkRows, chunks: Math.ceil(rows / chunkRows) };
}

/** The rows first … first + count − 1, counted from the first, by which of the probed columns are zero. */
export function rowsByZeros({ data, columns, rowStride, offset }: Matrix, first: number, count: number): Uint32Array {
  const probes = Array.from({ length: PROBES }, (_, i) => Math.floor(((i + 0.5) * columns) / PROBES));
  const keys = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const from = offset + (first + i) * rowStride;
    let key = 0;
    for (const probe of probes) key = 2 * key + (data[from + probe] === 0 ? 0 : 1);
    keys[i] = key;
  }
  let order = Uint32Array.from({ length: count }, (_, i) => i);
  for (const shift of [0, 8]) order = sortedByByte(order, keys, shift);
  return order;
}

/** A stable counting sort by eight bits of the keys. */
function sortedByByte(order: Uint32Array<ArrayBuffer>, keys: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(257);
  for (const row of order) places[((keys[row] >>> shift) & 255) + 1]++;
  for (let i = 0; i < 256; i++) places[i + 1] += places[i];
  const sorted = new Uint32Array(order.length);
  for (const row of order) sorted[places[(keys[row] >>> shift) & 255]++] = row;
  return sorted;
}
