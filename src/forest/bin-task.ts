/**
 * The threads' side of binning: one feature's values to its bins, and bytes from rows to columns and back.
 */
import type { TaskContext } from "../workers/job.js";
import { type Bins, PANEL } from "./bins.js";
import { MISSING_BIN } from "./trees.js";

export interface FillInput {
  bins: Bins;
  /** One array a feature. */
  values: (Uint8Array | Float64Array)[];
}

export interface LinesInput {
  bins: Bins;
}

/** Rows from which the bins' ends are found; of more rows an even selection. */
const MOST_SORTED = 200_000;
const MOST_BINS = 256;

/** A chunk is a feature. */
export function fillTask({ next }: TaskContext, { bins, values }: FillInput): void {
  for (let f = next(); f >= 0; f = next()) {
    const out = bins.columns.subarray(f * bins.rows, (f + 1) * bins.rows);
    const low = bins.low.subarray(MOST_BINS * f, MOST_BINS * (f + 1));
    const high = bins.high.subarray(MOST_BINS * f, MOST_BINS * (f + 1));
    const source = values[f];
    if (source instanceof Uint8Array) {
      out.set(source);
      for (let bin = 0; bin < MOST_BINS; bin++) low[bin] = high[bin] = bin;
    } else {
      bins.missing[f] = fillBins(source, out, low, high) ? 1 : 0;
    }
  }
}

/** Fills the bins of numbers and the ends of each bin; true when cells are missing (NaN). */
export function fillBins(values: Float64Array, out: Uint8Array, low: Float64Array, high: Float64Array): boolean {
  const step = Math.max(1, Math.ceil(values.length / MOST_SORTED));
  const sorted = selected(values, step).sort();
  const missing = values.some((value) => value !== value);
  const uppers = upperEnds(sorted, missing ? MOST_BINS - 1 : MOST_BINS);
  low.fill(Infinity);
  high.fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const bin = value === value ? binOf(uppers, value) : MISSING_BIN;
    out[i] = bin;
    if (value < low[bin]) low[bin] = value;
    if (value > high[bin]) high[bin] = value;
  }
  return missing;
}

function selected(values: Float64Array, step: number): Float64Array {
  const picked = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  for (let i = 0; i < values.length; i += step) if (values[i] === values[i]) picked[count++] = values[i];
  return picked.subarray(0, count);
}

/** The largest value of each bin but the last: each value its own bin, or quantiles, equal values together. */
function upperEnds(sorted: Float64Array, most: number): Float64Array {
  const ends = new Float64Array(most);
  let count = 0;
  for (let i = 1; i < sorted.length && count <= most - 1; i++) {
    if (sorted[i] === sorted[i - 1]) continue;
    if (count === most - 1) count = most;
    else ends[count++] = sorted[i - 1];
  }
  if (count < most) return ends.slice(0, count);
  count = 0;
  for (let bin = 1; bin < most; bin++) {
    const end = sorted[Math.ceil((bin * sorted.length) / most) - 1];
    if (end < sorted[sorted.length - 1] && (count === 0 || end > ends[count - 1])) ends[count++] = end;
  }
  return ends.slice(0, count);
}

/** The first bin whose upper end is not below the value, by halving. */
function binOf(uppers: Float64Array, value: number): number {
  let from = 0;
  let to = uppers.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (uppers[middle] < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Rows written together, so that each feature gets a whole cache line. */
const STRIP = 64;

/** A chunk is a panel of rows: from row-major to feature-major. */
export function columnsTask({ next }: TaskContext, { bins }: LinesInput): void {
  const { rows, features, columns, lines, linesStride, linesOffset } = bins;
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const end = Math.min(rows, (chunk + 1) * PANEL);
    for (let start = chunk * PANEL; start < end; start += STRIP) {
      const stop = Math.min(end, start + STRIP);
      for (let f = 0; f < features; f++) {
        let from = linesOffset + start * linesStride + f;
        const to = f * rows;
        for (let i = start; i < stop; i++, from += linesStride) columns[to + i] = lines[from];
      }
    }
  }
}

/** A chunk is a panel of rows: from feature-major to row-major. */
export function linesTask({ next }: TaskContext, { bins }: LinesInput): void {
  const { rows, features, columns, lines } = bins;
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const end = Math.min(rows, (chunk + 1) * PANEL);
    for (let f = 0; f < features; f++) {
      for (let i = chunk * PANEL; i < end; i++) lines[i * features + f] = columns[f * rows + i];
    }
  }
}
