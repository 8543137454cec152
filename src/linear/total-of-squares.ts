/**
 * ‖T‖² of a transformed matrix over its observed cells, from the columns' statistics alone.
 */
import type { ColumnStatistics, ColumnTransform } from "../matrix/columns.js";

export function totalOfSquares(
  { observed, mean, deviation }: Pick<ColumnStatistics, "observed" | "mean" | "deviation">,
  { shift, scale }: ColumnTransform,
): number {
  let total = 0;
  for (let j = 0; j < mean.length; j++) {
    const about = deviation[j] ** 2 * Math.max(0, observed[j] - 1) + observed[j] * (mean[j] - shift[j]) ** 2;
    total += about * scale[j] ** 2;
  }
  return total;
}
