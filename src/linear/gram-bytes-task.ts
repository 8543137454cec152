/**
 * The threads' side of the Gram matrix of bytes: panels of rows through the packing and product routines, in integers.
 *
 * Steps of eight rows in which four neighbouring columns are all zero cost nothing, so a chunk's rows are first put in an
 * order in which zeros meet. The sums are exact integers, so no order matters to them.
 */
import type { Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";
import { PANEL, rowsByZeros } from "./zeros-together.js";

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
    const order = rowsByZeros(matrix, first, Math.min(chunkRows, matrix.rows - first));
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
