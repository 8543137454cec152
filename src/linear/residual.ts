/**
 * ‖T − (T Vᵀ) V‖² of a transformed matrix T and orthonormal lines V (k × columns), computed cell by cell on all threads.
 *
 * The objective as a difference, ‖T‖² − Σ σ², has no digits left when the model fits nearly exactly; this has all of them.
 */
import type { ColumnTransform } from "../matrix/columns.js";
import { copyRowsInto, type Matrix, sharedDoubles } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { multiply } from "./multiply.js";
import { paddedTo, panelRows } from "./padded.js";

/** Most rows in one chunk. */
const MOST_ROWS = 128;

interface ResidualInput {
  matrix: Matrix;
  transform: ColumnTransform;
  /** k × columns, shared. */
  right: Float64Array;
  /** One sum a chunk. */
  sums: Float64Array;
}

export async function residualOf(
  matrix: Matrix,
  transform: ColumnTransform,
  right: Float64Array,
  running: Running,
): Promise<number> {
  const chunks = Math.ceil(matrix.rows / panelRows(matrix.columns, MOST_ROWS));
  const input: ResidualInput = { matrix, transform, right, sums: sharedDoubles(chunks) };
  await run({ ...running, task: { module: import.meta.url, name: "residualTask" }, input, chunks });
  return input.sums.reduce((total, sum) => total + sum, 0);
}

export function residualTask({ routines, arena, next }: TaskContext, input: ResidualInput): void {
  const { matrix, transform, right, sums } = input;
  const n = matrix.columns;
  const k = right.length / n;
  const line = paddedTo(n, 4);
  const lines = paddedTo(k, 4);
  const rows = panelRows(n, MOST_ROWS);
  const panelAt = arena.allocate(8 * rows * n);
  const packedAt = arena.allocate(8 * rows * line);
  const [shiftAt, scaleAt] = [arena.allocate(8 * n), arena.allocate(8 * n)];
  const [rightAt, turnedAt] = [arena.allocate(8 * lines * line), arena.allocate(8 * line * lines)];
  const scoresAt = arena.allocate(8 * rows * lines);
  const modelAt = arena.allocate(8 * rows * line);
  arena.doubles(shiftAt, n).set(transform.shift);
  arena.doubles(scaleAt, n).set(transform.scale);
  const turned = arena.doubles(turnedAt, line * lines);
  const straight = arena.doubles(rightAt, lines * line);
  for (let i = 0; i < k; i++) {
    straight.set(right.subarray(i * n, (i + 1) * n), i * line);
    for (let j = 0; j < n; j++) turned[j * lines + i] = right[i * n + j];
  }
  const panel = arena.doubles(panelAt, rows * n);
  const packed = arena.doubles(packedAt, rows * line);
  const model = arena.doubles(modelAt, rows * line);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * rows;
    const count = Math.min(rows, matrix.rows - first);
    copyRowsInto(panel, matrix, first, count);
    routines.packRows(panelAt, packedAt, shiftAt, scaleAt, count, n, rows, line);
    multiply(routines, packedAt, turnedAt, scoresAt, rows, line, lines);
    multiply(routines, scoresAt, rightAt, modelAt, rows, lines, line);
    let sum = 0;
    for (let i = 0; i < rows * line; i++) sum += (packed[i] - model[i]) ** 2;
    sums[chunk] = sum;
  }
}
