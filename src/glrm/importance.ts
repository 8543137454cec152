/**
 * What X·Y says of itself: its singular value decomposition from k × k matrices, H2O's table of importance, and the
 * canonical archetypes.
 */
import { joinNotes } from "../display/format.js";
import { Frame } from "../frame/frame.js";
import { symmetricEigen } from "../linear/eigen.js";
import { gramMatrix } from "../linear/gram.js";
import { addScaled, dot, signOfLargest } from "../linear/lines.js";
import { sharedDoubles } from "../matrix/matrix.js";
import { createInstance } from "../wasm/instance.js";
import type { Running } from "../workers/pool.js";

export interface ProductSvd {
  /** k numbers, descending. */
  values: Float64Array;
  /** k × width, one right singular vector a line, largest entry positive; zero where the singular value is. */
  right: Float64Array;
  /** k × k: X times it gives the left singular vectors times the singular values. */
  turn: Float64Array;
}

/** A singular value under this share of the largest is rounding, for its square is. */
const NEGLIGIBLE = 1e-8;

/**
 * X Y = U Σ Vᵀ. With XᵀX = D Q Λ Qᵀ D, D the lengths of X's columns, and B = Λ^½ Qᵀ D Y (k × width), B Bᵀ = W Σ² Wᵀ, so
 * Vᵀ = Σ⁻¹ Wᵀ B, and U Σ = X Y V. Without D the small columns of X, whose lines of Y may be large, would be lost in rounding.
 */
export async function svdOfProduct(
  x: Float64Array,
  y: Float64Array,
  rows: number,
  k: number,
  running: Running,
): Promise<ProductSvd> {
  const width = y.length / k;
  const names = Array.from({ length: k }, (_, i) => `Arch${i + 1}`);
  const scores = { data: x, rows, columns: k, rowStride: k, offset: 0, names };
  const { gram } = await gramMatrix(scores, "none", { ...running, onProgress: undefined });
  const instance = createInstance();
  const lengths = Array.from({ length: k }, (_, c) => Math.sqrt(gram[c * k + c]));
  const cosines = gram.map((entry, at) => {
    const product = lengths[Math.floor(at / k)] * lengths[at % k];
    return product > 0 ? entry / product : 0;
  });
  const ofX = symmetricEigen(instance, cosines, k, k);
  const roots = ofX.values.map((value) => Math.sqrt(Math.max(0, value)));
  const b = new Float64Array(k * width);
  for (let i = 0; i < k; i++) {
    for (let c = 0; c < k; c++) {
      addScaled(b, i * width, roots[i] * ofX.vectors[i * k + c] * lengths[c], y, c * width, width);
    }
  }
  const outer = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      outer[i * k + j] = outer[j * k + i] = dot(b, i * width, b, j * width, width);
    }
  }
  const { values: squares, vectors } = symmetricEigen(instance, outer, k, k);
  const values = squares.map((value) => Math.sqrt(Math.max(0, value)));
  const right = sharedDoubles(k * width);
  const turn = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    if (!(values[i] > NEGLIGIBLE * values[0])) continue;
    for (let c = 0; c < k; c++) addScaled(right, i * width, vectors[i * k + c] / values[i], b, c * width, width);
    const sign = signOfLargest(right.subarray(i * width, (i + 1) * width));
    for (let t = i * width; t < (i + 1) * width; t++) right[t] *= sign;
    for (let c = 0; c < k; c++) turn[c * k + i] = dot(y, c * width, right, i * width, width);
  }
  return { values, right, turn };
}

/** X ← U √Σ, Y ← √Σ Vᵀ, both in place: the same product, archetypes orthogonal, in order, with a fixed sign. */
export function turnToCanonical(x: Float64Array, y: Float64Array, { values, right, turn }: ProductSvd): void {
  const k = values.length;
  const width = y.length / k;
  for (let i = 0; i < k; i++) {
    const root = Math.sqrt(values[i]);
    for (let t = 0; t < width; t++) y[i * width + t] = root * right[i * width + t];
  }
  const row = new Float64Array(k);
  for (let at = 0; at < x.length; at += k) {
    row.set(x.subarray(at, at + k));
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += row[c] * turn[c * k + i];
      x[at + i] = values[i] > 0 ? sum / Math.sqrt(values[i]) : 0;
    }
  }
}

/** By how much a model that keeps all of the variance may seem to pass it. */
const ROUNDING = 1e-6;
const SCALED_NOTE =
  "The components vary more than the cells they were fitted to (where cells are missing, or a loss is not quadratic), " +
  "so that these are shares of the components' own variance and reach 1.";

/**
 * H2O's table: standard deviations σ / √(rows − 1), their squares as shares of the data's total variance, and the shares
 * added up; `total` is the sum of squares of the transformed observed cells. Shares that would pass 1 together are scaled
 * down to it, which the frame's note says, after `note`.
 */
export function importanceFrame(values: Float64Array, rows: number, total: number, note?: string): Frame {
  const degrees = Math.max(1, rows - 1);
  const deviations = values.map((value) => value / Math.sqrt(degrees));
  const sum = values.reduce((all, value) => all + value * value, 0);
  const whole = Math.max(total, sum, Number.MIN_VALUE);
  const shares = values.map((value) => (value * value) / whole);
  let reached = 0;
  const cumulative = shares.map((share) => (reached = Math.min(1, reached + share)));
  const scaled = sum > total * (1 + ROUNDING) ? SCALED_NOTE : undefined;
  const columns = {
    component: Array.from(values, (_, i) => `pc${i + 1}`),
    standardDeviation: deviations,
    proportionOfVariance: shares,
    cumulativeProportion: cumulative,
  };
  return Frame.fromColumns(columns, { note: joinNotes(note, scaled) });
}
