/** Least squares for rows without missing cells under the quadratic loss, Y fixed. */
import { multiplyInto } from "../linear/product.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import { createInstance } from "../wasm/instance.js";
import type { Running } from "../workers/pool.js";
import type { CodedColumn } from "./coding.js";
import { VectorSolver } from "./vector-solver.js";

/** x ← T Yᵀ (Y Yᵀ + ridge I)⁻¹: least squares for rows without missing cells, in one product. */
export async function projectInto(
  x: Float64Array,
  matrix: Matrix,
  { columns, width, k, y }: { columns: readonly CodedColumn[]; width: number; k: number; y: Float64Array },
  ridge: number,
  running: Running,
): Promise<void> {
  const instance = createInstance();
  const solver = instance.arena.settled(() => new VectorSolver(instance, k));
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += y[a * width + j] * y[b * width + j];
      solver.h[a * solver.line + b] = sum;
    }
  }
  const inverse = new Float64Array(k * k);
  solver.invertInto(inverse, k, ridge);
  const factor = sharedDoubles(width * k);
  const constant = sharedDoubles(k);
  for (let j = 0; j < width; j++) {
    const { shift, scale } = columns[j];
    for (let c = 0; c < k; c++) {
      let entry = 0;
      for (let a = 0; a < k; a++) entry += inverse[a * k + c] * y[a * width + j];
      factor[j * k + c] = entry * scale;
      constant[c] -= shift * entry * scale;
    }
  }
  await multiplyInto({ matrix, factor, constant, out: x }, running);
}
