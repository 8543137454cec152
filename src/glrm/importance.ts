/**
 * What X·Y says of itself: its singular value decomposition from k × k matrices, H2O's table of importance, and the
 * canonical archetypes.
 */
import { joinNotes } from "../display/format.js";
import { Frame } from "../frame/frame.js";
import { symmetricEigen } from "../linear/eigen.js";
import { gramAtOnce, gramMatrix } from "../linear/gram.js";
import { dotProducts, weightedSums } from "../linear/line-products.js";
import { signOfLargest } from "../linear/lines.js";
import { multiplyInto } from "../linear/product.js";
import type { ColumnTransform } from "../matrix/columns.js";
import { type Matrix, sharedDoubles } from "../matrix/matrix.js";
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
export async function svdOfProduct(x: Float64Array, y: Float64Array, k: number, running: Running): Promise<ProductSvd> {
  const { gram } = await gramMatrix(scoresOf(x, k), asItIs(k), { ...running, onProgress: undefined });
  return svdOfGram(gram, y, k);
}

/** The same to the same bits, at once and on the calling thread: half a second for 60,000 × 256. */
export function svdOfProductAtOnce(x: Float64Array, y: Float64Array, k: number): ProductSvd {
  return svdOfGram(gramAtOnce(scoresOf(x, k), asItIs(k)), y, k);
}

function asItIs(columns: number): ColumnTransform {
  return { shift: new Float64Array(columns), scale: new Float64Array(columns).fill(1) };
}

function svdOfGram(gram: Float64Array, y: Float64Array, k: number): ProductSvd {
  const width = y.length / k;
  const instance = createInstance();
  const lengths = Array.from({ length: k }, (_, c) => Math.sqrt(gram[c * k + c]));
  const cosines = gram.map((entry, at) => {
    const product = lengths[Math.floor(at / k)] * lengths[at % k];
    return product > 0 ? entry / product : 0;
  });
  const ofX = symmetricEigen(instance, cosines, k, k);
  const roots = ofX.values.map((value) => Math.sqrt(Math.max(0, value)));
  const half = ofX.vectors.map((entry, at) => roots[Math.floor(at / k)] * entry * lengths[at % k]);
  const b = weightedSums(instance, half, k, y, k, width);
  const outer = dotProducts(instance, b, k, b, k, width);
  const { values: squares, vectors } = symmetricEigen(instance, outer, k, k);
  const values = squares.map((value) => Math.sqrt(Math.max(0, value)));
  const weights = vectors.map((entry, at) => {
    const value = values[Math.floor(at / k)];
    return value > NEGLIGIBLE * values[0] ? entry / value : 0;
  });
  const right = sharedDoubles(k * width);
  right.set(weightedSums(instance, weights, k, b, k, width));
  for (let i = 0; i < k; i++) {
    const sign = signOfLargest(right.subarray(i * width, (i + 1) * width));
    for (let t = i * width; t < (i + 1) * width; t++) right[t] *= sign;
  }
  return { values, right, turn: dotProducts(instance, y, k, right, k, width) };
}

/**
 * X ← U √Σ, Y ← √Σ Vᵀ, both in place: the same product, archetypes orthogonal, in order, with a fixed sign. x: rows × k,
 * shared.
 */
export async function turnToCanonical(
  x: Float64Array,
  y: Float64Array,
  { values, right, turn }: ProductSvd,
  running: Running,
): Promise<void> {
  const k = values.length;
  const width = y.length / k;
  const roots = values.map(Math.sqrt);
  for (let at = 0; at < y.length; at++) y[at] = roots[Math.floor(at / width)] * right[at];
  const factor = sharedDoubles(k * k);
  for (let at = 0; at < k * k; at++) factor[at] = roots[at % k] > 0 ? turn[at] / roots[at % k] : 0;
  await multiplyInto({ matrix: scoresOf(x, k), factor, constant: sharedDoubles(k), out: x }, running);
}

function scoresOf(x: Float64Array, k: number): Matrix {
  const names = Array.from({ length: k }, (_, i) => `Arch${i + 1}`);
  return { data: x, rows: x.length / k, columns: k, rowStride: k, offset: 0, names };
}

/** By how much a model that keeps all of the variance may seem to pass it. */
const ROUNDING = 1e-6;
const SCALED_NOTE =
  "The components vary more than the cells they were fitted to (where cells are missing, or a loss is not quadratic), " +
  "so that these are shares of the components' own variance and reach 1.";

/**
 * H2O's table: standard deviations σ / √(rows − 1), their squares as shares of the data's total variance, and the shares
 * added up; `total` is the sum of squares of the transformed cells, missing numbers at their means. Shares that would pass
 * 1 together are scaled down to it, which the frame's note says, after `note`.
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
