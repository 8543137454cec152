/**
 * The threads' side of the Gram matrix of bytes: panels of rows through the packing and product routines, in integers.
 *
 * Two rows in which two neighbouring columns are all zero cost those columns nothing, so a chunk's rows are first put in an
 * order in which zeros meet, and the columns in one in which those of most zeros come first: each two of them are gone over
 * once for every column on their right. The sums are exact integers, so no order matters to them.
 */
import type { Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";
import { byteRows } from "./zeros-together.js";

/** Rows packed at a time. */
const PANEL = 512;
/** Panels whose sums of 255² still fit a signed 32-bit integer: 64 · 512 · 255² < 2³¹. */
const PANELS_IN_32_BITS = 64;

export interface BytesInput {
  matrix: Matrix;
  chunkRows: number;
  /** `bytesWidth` numbers: see `columnsByZeros`. */
  columnOrder: Uint32Array;
  /** One block per thread: AᵀA line by line from the diagonal on, then the columns' sums. */
  sums: Float64Array[];
}

/** Numbers of a block. */
export function bytesSums({ columns }: Matrix): number {
  return (columns * (columns + 3)) / 2;
}

/** Columns in a thread's memory, those that pad them included. */
export function bytesWidth({ columns }: Matrix): number {
  return paddedTo(columns, 16);
}

/** A thread adds up the chunks it took. */
export function bytesTask({ routines, arena, slot, next }: TaskContext, input: BytesInput): void {
  const { matrix, chunkRows, columnOrder, sums } = input;
  const { columns } = matrix;
  const size = bytesWidth(matrix);
  const wordsAt = arena.allocate(2 * PANEL * size);
  const stepsAt = arena.allocate(12 * ((PANEL / 2) * (size / 2) + 1));
  const startsAt = arena.allocate(4 * (size / 2 + 1));
  const productsAt = arena.allocate(4 * size * (size + 1));
  const rows = arena.settled(() => byteRows({ routines, arena }, matrix, chunkRows, size, columnOrder));
  const products = arena.integers(productsAt, size * (size + 1));
  const sum = sums[slot];
  /** AᵀA[i][j] is added to number lines[i] + j. */
  const lines = Float64Array.from({ length: columns }, (_, i) => i * columns - (i * (i + 1)) / 2);
  const flush = (): void => {
    for (let p = 0; p < size; p++) {
      const i = columnOrder[p];
      if (i >= columns) continue;
      for (let q = p; q < size; q++) {
        const j = columnOrder[q];
        if (j < columns) sum[i < j ? lines[i] + j : lines[j] + i] += products[p * size + q];
      }
      sum[sum.length - columns + i] += products[size * size + p];
    }
  };
  let pending = 0;
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * chunkRows;
    const chunkCount = Math.min(chunkRows, matrix.rows - first);
    rows.load(first, chunkCount);
    for (let done = 0; done < chunkCount; done += PANEL) {
      const count = paddedTo(Math.min(PANEL, chunkCount - done), 2);
      routines.columnWords(rows.addressesAt + 4 * done, wordsAt, productsAt + 4 * size * size, count, size);
      routines.stepsOfWords(wordsAt, stepsAt, startsAt, count / 2, size);
      routines.addWordGram(startsAt, wordsAt, 32 * count, productsAt, size);
      if (++pending === PANELS_IN_32_BITS) {
        flush();
        products.fill(0);
        pending = 0;
      }
    }
  }
  flush();
}
