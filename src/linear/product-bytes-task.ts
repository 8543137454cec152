/**
 * Rows of bytes times a small matrix, in integers: each column of the factor is scaled and cut into two signed digits of 14
 * bits, whose products with the bytes are exact. Two columns that are zero in two rows cost nothing, so a chunk's rows are
 * gone over in an order in which zeros meet.
 *
 * Against float64 an output moves by less than inner · 255 · 2⁻²⁷ of the largest entry of the factor's column, and as a rule
 * by a share of its size below 10⁻⁷.
 */
import type { Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";
import { byteRows } from "./zeros-together.js";

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

/** Rows packed at a time. */
const PANEL = 64;
/** Bits of a digit, its sign included. */
const BITS = 14;
/** Columns of a group of 16 lines: eight lines of high digits, eight of low ones. */
const GROUP_COLUMNS = 8;
/** Longest part of a row whose digit products fit 32 bits, 896 · 255 · 2¹³ < 2³¹; 16 lines of it fit a first-level cache. */
const LONGEST = 896;

/** A factor as right lines of `src/assembly/word-products.ts`, for each part of the rows. */
interface Digits {
  /** Entries of a part, a multiple of 8, and how many parts. */
  length: number;
  parts: number;
  /** Groups of eight columns, and the columns with those that fill the last. */
  groups: number;
  padded: number;
}

function digitsShape(inner: number, columns: number): Digits {
  const parts = Math.ceil(inner / LONGEST);
  const groups = Math.ceil(columns / GROUP_COLUMNS);
  return { length: paddedTo(Math.ceil(inner / parts), 8), parts, groups, padded: groups * GROUP_COLUMNS };
}

export function bytesProductTask({ routines, arena, next }: TaskContext, input: BytesProductInput): void {
  const { matrix, factor, constant, out, chunkRows } = input;
  const inner = matrix.columns;
  const columns = constant.length;
  const shape = digitsShape(inner, columns);
  const { length, parts, padded, groups } = shape;
  const stepsAt = arena.allocate(12 * ((PANEL / 2) * (length / 2) + 1));
  const startsAt = arena.allocate(4 * (PANEL / 2 + 1));
  const groupBytes = 32 * length;
  const digitsAt = arena.allocate(groupBytes * groups * parts);
  const productsAt = arena.allocate(64 * PANEL);
  const [unitsAt, constantsAt] = [arena.allocate(8 * padded), arena.allocate(8 * padded)];
  const joinedAt = arena.allocate(8 * PANEL * padded);
  const rows = arena.settled(() => byteRows({ routines, arena }, matrix, chunkRows, length * parts));
  const joined = arena.doubles(joinedAt, PANEL * padded);
  const digits = arena.shorts(digitsAt, (groupBytes / 2) * groups * parts);
  arena.doubles(constantsAt, columns).set(constant);
  digitsInto(digits, arena.doubles(unitsAt, padded), shape, factor, inner, columns);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const first = chunk * chunkRows;
    const chunkCount = Math.min(chunkRows, matrix.rows - first);
    rows.load(first, chunkCount);
    for (let done = 0; done < chunkCount; done += PANEL) {
      const count = Math.min(PANEL, chunkCount - done);
      const even = paddedTo(count, 2);
      for (let part = 0; part < parts; part++) {
        routines.rowSteps(rows.addressesAt + 4 * done, part * length, length, stepsAt, startsAt, even);
        const partAt = digitsAt + groupBytes * groups * part;
        const [before, step] = part === 0 ? [constantsAt, 0] : [joinedAt, 8 * padded];
        const factorPart = [partAt, groupBytes, groups, productsAt, 2 ** -BITS, unitsAt] as const;
        routines.digitProducts(startsAt, even / 2, ...factorPart, before, step, joinedAt);
      }
      for (let i = 0; i < count; i++) {
        const to = (first + rows.order[done + i]) * columns;
        out.set(joined.subarray(i * padded, i * padded + columns), to);
      }
    }
  }
}

/** factor: inner × columns → its digits in the routine's layout; and in units the value of one unit of the high digit. */
function digitsInto(
  target: Int16Array,
  units: Float64Array,
  { length, groups }: Digits,
  factor: Float64Array,
  inner: number,
  columns: number,
): void {
  const largest = new Float64Array(columns);
  for (let i = 0; i < inner; i++) {
    for (let j = 0; j < columns; j++) largest[j] = Math.max(largest[j], Math.abs(factor[i * columns + j]));
  }
  for (let j = 0; j < columns; j++) units[j] = largest[j] === 0 ? 1 : largest[j] / (2 ** (BITS - 1) - 1);
  for (let i = 0; i < inner; i++) {
    const t = i % length;
    const first = 16 * length * groups * Math.floor(i / length) + (t >> 1) * 32 + (t & 1);
    const place = (column: number, line: number): number =>
      first + Math.floor(column / GROUP_COLUMNS) * 16 * length + ((column % GROUP_COLUMNS) + line) * 2;
    for (let j = 0; j < columns; j++) {
      const value = factor[i * columns + j] / units[j];
      const high = Math.round(value);
      target[place(j, 0)] = high;
      target[place(j, GROUP_COLUMNS)] = Math.round((value - high) * 2 ** BITS);
    }
  }
}
