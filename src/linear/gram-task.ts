/**
 * The threads' side of the Gram matrix: panels of rows through the packing and product routines.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { copyRowsInto, copyTileInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";

/** Rows packed at a time; a packed panel of 784 byte columns then stays in a core's second-level cache. */
export const PANEL = 256;
/** Rows of the Gram matrix that a thread of the float64 route computes together. */
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
  /** TᵀT of the transformed matrix T, or T Tᵀ. */
  of: "columns" | "rows";
  /** size × size, where size is columns (or rows) padded to 4; the upper triangle is filled. */
  sum: Float64Array;
}

/** Panels over which the Gram matrix is summed. */
export function doublesPanels({ rows, columns }: Matrix, of: DoublesInput["of"]): number {
  return Math.ceil((of === "columns" ? rows : columns) / PANEL);
}

/**
 * A thread goes over all panels in order and adds them to its own bands of the result, so each entry is summed in the
 * same order whatever the number of threads.
 */
export function doublesTask({ routines, arena, next, slot, threads }: TaskContext, input: DoublesInput): void {
  const { matrix, transform, of, sum } = input;
  const { rows, columns } = matrix;
  const lines = of === "columns" ? columns : rows;
  const size = paddedTo(lines, 4);
  const mine = bandsOf(slot, threads, size);
  const panelAt = arena.allocate(8 * PANEL * lines);
  const packedAt = arena.allocate(8 * PANEL * size);
  const shiftAt = arena.allocate(8 * columns);
  const scaleAt = arena.allocate(8 * columns);
  const bandsAt = mine.map(() => arena.allocate(8 * BAND * size));
  arena.doubles(shiftAt, columns).set(transform.shift);
  arena.doubles(scaleAt, columns).set(transform.scale);
  const panel = arena.doubles(panelAt, PANEL * lines);
  const panels = doublesPanels(matrix, of);
  for (let index = 0; index < panels; index++) {
    if (next() < 0) return;
    const first = index * PANEL;
    if (of === "columns") {
      const count = Math.min(PANEL, rows - first);
      copyRowsInto(panel, matrix, first, count);
      routines.packDoubles(panelAt, packedAt, shiftAt, scaleAt, count, columns, PANEL, size);
    } else {
      const width = Math.min(PANEL, columns - first);
      copyTileInto(panel, width, matrix, 0, rows, first, width);
      routines.packRows(panelAt, packedAt, shiftAt + 8 * first, scaleAt + 8 * first, rows, width, size, PANEL);
    }
    mine.forEach((band, i) => {
      const firstLine = band * BAND;
      routines.gramDoubles(packedAt, bandsAt[i], PANEL, size, firstLine, Math.min(size, firstLine + BAND));
    });
  }
  mine.forEach((band, i) => {
    const firstLine = band * BAND;
    const count = Math.min(size, firstLine + BAND) - firstLine;
    sum.set(arena.doubles(bandsAt[i], count * size), firstLine * size);
  });
}

/** Every band goes to one thread; to and fro, because the later bands of the triangle are shorter. */
function bandsOf(slot: number, threads: number, size: number): number[] {
  const bands = Array.from({ length: Math.ceil(size / BAND) }, (_, band) => band);
  return bands.filter((band) => {
    const place = band % (2 * threads);
    return (place < threads ? place : 2 * threads - 1 - place) === slot;
  });
}
