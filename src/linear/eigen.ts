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
  for (let i = 0; i < n; i++) lines.set(matrix.subarray(i * n, (i + 1) * n), i * padded);
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
  const values = Float64Array.from(order, (i) => diagonal[i]);
  const vectors = new Float64Array(count * n);
  order.forEach((from, to) => {
    routines.backTransform(matrixAt, factorsAt, vectorsAt + line * from, n, line);
    vectors.set(arena.doubles(vectorsAt + line * from, n), to * n);
  });
  arena.release(mark);
  return { values, vectors };
}
