/**
 * The threads' side of the Gram matrix of bytes: panels of rows through the packing and product routines, in integers.
 *
 * Steps of eight rows in which four neighbouring columns are all zero cost nothing, so a chunk's rows are first put in an
 * order in which zeros meet: rows with the same zeros at a few probed columns stand together. The sums are exact
 * integers, so no order matters to them.
 */
import type { Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";

/** Rows packed at a time: one bit each step of eight rows in a mask of 32. */
const PANEL = 256;
/** Most rows of a chunk; the more, the better zeros meet. */
const MOST_ROWS = 2048;
/** Probed columns. */
const PROBES = 16;
/** Panels whose sums of 255² still fit a signed 32-bit integer: 128 · 256 · 255² < 2³¹. */
const PANELS_IN_32_BITS = 128;

export interface BytesInput {
  matrix: Matrix;
  /** Rows of a chunk, a multiple of PANEL. */
  chunkRows: number;
  /** One block per thread: size × size, see `bytesSize`; the column after the last is the ones. */
  sums: Float64Array[];
}

/** Lines of the sums: the columns and the ones, padded. */
export function bytesSize({ columns }: Matrix): number {
  return paddedTo(columns + 1, 16);
}

/** How rows are cut into chunks, by their number alone. */
export function bytesChunks(rows: number): { chunkRows: number; chunks: number } {
  const chunkRows = Math.min(MOST_ROWS, paddedTo(Math.ceil(rows / 32), PANEL));
  return { chunkRows, chunks: Math.ceil(rows / chunkRows) };
}

/** A thread adds up the chunks it took. */
export function bytesTask({ routines, arena, slot, next }: TaskContext, input: BytesInput): void {
  const { matrix, chunkRows, sums } = input;
  const { data, columns, rowStride, offset } = matrix;
  const size = bytesSize(matrix);
  const panelAt = arena.allocate(PANEL * size);
  const linesAt = arena.allocate(2 * PANEL * size);
  const masksAt = arena.allocate(size);
  const productsAt = arena.allocate(4 * size * size);
  const panel = arena.bytes(panelAt, PANEL * size);
  const products = arena.integers(productsAt, size * size);
  const sum = sums[slot];
  const flush = (): void => {
    for (let i = 0; i < products.length; i++) sum[i] += products[i];
    products.fill(0);
  };
  let pending = 0;
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * chunkRows;
    const order = byZeros(matrix, first, Math.min(chunkRows, matrix.rows - first));
    for (let done = 0; done < order.length; done += PANEL) {
      const count = Math.min(PANEL, order.length - done);
      if (count < PANEL) panel.fill(0);
      for (let i = 0; i < count; i++) {
        const from = offset + (first + order[done + i]) * rowStride;
        panel.set(data.subarray(from, from + columns), i * size);
        panel[i * size + columns] = 1;
      }
      routines.columnLines(panelAt, linesAt, masksAt, PANEL, size);
      routines.addLineGram(linesAt, masksAt, productsAt, size, PANEL);
      if (++pending === PANELS_IN_32_BITS) {
        flush();
        pending = 0;
      }
    }
  }
  flush();
}

/** The rows first … first + count − 1, counted from the first, by which of the probed columns are zero. */
function byZeros({ data, columns, rowStride, offset }: Matrix, first: number, count: number): Uint32Array {
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
