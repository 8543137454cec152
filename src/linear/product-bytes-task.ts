/**
 * Rows of bytes times a small matrix, in integers: each column of the factor is scaled and cut into signed digits, whose
 * products with the bytes are exact. Steps of eight columns that are zero in four rows cost nothing, so a chunk's rows are
 * gone over in an order in which zeros meet.
 *
 * Rows of up to 1028 bytes take two digits of 14 bits, longer ones three of 12: against float64 an output moves by less
 * than inner · 255 · 2⁻²⁷ of the largest entry of the factor's column, and as a rule by a share of its size below 10⁻⁷.
 */
import { copyTileInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";
import { PANEL, rowsByZeros } from "./zeros-together.js";

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

export interface BytesProductInput extends ProductInput {
  chunkRows: number;
}

/** Longest row whose digit products fit 32 bits: 4096 · 255 · 2¹¹ < 2³¹. Longer rows are multiplied in float64. */
export const LONGEST_BYTE_ROW = 4096;

/** Bits of one digit, its sign included, and how many: inner · 255 · 2^(bits − 1) < 2³¹. */
function digitsFor(inner: number): { bits: number; digits: number } {
  return inner * 255 * 2 ** 13 < 2 ** 31 ? { bits: 14, digits: 2 } : { bits: 12, digits: 3 };
}

export function bytesProductTask({ routines, arena, next }: TaskContext, input: BytesProductInput): void {
  const { matrix, factor, constant, out, chunkRows } = input;
  const inner = matrix.columns;
  const columns = constant.length;
  const { bits, digits } = digitsFor(inner);
  const length = paddedTo(inner, 16);
  const lines = paddedTo(digits * columns, 4);
  const panelAt = arena.allocate(PANEL * length);
  const rowsAt = arena.allocate(2 * PANEL * length);
  const stepsAt = arena.allocate((PANEL / 4) * (length / 2));
  const keptAt = arena.allocate(PANEL);
  const digitsAt = arena.allocate(2 * lines * length);
  const productsAt = arena.allocate(4 * PANEL * lines);
  const [unitsAt, constantsAt] = [arena.allocate(8 * columns), arena.allocate(8 * columns)];
  const joinedAt = arena.allocate(8 * PANEL * columns);
  const panel = arena.bytes(panelAt, PANEL * length);
  const joined = arena.doubles(joinedAt, PANEL * columns);
  const units = digitsInto(arena.shorts(digitsAt, lines * length), length, factor, inner, columns, bits, digits);
  arena.doubles(unitsAt, columns).set(units);
  arena.doubles(constantsAt, columns).set(constant);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * chunkRows;
    const order = rowsByZeros(matrix, first, Math.min(chunkRows, matrix.rows - first));
    for (let done = 0; done < order.length; done += PANEL) {
      const count = Math.min(PANEL, order.length - done);
      for (let i = 0; i < count; i++) {
        copyTileInto(panel.subarray(i * length), length, matrix, first + order[done + i], 1, 0, inner);
      }
      const rows = paddedTo(count, 4);
      routines.rowLines(panelAt, rowsAt, stepsAt, keptAt, rows, length);
      routines.lineProducts(rowsAt, stepsAt, keptAt, digitsAt, productsAt, rows, lines, length);
      const shrink = 2 ** -bits;
      routines.joinDigits(productsAt, lines, digits, shrink, unitsAt, constantsAt, joinedAt, count, columns);
      for (let i = 0; i < count; i++) {
        const to = (first + order[done + i]) * columns;
        out.set(joined.subarray(i * columns, (i + 1) * columns), to);
      }
    }
  }
}

/**
 * factor: inner × columns → digits: `digits` lines a column, each of `length` i16, the most significant first, in the
 * routine's layout. Returns the value of one unit of the first digit, for each column.
 */
function digitsInto(
  target: Int16Array,
  length: number,
  factor: Float64Array,
  inner: number,
  columns: number,
  bits: number,
  digits: number,
): Float64Array {
  const units = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let largest = 0;
    for (let i = 0; i < inner; i++) largest = Math.max(largest, Math.abs(factor[i * columns + j]));
    units[j] = largest === 0 ? 1 : largest / (2 ** (bits - 1) - 1);
    for (let i = 0; i < inner; i++) {
      let rest = factor[i * columns + j] / units[j];
      for (let digit = 0; digit < digits; digit++) {
        const whole = Math.round(rest);
        target[placeInLines(digits * j + digit, i, length)] = whole;
        rest = (rest - whole) * 2 ** bits;
      }
    }
  }
  return units;
}

/** Index of entry t of line j; see the layout in `src/assembly/line-products.ts`. */
function placeInLines(j: number, t: number, length: number): number {
  return ((j >> 2) * (length >> 3) + (t >> 3)) * 32 + (j & 3) * 8 + (t & 7);
}
