/**
 * Rows times a small matrix, on all threads: out = A·B + 1·cᵀ, with A rows × inner, B inner × columns, c columns.
 *
 * It serves both ways of a low-rank model: rows to scores (B the scaled eigenvectors) and scores to rows (B the
 * archetypes, c the columns' means). Each output row depends on its own input row alone.
 */
import { copyRowsInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Job } from "../workers/pool.js";

/** Rows in one chunk. */
const PANEL = 256;

export interface ProductInput {
  matrix: Matrix;
  /** inner × columns, row-major, shared. */
  factor: Float64Array;
  /** One number per output column, shared. */
  constant: Float64Array;
  /** rows × columns, row-major, shared; filled. */
  out: Float32Array | Float64Array;
}

export async function multiplyInto(
  input: ProductInput,
  running: Pick<Job<unknown>, "threads" | "signal" | "onProgress">,
): Promise<void> {
  const chunks = Math.ceil(input.matrix.rows / PANEL);
  await run({ ...running, task: { module: import.meta.url, name: "productTask" }, input, chunks });
}

export function productTask({ routines, arena, next }: TaskContext, input: ProductInput): void {
  const { matrix, factor, constant, out } = input;
  const inner = matrix.columns;
  const columns = constant.length;
  const padded = Math.ceil(columns / 4) * 4;
  const panelAt = arena.allocate(8 * PANEL * inner);
  const factorAt = arena.allocate(8 * inner * padded);
  const productAt = arena.allocate(8 * PANEL * padded);
  const panel = arena.doubles(panelAt, PANEL * inner);
  const paddedFactor = arena.doubles(factorAt, inner * padded);
  const product = arena.doubles(productAt, PANEL * padded);
  for (let i = 0; i < inner; i++) paddedFactor.set(factor.subarray(i * columns, (i + 1) * columns), i * padded);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * PANEL;
    const count = Math.min(PANEL, matrix.rows - first);
    copyRowsInto(panel, matrix, first, count);
    routines.multiply(panelAt, factorAt, productAt, Math.ceil(count / 4) * 4, inner, padded);
    for (let i = 0; i < count; i++) {
      const from = i * padded;
      const to = (first + i) * columns;
      for (let j = 0; j < columns; j++) out[to + j] = product[from + j] + constant[j];
    }
  }
}
