/**
 * What a matrix says of its columns: the first missing cell, the constant columns, and the shift and scale of H2O's
 * column transforms.
 */
import { type Matrix, sharedDoubles } from "./matrix.js";

export const TRANSFORMS: readonly ["none", "standardize", "normalize", "demean", "descale"] = [
  "none",
  "standardize",
  "normalize",
  "demean",
  "descale",
];
export type Transform = (typeof TRANSFORMS)[number];

/** The transformed entry is (value − shift[j]) · scale[j]; both are float64, one per column. */
export interface ColumnTransform {
  shift: Float64Array;
  scale: Float64Array;
}

/** The first cell, in row order, that is not a finite number; undefined when there is none. */
export function firstMissing(matrix: Matrix): { row: number; column: string; value: number } | undefined {
  const { data, rows, columns, rowStride, offset } = matrix;
  if (data instanceof Uint8Array) return undefined;
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    for (let j = 0; j < columns; j++) {
      const value = data[from + j];
      if (!Number.isFinite(value)) return { row: i, column: matrix.names[j], value };
    }
  }
  return undefined;
}

/** Indices of the columns that hold more than one value. */
export function varyingColumns(matrix: Matrix): number[] {
  const { data, rows, columns, rowStride, offset } = matrix;
  const varies = new Array<boolean>(columns).fill(false);
  let undecided = Array.from({ length: columns }, (_, j) => j);
  for (let i = 1; i < rows && undecided.length > 0; i++) {
    const from = offset + i * rowStride;
    undecided = undecided.filter((j) => !(varies[j] = data[from + j] !== data[offset + j]));
  }
  return varies.flatMap((varying, j) => (varying ? [j] : []));
}

/** What the transforms need to know of each column; what a transform does not use may be left out. */
export interface ColumnStatistics {
  mean: Float64Array;
  /** Standard deviation with n − 1. */
  deviation: Float64Array;
  /** Largest value less smallest. */
  range: Float64Array;
}

/**
 * Shift and scale of each column (H2O's DataInfo.setTransform): standardize subtracts the mean and divides by the
 * standard deviation (n − 1), normalize subtracts the mean and divides by max − min, demean only subtracts, descale only
 * divides by the standard deviation. A deviation or range of zero scales by 1.
 */
export function columnTransform(columns: number, transform: Transform, statistics: ColumnStatistics): ColumnTransform {
  const shift = sharedDoubles(columns);
  const scale = sharedDoubles(columns).fill(1);
  const { mean, deviation, range } = statistics;
  if (transform !== "none" && transform !== "descale") shift.set(mean);
  if (transform === "normalize") scale.set(range.map(inverse));
  if (transform === "standardize" || transform === "descale") scale.set(deviation.map(inverse));
  return { shift, scale };
}

function inverse(value: number): number {
  return value > 0 ? 1 / value : 1;
}

/** Mean and deviation in two passes, so that a large mean does not swamp a small deviation. */
export function columnStatistics(matrix: Matrix): ColumnStatistics {
  const { data, rows, columns, rowStride, offset } = matrix;
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    for (let j = 0; j < columns; j++) mean[j] += data[from + j];
  }
  for (let j = 0; j < columns; j++) mean[j] /= rows;
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    for (let j = 0; j < columns; j++) squares[j] += (data[from + j] - mean[j]) ** 2;
  }
  const deviation = squares.map((sum) => Math.sqrt(sum / Math.max(1, rows - 1)));
  return { mean, deviation, range: columnRanges(matrix) };
}

/** Largest value of each column less its smallest. */
export function columnRanges({ data, rows, columns, rowStride, offset }: Matrix): Float64Array {
  const low = new Float64Array(columns).fill(Infinity);
  const high = new Float64Array(columns).fill(-Infinity);
  for (let i = 0; i < rows; i++) {
    const from = offset + i * rowStride;
    for (let j = 0; j < columns; j++) {
      const value = data[from + j];
      if (value < low[j]) low[j] = value;
      if (value > high[j]) high[j] = value;
    }
  }
  return high.map((value, j) => value - low[j]);
}
