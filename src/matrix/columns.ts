/**
 * What a matrix says of its columns: the first missing cell, their statistics, and the shift and scale of H2O's
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

/** Statistics of each column over its observed cells (NaN is missing); one entry per column. */
export interface ColumnStatistics {
  /** Observed cells. */
  observed: Float64Array;
  /** 0 where nothing is observed. */
  mean: Float64Array;
  /** Standard deviation with (observed − 1); 0 for a constant column. */
  deviation: Float64Array;
  /** NaN where nothing is observed. */
  smallest: Float64Array;
  /** NaN where nothing is observed. */
  largest: Float64Array;
  /** Largest less smallest; 0 where nothing is observed. */
  range: Float64Array;
  /** All observed cells are equal, or none is observed. */
  constant: boolean[];
}

/**
 * Shift and scale of each column (H2O's DataInfo.setTransform): standardize subtracts the mean and divides by the
 * standard deviation (n − 1), normalize subtracts the mean and divides by max − min, demean only subtracts, descale only
 * divides by the standard deviation. A deviation or range of zero scales by 1.
 */
export function columnTransform(
  transform: Transform,
  { mean, deviation, range }: Pick<ColumnStatistics, "mean" | "deviation" | "range">,
): ColumnTransform {
  const shift = sharedDoubles(mean.length);
  const scale = sharedDoubles(mean.length).fill(1);
  if (transform !== "none" && transform !== "descale") shift.set(mean);
  if (transform === "normalize") scale.set(range.map(inverse));
  if (transform === "standardize" || transform === "descale") scale.set(deviation.map(inverse));
  return { shift, scale };
}

function inverse(value: number): number {
  return value > 0 ? 1 / value : 1;
}
