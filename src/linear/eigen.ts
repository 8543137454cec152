/**
 * Leading eigenvalues and eigenvectors of a dense symmetric matrix n × n, by tridiagonal form and implicit QL.
 */
import type { Instance } from "../wasm/instance.js";

export interface Eigen {
  /** Descending. */
  values: Float64Array;
  /** One unit eigenvector per line: count × n, row-major. */
  vectors: Float64Array;
}

/** The `count` largest eigenvalues of a symmetric matrix (row-major; both triangles are read). */
export function symmetricEigen(instance: Instance, matrix: Float64Array, n: number, count: number): Eigen {
  const { routines, arena } = instance;
  const mark = arena.mark();
  const padded = n + (n % 2);
  const line = 8 * padded;
  const matrixAt = arena.allocate(line * n);
  const vectorsAt = arena.allocate(line * n);
  const [diagonalAt, offDiagonalAt, factorsAt, workAt] = [0, 1, 2, 3].map(() => arena.allocate(line));
  const lines = arena.doubles(matrixAt, padded * n);
  const factor = factorToOne(matrix);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) lines[i * padded + j] = factor * matrix[i * n + j];
  }
  routines.tridiagonalize(matrixAt, diagonalAt, offDiagonalAt, factorsAt, workAt, n, line);
  const failed = routines.diagonalize(diagonalAt, offDiagonalAt, vectorsAt, n, line);
  if (failed > 0) {
    throw new Error(
      `Eigenvalue ${failed} of ${n} did not converge in 60 sweeps: the matrix holds values that are not finite`,
    );
  }
  const diagonal = arena.doubles(diagonalAt, n);
  const order = Array.from(diagonal, (_, i) => i)
    .sort((a, b) => diagonal[b] - diagonal[a])
    .slice(0, count);
  const values = Float64Array.from(order, (i) => diagonal[i] / factor);
  const vectors = new Float64Array(count * n);
  order.forEach((from, to) => {
    routines.backTransform(matrixAt, factorsAt, vectorsAt + line * from, n, line);
    vectors.set(arena.doubles(vectorsAt + line * from, n), to * n);
  });
  arena.release(mark);
  return { values, vectors };
}

/**
 * The power of two that brings the matrix's largest entry to 1 … 2, exactly and without a trace in the vectors: on the way
 * entries are cubed, which would overflow or vanish long before they do.
 */
export function factorToOne(matrix: Float64Array): number {
  let largest = 0;
  for (let at = 0; at < matrix.length; at++) largest = Math.max(largest, Math.abs(matrix[at]));
  return 2 ** Math.min(1023, -Math.floor(Math.log2(largest)));
}
