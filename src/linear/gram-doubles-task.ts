/**
 * The threads' side of the Gram matrix in float64: panels of rows (or of columns) through the packing and product
 * routines.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { copyRowsInto, copyTileInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";

/** Rows packed at a time. */
const PANEL = 256;
/** Rows of the Gram matrix that a thread computes together. */
const BAND = 32;

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

/** Lines of the Gram matrix, and the same padded. */
export function linesOf({ rows, columns }: Matrix, of: DoublesInput["of"]): number {
  return of === "columns" ? columns : rows;
}

export function paddedLines(matrix: Matrix, of: DoublesInput["of"]): number {
  return paddedTo(linesOf(matrix, of), 4);
}

/** What the task uses of its thread. */
type Thread = Pick<TaskContext, "routines" | "arena" | "next" | "slot" | "threads">;

/**
 * A thread goes over all panels in order and adds them to its own bands of the result, so each entry is summed in the
 * same order whatever the number of threads.
 */
export function doublesTask({ routines, arena, next, slot, threads }: Thread, input: DoublesInput): void {
  const { matrix, transform, of, sum } = input;
  const { rows, columns } = matrix;
  const lines = linesOf(matrix, of);
  const size = paddedLines(matrix, of);
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
