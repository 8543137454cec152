/**
 * Bytes are often zero, as a picture's background is: chunks of rows of a matrix, each in an order in which zeros meet,
 * rows with the same zeros at a few probed columns standing together; and an order of columns.
 */
import { copyRowsInto, copyTileInto, type Matrix } from "../matrix/matrix.js";
import type { Instance } from "../wasm/instance.js";
import { paddedTo } from "./padded.js";

/** Most rows of a chunk, and most bytes of them; the more, the better zeros meet. */
const MOST_ROWS = 2048;
const MOST_BYTES = 2 ** 22;
/** Rows of a chunk are a multiple of this. */
const ROWS = 64;

/** How rows are cut into chunks, by the matrix's shape alone. */
export function bytesChunks({ rows, columns }: Matrix): { chunkRows: number; chunks: number } {
  const most = Math.max(ROWS, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / columns / ROWS) * ROWS));
  const chunkRows = Math.min(most, paddedTo(Math.ceil(rows / 32), ROWS));
  return { chunkRows, chunks: Math.ceil(rows / chunkRows) };
}

/** Rows looked at for the order of the columns. */
const SAMPLE = 512;

/**
 * The numbers 0 … width − 1 of a matrix's columns, and of those of zeros that pad them, in an order in which two neighbours
 * stay together and those that are most often zero come first. width is even; the order depends on the matrix alone.
 */
export function columnsByZeros({ data, rows, columns, rowStride, offset }: Matrix, width: number): Uint32Array {
  const filled = new Float64Array(width / 2);
  const stride = Math.ceil(rows / SAMPLE);
  for (let i = 0; i < rows; i += stride) {
    const row = offset + i * rowStride;
    for (let j = 0; j < columns; j++) if (data[row + j] !== 0) filled[j >> 1]++;
  }
  const pairs = Array.from(filled, (_, pair) => pair).sort((a, b) => filled[a] - filled[b]);
  return Uint32Array.from(pairs.flatMap((pair) => [2 * pair, 2 * pair + 1]));
}

/** The rows of one chunk in a thread's memory. */
export interface ByteRows {
  /** Where each row lies, in the order in which zeros meet; a row of zeros follows the last, to make their number even. */
  addresses: Uint32Array;
  addressesAt: number;
  /** Which row of the chunk it is. */
  order: Uint32Array;
  /** Fills the above with the rows first … first + count − 1. */
  load(first: number, count: number): void;
}

/**
 * Rows are `line` bytes long in memory, what pads them being zero; with `columnOrder`, of length `line`, byte p of a row is
 * that of column columnOrder[p] (see `columnsByZeros`). Allocate all else before: it may make the memory grow.
 */
export function byteRows(
  { routines, arena }: Instance,
  matrix: Matrix,
  chunkRows: number,
  line: number,
  columnOrder?: Uint32Array,
): ByteRows {
  const rowsAt = arena.allocate((chunkRows + 1) * line);
  const addressesAt = arena.allocate(4 * (chunkRows + 1));
  const orderAt = arena.allocate(4 * chunkRows);
  const workAt = arena.allocate(4 * (256 + 2 * chunkRows));
  const [pairsAt, betweenAt] = [arena.allocate(2 * line), arena.allocate(line)];
  if (columnOrder !== undefined) {
    arena.words(pairsAt, line / 2).set(Array.from({ length: line / 2 }, (_, pair) => columnOrder[2 * pair]));
  }
  const rows = arena.bytes(rowsAt, chunkRows * line);
  const addresses = arena.words(addressesAt, chunkRows + 1);
  const order = arena.words(orderAt, chunkRows);
  return {
    ...{ addresses, addressesAt, order },
    load(first, count) {
      if (line === matrix.columns) copyRowsInto(rows, matrix, first, count);
      else copyTileInto(rows, line, matrix, first, count, 0, matrix.columns);
      routines.rowsByZeros(rowsAt, line, matrix.columns, count, orderAt, workAt);
      if (columnOrder !== undefined) routines.pairsInOrder(rowsAt, line, count, pairsAt, betweenAt);
      for (let i = 0; i < count; i++) addresses[i] = rowsAt + line * order[i];
      addresses[count] = rowsAt + line * chunkRows;
    },
  };
}
