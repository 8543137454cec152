/**
 * Eigenpairs of the Gram matrix to the factors of the model, and new rows to their place in it.
 *
 * T ≈ U D Vᵀ is split evenly, as H2O's SVD start does: X = U √D (m × k) and Y = √D Vᵀ (k × n). The sign of each archetype
 * is such that its largest entry is positive.
 */
import type { LeadingResult } from "../linear/leading.js";
import { multiplyInto } from "../linear/product.js";
import type { ColumnTransform } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
import type { Running } from "../workers/pool.js";

export interface Factors {
  /** m × k, row-major, shared. */
  x: Float64Array;
  /** k × n, row-major, shared; in transformed units. */
  y: Float64Array;
  /** k singular values of the transformed data, descending. */
  singularValues: Float64Array;
}

/** A singular value under this share of the largest is rounding: its archetype is zero. */
const NEGLIGIBLE = 1e-8;

export async function factorsOf(
  matrix: Matrix,
  transform: ColumnTransform,
  { values, vectors }: LeadingResult,
  running: Running,
): Promise<Factors> {
  const k = values.length;
  const n = matrix.columns;
  const singularValues = values.map((value) => Math.sqrt(Math.max(0, value)));
  const y = sharedDoubles(k * n);
  for (let i = 0; i < k; i++) {
    const vector = vectors.subarray(i * n, (i + 1) * n);
    if (!(singularValues[i] > NEGLIGIBLE * singularValues[0])) continue;
    const factor = signOfLargest(vector) * Math.sqrt(singularValues[i]);
    for (let j = 0; j < n; j++) y[i * n + j] = factor * vector[j];
  }
  return { x: await placeRows(matrix, transform, { y, singularValues }, running), y, singularValues };
}

/**
 * The best X (rows × k) for given rows, Y fixed. The archetypes are orthogonal with Y Yᵀ = D, so least squares is one
 * product: X = T Yᵀ D⁻¹.
 */
export async function placeRows(
  matrix: Matrix,
  { shift, scale }: ColumnTransform,
  { y, singularValues }: Pick<Factors, "y" | "singularValues">,
  running: Running,
): Promise<Float64Array> {
  const k = singularValues.length;
  const n = matrix.columns;
  const factor = sharedDoubles(n * k);
  const constant = sharedDoubles(k);
  for (let i = 0; i < k; i++) {
    if (y.subarray(i * n, (i + 1) * n).every((value) => value === 0)) continue;
    for (let j = 0; j < n; j++) {
      const entry = (y[i * n + j] * scale[j]) / singularValues[i];
      factor[j * k + i] = entry;
      constant[i] -= shift[j] * entry;
    }
  }
  const out = sharedDoubles(matrix.rows * k);
  await multiplyInto({ matrix, factor, constant, out }, running);
  return out;
}

/** X·Y back in the data's own units: rows × n, float32, shared. */
export async function reconstructRows(
  x: Float64Array,
  rows: number,
  { shift, scale }: ColumnTransform,
  { y, singularValues }: Pick<Factors, "y" | "singularValues">,
  running: Running,
): Promise<Float32Array> {
  const k = singularValues.length;
  const n = shift.length;
  const factor = sharedDoubles(k * n);
  for (let i = 0; i < k; i++) for (let j = 0; j < n; j++) factor[i * n + j] = y[i * n + j] / scale[j];
  const scores: Matrix = { data: x, rows, columns: k, rowStride: k, offset: 0, names: [] };
  const out = new Float32Array(new SharedArrayBuffer(4 * rows * n));
  await multiplyInto({ matrix: scores, factor, constant: shift, out }, running);
  return out;
}

function signOfLargest(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}
