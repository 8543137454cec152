/**
 * Regularisers of the rows of X and the columns of Y: vectors of k numbers.
 *
 * The contract of a regulariser of your own, for `regularizationX` and `regularizationY` of `glrm`: `value` (Infinity where
 * the vector is not allowed) and `proximal`, which replaces u by the minimiser of weight · value(v) + ½ ‖v − u‖² over v.
 * With `convex` false, steps are not mixed with the vector before them. `name` is none of lowrank's own.
 *
 * Names, values and proximal steps are those of H2O's GlrmRegularizer (Udell et al. 2016, section 2.7 and chapter 5),
 * with one difference: constraints hold whatever gamma is, where H2O's are off while gamma is 0.
 */
export interface Regularizer {
  name: string;
  value(u: Float64Array): number;
  /** In place. */
  proximal(u: Float64Array, weight: number): void;
  convex: boolean;
  /** True when `value` is 0 or Infinity, so that gamma does not matter. */
  constraint: boolean;
}

export type RegularizerName =
  "none" | "quadratic" | "l2" | "l1" | "nonNegative" | "oneSparse" | "unitOneSparse" | "simplex";

/** What is left of the largest entry when it is not positive, as in H2O: one-sparse vectors are never zero. */
const SPARSE_LEAST = 1e-6;

export const REGULARIZERS: Readonly<Record<RegularizerName, Regularizer>> = {
  none: { name: "none", value: () => 0, proximal: () => {}, convex: true, constraint: true },
  quadratic: {
    name: "quadratic",
    value: squares,
    proximal: (u, weight) => scale(u, 1 / (1 + 2 * weight)),
    convex: true,
    constraint: false,
  },
  l2: {
    name: "l2",
    value: (u) => Math.sqrt(squares(u)),
    proximal: (u, weight) => {
      const norm = Math.sqrt(squares(u));
      scale(u, norm > weight ? 1 - weight / norm : 0);
    },
    convex: true,
    constraint: false,
  },
  l1: {
    name: "l1",
    value: (u) => u.reduce((sum, entry) => sum + Math.abs(entry), 0),
    proximal: (u, weight) => {
      for (let i = 0; i < u.length; i++) u[i] = Math.sign(u[i]) * Math.max(Math.abs(u[i]) - weight, 0);
    },
    convex: true,
    constraint: false,
  },
  nonNegative: {
    name: "nonNegative",
    value: (u) => (u.every((entry) => entry >= 0) ? 0 : Infinity),
    proximal: (u) => {
      for (let i = 0; i < u.length; i++) u[i] = Math.max(u[i], 0);
    },
    convex: true,
    constraint: true,
  },
  oneSparse: {
    name: "oneSparse",
    value: (u) => (countOf(u, (entry) => entry !== 0) === 1 && u.every((entry) => entry >= 0) ? 0 : Infinity),
    proximal: (u) => {
      const at = largestAt(u);
      const kept = Math.max(u[at], SPARSE_LEAST);
      u.fill(0);
      u[at] = kept;
    },
    convex: false,
    constraint: true,
  },
  unitOneSparse: {
    name: "unitOneSparse",
    value: (u) =>
      countOf(u, (entry) => entry === 1) === 1 && countOf(u, (entry) => entry === 0) === u.length - 1 ? 0 : Infinity,
    proximal: (u) => {
      const at = largestAt(u);
      u.fill(0);
      u[at] = 1;
    },
    convex: false,
    constraint: true,
  },
  simplex: {
    name: "simplex",
    value: (u) => {
      const size = u.reduce((sum, entry) => sum + Math.abs(entry), 0);
      const total = u.reduce((sum, entry) => sum + entry, 0);
      // Rounding of a sum of k numbers.
      const room = (u.length - 1) * Number.EPSILON * size;
      return u.every((entry) => entry >= 0) && Math.abs(total - 1) <= room ? 0 : Infinity;
    },
    proximal: projectOnSimplex,
    convex: true,
    constraint: true,
  },
};

/**
 * Whether a vector may be carried on beyond the one before it: between two sparse ones of the same place there is nothing
 * else, and the proximal step takes back what lies in other places.
 */
export function hasMomentum({ convex, name }: Regularizer): boolean {
  return convex || name === "oneSparse" || name === "unitOneSparse";
}

export const REGULARIZER_NAMES: readonly RegularizerName[] = Object.keys(REGULARIZERS) as RegularizerName[];

/** Chen & Ye 2011, arXiv:1101.6081: subtract one number from all entries, cut at 0, so that the sum is 1. */
function projectOnSimplex(u: Float64Array): void {
  const sorted = u.slice().sort().reverse();
  let sum = 0;
  let shift = 0;
  for (let i = 0; i < sorted.length; i++) {
    sum += sorted[i];
    const candidate = (sum - 1) / (i + 1);
    if (sorted[i] > candidate) shift = candidate;
  }
  for (let i = 0; i < u.length; i++) u[i] = Math.max(u[i] - shift, 0);
}

function squares(u: Float64Array): number {
  let sum = 0;
  for (const entry of u) sum += entry * entry;
  return sum;
}

function scale(u: Float64Array, factor: number): void {
  for (let i = 0; i < u.length; i++) u[i] *= factor;
}

function countOf(u: Float64Array, holds: (entry: number) => boolean): number {
  return u.reduce((count, entry) => count + Number(holds(entry)), 0);
}

/** Index of the largest entry; the first of equal ones (H2O draws one at random). */
function largestAt(u: Float64Array): number {
  let at = 0;
  for (let i = 1; i < u.length; i++) if (u[i] > u[at]) at = i;
  return at;
}
