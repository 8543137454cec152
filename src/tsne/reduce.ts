/**
 * A matrix (rows × columns) to its leading principal components: rows × k scores in float64, and what places new rows.
 * By the exact Gram matrix and its leading eigenvectors, as in `src/linear`.
 */
import { gramMatrix } from "../linear/gram.js";
import { leadingEigenInto, leadingResult } from "../linear/leading.js";
import { multiplyInto } from "../linear/product.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import type { Running } from "../workers/pool.js";
import type { Points } from "./order.js";

export interface Components {
  /** columns × k, one component a column, unit length; shared. */
  vectors: Float64Array;
  /** −mean · vectors: k numbers, shared. */
  constant: Float64Array;
  k: number;
}

const MOST_ITERATIONS = 1000;

/** The k leading components; the largest entry of each is positive. */
export async function principalComponents(
  matrix: Matrix,
  k: number,
  seed: number,
  running: Running,
): Promise<Components> {
  const n = matrix.columns;
  const { gram, transform } = await gramMatrix(matrix, "demean", running);
  const result = leadingResult(n, k, MOST_ITERATIONS);
  const { threads, signal } = running;
  await leadingEigenInto(
    { gram, n, k, seed, maxIterations: MOST_ITERATIONS, tolerance: 0, result },
    { threads, signal },
  );
  const vectors = sharedDoubles(n * k);
  const constant = sharedDoubles(k);
  for (let i = 0; i < k; i++) {
    const vector = result.vectors.subarray(i * n, (i + 1) * n);
    let largest = 0;
    for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
    for (let j = 0; j < n; j++) {
      const entry = largest < 0 ? -vector[j] : vector[j];
      vectors[j * k + i] = entry;
      constant[i] -= transform.shift[j] * entry;
    }
  }
  return { vectors, constant, k };
}

/** Scores of rows: rows × k, shared. */
export async function project(matrix: Matrix, { vectors, constant, k }: Components, running: Running): Promise<Points> {
  const values = sharedDoubles(matrix.rows * k);
  await multiplyInto({ matrix, factor: vectors, constant, out: values }, running);
  return { values, rows: matrix.rows, columns: k };
}
