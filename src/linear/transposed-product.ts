/**
 * Lines times a transformed matrix, on all threads: out = L·T, with L count × rows, T rows × columns, out count × columns.
 *
 * For a wide T with few rows: left singular vectors to right ones. A chunk is a tile of columns, summed over all rows in
 * their order.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { copyTileInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { multiply } from "./multiply.js";
import { paddedTo } from "./padded.js";

/** Columns of a tile, and rows taken at a time. */
const TILE = 256;
const PANEL = 256;

export interface TransposedInput {
  matrix: Matrix;
  /** A missing cell counts as zero after it. */
  transform: ColumnTransform;
  /** count × rows, row-major, shared. */
  lines: Float64Array;
  count: number;
  /** count × columns, row-major, shared; filled. */
  out: Float64Array;
}

export async function multiplyTransposedInto(input: TransposedInput, running: Running): Promise<void> {
  const chunks = Math.ceil(input.matrix.columns / TILE);
  await run({ ...running, task: { module: import.meta.url, name: "transposedTask" }, input, chunks });
}

export function transposedTask({ routines, arena, next }: TaskContext, input: TransposedInput): void {
  const { matrix, transform, lines, count, out } = input;
  const { rows, columns } = matrix;
  const padded = paddedTo(count, 4);
  const panelAt = arena.allocate(8 * PANEL * TILE);
  const tileAt = arena.allocate(8 * PANEL * TILE);
  const linesAt = arena.allocate(8 * padded * PANEL);
  const productAt = arena.allocate(8 * padded * TILE);
  const [shiftAt, scaleAt] = [arena.allocate(8 * TILE), arena.allocate(8 * TILE)];
  const panel = arena.doubles(panelAt, PANEL * TILE);
  const panelLines = arena.doubles(linesAt, padded * PANEL);
  const product = arena.doubles(productAt, padded * TILE);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const left = chunk * TILE;
    const width = Math.min(TILE, columns - left);
    arena.doubles(shiftAt, width).set(transform.shift.subarray(left, left + width));
    arena.doubles(scaleAt, width).set(transform.scale.subarray(left, left + width));
    for (let first = 0; first < rows; first += PANEL) {
      const panelRows = Math.min(PANEL, rows - first);
      copyTileInto(panel, width, matrix, first, panelRows, left, width);
      routines.packRows(panelAt, tileAt, shiftAt, scaleAt, panelRows, width, PANEL, TILE);
      for (let i = 0; i < count; i++) {
        const from = i * rows + first;
        panelLines.set(lines.subarray(from, from + panelRows), i * PANEL);
      }
      multiply(routines, linesAt, tileAt, productAt, padded, PANEL, TILE);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < width; j++) out[i * columns + left + j] += product[i * TILE + j];
      }
    }
  }
}
