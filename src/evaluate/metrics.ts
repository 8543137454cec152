/** Predicted shares and true classes, or values, to measures of how good the predictions are. */
import { largestOf } from "../forest/vote-task.js";

/** The share of the rows whose largest predicted share is their class's. */
export function accuracyOf(shares: Float64Array, labels: Uint16Array, classes: number, rows: Uint32Array): number {
  let right = 0;
  for (const row of rows) if (largestOf(shares, row * classes, classes) === labels[row]) right++;
  return right / rows.length;
}

/** A share of 0 would make the loss infinite; scikit-learn's older clip. */
const LEAST_SHARE = 1e-15;

/** The mean of −log of the share that was predicted for the true class, in nats. */
export function logLossOf(shares: Float64Array, labels: Uint16Array, classes: number, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) {
    sum -= Math.log(Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, shares[row * classes + labels[row]])));
  }
  return sum / rows.length;
}

/** The mean squared error. */
export function squaredErrorOf(predicted: Float64Array, values: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) sum += (predicted[row] - values[row]) ** 2;
  return sum / rows.length;
}

/** 1 − squared error / that of the rows' own mean. */
export function r2Of(predicted: Float64Array, values: Float64Array, rows: Uint32Array): number {
  let mean = 0;
  for (const row of rows) mean += values[row] / rows.length;
  let total = 0;
  for (const row of rows) total += (values[row] - mean) ** 2;
  return 1 - (squaredErrorOf(predicted, values, rows) * rows.length) / total;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation with n − 1; 0 of a single value. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
}
