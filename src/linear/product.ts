/**
 * Rows times a small matrix, on all threads: out = A·B + 1·cᵀ, with A rows × inner, B inner × columns, c columns.
 *
 * It serves both ways of a low-rank model: rows to scores (B the scaled eigenvectors) and scores to rows (B the
 * archetypes, c the columns' means). Each output row depends on its own input row alone.
 */
import { copyRowsInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { paddedTo } from "./padded.js";

/** Rows in one chunk. */
const PANEL = 256;
/** Bits of one digit of the factor, and how many digits: 36 bits after its largest entry. */
const DIGIT_BITS = 12;
const RADIX = 2 ** DIGIT_BITS;
const DIGITS = 3;
/** Longest row whose digit products fit 32 bits: 4096 · 255 · (2¹¹ − 1) < 2³¹. Longer rows are multiplied in float64. */
const LONGEST_BYTE_ROW = 4096;

export interface ProductInput {
  matrix: Matrix;
  /** inner × columns, row-major, shared. */
  factor: Float64Array;
  /** One number per output column, shared. */
  constant: Float64Array;
  /** What stands for a missing cell (NaN), one number per column of A; without it they give NaN. */
  missing?: Float64Array;
  /** rows × columns, row-major, shared; filled. */
  out: Float32Array | Float64Array;
}

export async function multiplyInto(input: ProductInput, running: Running): Promise<void> {
  const { data, rows, columns } = input.matrix;
  const chunks = Math.ceil(rows / PANEL);
  const name = data instanceof Uint8Array && columns <= LONGEST_BYTE_ROW ? "bytesProductTask" : "productTask";
  await run({ ...running, task: { module: import.meta.url, name }, input, chunks });
}

export function productTask({ routines, arena, next }: TaskContext, input: ProductInput): void {
  const { matrix, factor, constant, missing, out } = input;
  const inner = matrix.columns;
  const columns = constant.length;
  const padded = paddedTo(columns, 4);
  const panelAt = arena.allocate(8 * PANEL * inner);
  const factorAt = arena.allocate(8 * inner * padded);
  const productAt = arena.allocate(8 * PANEL * padded);
  const missingAt = arena.allocate(8 * inner);
  if (missing !== undefined) arena.doubles(missingAt, inner).set(missing);
  const panel = arena.doubles(panelAt, PANEL * inner);
  const paddedFactor = arena.doubles(factorAt, inner * padded);
  const product = arena.doubles(productAt, PANEL * padded);
  for (let i = 0; i < inner; i++) paddedFactor.set(factor.subarray(i * columns, (i + 1) * columns), i * padded);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * PANEL;
    const count = Math.min(PANEL, matrix.rows - first);
    copyRowsInto(panel, matrix, first, count);
    if (missing !== undefined) routines.fillMissing(panelAt, missingAt, count, inner);
    routines.multiply(panelAt, factorAt, productAt, paddedTo(count, 4), inner, padded);
    for (let i = 0; i < count; i++) {
      const from = i * padded;
      const to = (first + i) * columns;
      for (let j = 0; j < columns; j++) out[to + j] = product[from + j] + constant[j];
    }
  }
}

/**
 * The same for bytes, in integers: each column of the factor is scaled to 36 bits and cut into three signed digits of 12
 * bits, whose products with the bytes are exact. Against float64 an output moves by less than inner · 255 · 2⁻³⁵ of the
 * factor's largest entry in its column.
 */
export function bytesProductTask({ routines, arena, next }: TaskContext, input: ProductInput): void {
  const { matrix, factor, constant, out } = input;
  const inner = matrix.columns;
  const columns = constant.length;
  const length = paddedTo(inner, 8);
  const lines = paddedTo(DIGITS * columns, 4);
  const panelAt = arena.allocate(PANEL * inner);
  const rowsAt = arena.allocate(2 * PANEL * length);
  const digitsAt = arena.allocate(2 * lines * length);
  const productsAt = arena.allocate(4 * PANEL * lines);
  const panel = arena.bytes(panelAt, PANEL * inner);
  const products = arena.integers(productsAt, PANEL * lines);
  const units = digitsInto(arena.shorts(digitsAt, lines * length), length, factor, inner, columns);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * PANEL;
    const count = Math.min(PANEL, matrix.rows - first);
    copyRowsInto(panel, matrix, first, count);
    routines.rowLines(panelAt, rowsAt, count, inner, length);
    products.fill(0);
    routines.addLineProducts(rowsAt, digitsAt, productsAt, paddedTo(count, 2), lines, length);
    for (let i = 0; i < count; i++) {
      const to = (first + i) * columns;
      for (let j = 0, from = i * lines; j < columns; j++, from += DIGITS) {
        const digits = products[from] + (products[from + 1] + products[from + 2] / RADIX) / RADIX;
        out[to + j] = digits * units[j] + constant[j];
      }
    }
  }
}

/**
 * factor: inner × columns → digits: DIGITS lines a column, each of `length` i16, the most significant first, in the
 * routine's layout. Returns the value of one unit of the first digit, for each column.
 */
function digitsInto(
  digits: Int16Array,
  length: number,
  factor: Float64Array,
  inner: number,
  columns: number,
): Float64Array {
  const units = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let largest = 0;
    for (let i = 0; i < inner; i++) largest = Math.max(largest, Math.abs(factor[i * columns + j]));
    // The first digit stays under 2¹¹ even when the ones below it carry.
    units[j] = largest === 0 ? 1 : largest / (RADIX / 2 - 1);
    for (let i = 0; i < inner; i++) {
      let rest = factor[i * columns + j] / units[j];
      for (let digit = 0; digit < DIGITS; digit++) {
        const whole = Math.round(rest);
        digits[placeInLines(DIGITS * j + digit, i, length)] = whole;
        rest = (rest - whole) * RADIX;
      }
    }
  }
  return units;
}

/** Index of entry t of line j; see the layout in `src/assembly/line-products.ts`. */
function placeInLines(j: number, t: number, length: number): number {
  return ((j >> 2) * (length >> 3) + (t >> 3)) * 32 + (j & 3) * 8 + (t & 7);
}
