/** A column of numbers into its five-number summary, mean and count of missing cells, as R's summary() has them. */
import type { Column } from "./column.js";

export interface NumberSummary {
  min: number;
  q1: number;
  median: number;
  mean: number;
  q3: number;
  max: number;
  missing: number;
}

/**
 * Summarises the cells that are not missing. Quantiles are R's default, type 7 (Hyndman and Fan 1996): at position
 * (n − 1)·p among the sorted cells, interpolated linearly. All NaN when every cell is missing.
 */
export function numberSummary(column: Column): NumberSummary {
  return column.isBytes ? byteSummary(column, column.values as Uint8Array) : sortedSummary(column.toNumbers());
}

/** 8-bit cells are counted by value instead of sorted. */
function byteSummary(column: Column, values: Uint8Array): NumberSummary {
  const { offset, stride, rows, length } = column;
  const counts = new Float64Array(256);
  for (let row = 0; row < length; row++) counts[values[offset + (rows === undefined ? row : rows[row]) * stride]]++;

  const upTo = counts.slice();
  for (let value = 1; value < 256; value++) upTo[value] += upTo[value - 1];
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += value * counts[value];
  return summary(length, 0, sum, (rank) => upTo.findIndex((reached) => reached > rank));
}

function sortedSummary(numbers: Float64Array): NumberSummary {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const sum = sorted.reduce((total, value) => total + value, 0);
  return summary(sorted.length, numbers.length - sorted.length, sum, (rank) => sorted[rank]);
}

/** `valueAt` gives the cell of a rank, from 0, among the `count` sorted cells. */
function summary(count: number, missing: number, sum: number, valueAt: (rank: number) => number): NumberSummary {
  if (count === 0) return { min: NaN, q1: NaN, median: NaN, mean: NaN, q3: NaN, max: NaN, missing };
  const quantile = (probability: number): number => {
    const position = (count - 1) * probability;
    const rank = Math.floor(position);
    const low = valueAt(rank);
    if (rank === position) return low;
    const high = valueAt(rank + 1);
    return low === high ? low : low + (position - rank) * (high - low);
  };
  return {
    min: valueAt(0),
    q1: quantile(0.25),
    median: quantile(0.5),
    mean: sum / count,
    q3: quantile(0.75),
    max: valueAt(count - 1),
    missing,
  };
}
