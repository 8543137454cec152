/**
 * Losses of one category against the block of numbers u that stands for its levels, as slow twins of the compiled
 * routines, and what is imputed.
 *
 * categorical: one hinge a level, the cell's own level against all others (H2O's Categorical). oneVersusAll: the same with
 * logistic losses (LowRankModels' OvALoss). multinomial: −ln of the softmax. ordinal: H2O's Ordinal, a hinge for each
 * threshold below the level and 1 for each above it. biggerVersusSmaller: a logistic loss a threshold (LowRankModels'
 * BvSLoss), with one number fewer than levels. Udell et al. 2016, section 6.
 */
import { sigmoid, softplus } from "./losses.js";

export interface BlockLoss {
  name: BlockLossName;
  /** Numbers that stand for a column of so many levels. */
  width(levels: number): number;
  value(u: ArrayLike<number>, code: number): number;
  /** The derivative by entry i of u. */
  slope(u: ArrayLike<number>, code: number, i: number): number;
  /** Bound of the second derivative of one entry; Infinity when there is none. */
  curvature: number;
  /** The level that is imputed. */
  best(u: ArrayLike<number>): number;
}

export type BlockLossName = "categorical" | "ordinal" | "oneVersusAll" | "multinomial" | "biggerVersusSmaller";

const signOf = (i: number, code: number): number => (i === code ? -1 : 1);

export const BLOCK_LOSSES: Readonly<Record<BlockLossName, BlockLoss>> = {
  categorical: {
    name: "categorical",
    width: (levels) => levels,
    value: (u, code) => sum(u.length, (i) => Math.max(1 + signOf(i, code) * u[i], 0)),
    slope: (u, code, i) => (1 + signOf(i, code) * u[i] > 0 ? signOf(i, code) : 0),
    curvature: Infinity,
    best: largest,
  },
  ordinal: {
    name: "ordinal",
    width: (levels) => levels,
    value: (u, code) => sum(u.length - 1, (i) => (code > i ? Math.max(1 - u[i], 0) : 1)),
    slope: (u, code, i) => (i < u.length - 1 && code > i && u[i] < 1 ? -1 : 0),
    curvature: Infinity,
    // H2O's order of the comparisons: the lowest of the levels with the least loss.
    best: (u) => lowest(u.length, (code) => sum(u.length - 1, (i) => (code > i ? Math.max(1 - u[i], 0) : 1))),
  },
  oneVersusAll: {
    name: "oneVersusAll",
    width: (levels) => levels,
    value: (u, code) => sum(u.length, (i) => softplus(signOf(i, code) * u[i])),
    slope: (u, code, i) => signOf(i, code) * sigmoid(signOf(i, code) * u[i]),
    curvature: 0.25,
    best: largest,
  },
  multinomial: {
    name: "multinomial",
    width: (levels) => levels,
    value: (u, code) => logSumOfExponentials(u) - u[code],
    slope: (u, code, i) => Math.exp(u[i] - logSumOfExponentials(u)) - Number(i === code),
    curvature: 0.5,
    best: largest,
  },
  biggerVersusSmaller: {
    name: "biggerVersusSmaller",
    width: (levels) => levels - 1,
    value: (u, code) => sum(u.length, (i) => softplus((code > i ? -1 : 1) * u[i])),
    slope: (u, code, i) => (code > i ? -1 : 1) * sigmoid((code > i ? -1 : 1) * u[i]),
    curvature: 0.25,
    best: (u) => lowest(u.length + 1, (code) => sum(u.length, (i) => softplus((code > i ? -1 : 1) * u[i]))),
  },
};

export const BLOCK_LOSS_NAMES: readonly BlockLossName[] = Object.keys(BLOCK_LOSSES) as BlockLossName[];

function sum(count: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}

/** Index of the largest number; the first of equal ones. */
function largest(u: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < u.length; i++) if (u[i] > u[best]) best = i;
  return best;
}

function lowest(count: number, loss: (code: number) => number): number {
  let best = 0;
  for (let code = 1; code < count; code++) if (loss(code) < loss(best)) best = code;
  return best;
}

function logSumOfExponentials(u: ArrayLike<number>): number {
  const top = u[largest(u)];
  return top + Math.log(sum(u.length, (i) => Math.exp(u[i] - top)));
}
