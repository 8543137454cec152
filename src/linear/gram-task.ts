/**
 * The threads' side of the Gram matrix: panels of rows through the packing and product routines.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { copyRowsInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";

/** Rows packed at a time; a packed panel of 784 byte columns then stays in a core's second-level cache. */
export const PANEL = 256;
/** Rows of the Gram matrix in one chunk of the float64 route. */
export const BAND = 32;

export interface BytesInput {
  matrix: Matrix;
  /** One block per thread: size × size, where size is columns + 1 padded to 4; the last column is the ones. */
  sums: Float64Array[];
}

/** Panels whose sums of 255² still fit a signed 32-bit integer: 128 · 256 · 255² < 2³¹. */
const PANELS_IN_32_BITS = 128;

/** A chunk is a panel of rows; a thread adds up the panels it took, in exact integers. */
export function bytesTask({ routines, arena, slot, next }: TaskContext, { matrix, sums }: BytesInput): void {
  const columns = matrix.columns + 1;
  const size = paddedTo(columns, 4);
  const panelAt = arena.allocate(PANEL * columns);
  const linesAt = arena.allocate(2 * PANEL * size);
  const productsAt = arena.allocate(4 * size * size);
  const panel = arena.bytes(panelAt, PANEL * columns);
  const products = arena.integers(productsAt, size * size);
  const sum = sums[slot];
  const flush = (): void => {
    for (let i = 0; i < products.length; i++) sum[i] += products[i];
    products.fill(0);
  };
  let pending = 0;
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * PANEL;
    const count = Math.min(PANEL, matrix.rows - first);
    for (let i = 0; i < count; i++) {
      const from = matrix.offset + (first + i) * matrix.rowStride;
      panel.set(matrix.data.subarray(from, from + matrix.columns), i * columns);
      panel[i * columns + matrix.columns] = 1;
    }
    routines.columnLines(panelAt, linesAt, count, columns, PANEL, size);
    routines.addLineProducts(linesAt, linesAt, productsAt, size, size, PANEL, true);
    if (++pending === PANELS_IN_32_BITS) {
      flush();
      pending = 0;
    }
  }
  flush();
}

export interface DoublesInput {
  matrix: Matrix;
  transform: ColumnTransform;
  /** size × size, where size is columns padded to 4; the upper triangle is filled band by band. */
  sum: Float64Array;
}

/** A chunk is a band of the result, summed over all panels in row order. */
export function doublesTask({ routines, arena, next }: TaskContext, { matrix, transform, sum }: DoublesInput): void {
  const { rows, columns } = matrix;
  const size = paddedTo(columns, 4);
  const panelAt = arena.allocate(8 * PANEL * columns);
  const packedAt = arena.allocate(8 * PANEL * size);
  const shiftAt = arena.allocate(8 * size);
  const scaleAt = arena.allocate(8 * size);
  const bandAt = arena.allocate(8 * BAND * size);
  arena.doubles(shiftAt, columns).set(transform.shift);
  arena.doubles(scaleAt, columns).set(transform.scale);
  const panel = arena.doubles(panelAt, PANEL * columns);
  const band = arena.doubles(bandAt, BAND * size);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const firstBand = chunk * BAND;
    const lastBand = Math.min(size, firstBand + BAND);
    band.fill(0);
    for (let first = 0; first < rows; first += PANEL) {
      const count = Math.min(PANEL, rows - first);
      copyRowsInto(panel, matrix, first, count);
      routines.packDoubles(panelAt, packedAt, shiftAt, scaleAt, count, columns, PANEL, size);
      routines.gramDoubles(packedAt, bandAt, PANEL, size, firstBand, lastBand);
    }
    sum.set(band.subarray(0, (lastBand - firstBand) * size), firstBand * size);
  }
}
