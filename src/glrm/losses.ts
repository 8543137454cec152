/**
 * Losses of one number: how far u = x·y is from the cell a, in transformed units.
 *
 * The contract of a loss of your own, for `loss` and `lossByCol` of `glrm`: `value` and `slope` (its derivative by u; at a
 * kink any slope between the two sides), `curvature` (a bound of the second derivative, or Infinity when there is none),
 * and, where the curvature is Infinity, `weight`: the second derivative of a quadratic that touches the loss at u and lies
 * above it everywhere (or its own second derivative; a step that does not lower the loss is halved). `best` is the value
 * that is imputed for u. All are finite for every u and cell, which is tried at a few before the fit, and `name` is none of
 * lowrank's own. Fits with a loss of your own run on the calling thread.
 *
 * Udell, Horn, Zadeh, Boyd 2016 (doi:10.1561/2200000055), sections 4 and 6; values as in H2O's GlrmLoss. The names above
 * are also the slow twins of the compiled routines in `src/assembly/glrm-losses.ts`.
 */
export interface Loss {
  name: string;
  value(u: number, a: number): number;
  slope(u: number, a: number): number;
  curvature: number;
  weight?(u: number, a: number): number;
  best(u: number): number;
  /** What the loss asks of a cell, e.g. "0 or 1"; cells for which `accepts` is false are refused before the fit. */
  domain?: string;
  accepts?(a: number): boolean;
}

/** Number that a loss may be adjusted by. */
export interface LossParameters {
  /** Where Huber's loss turns from a parabola into lines. */
  crossover: number;
  /** Which quantile the quantile loss fits, 0 … 1. */
  quantile: number;
  /** Length of the period of the periodic loss. */
  period: number;
}

export type LossName = "quadratic" | "absolute" | "huber" | "quantile" | "poisson" | "periodic" | "logistic" | "hinge";

const identity = (u: number): number => u;
const isBit = (a: number): boolean => a === 0 || a === 1;

/** Where the weights of losses with a kink are cut, so that they stay finite. */
const NEAR = 1e-9;

const MAKERS: Record<LossName, (parameters: LossParameters) => Omit<Loss, "name">> = {
  quadratic: () => ({
    value: (u, a) => (u - a) ** 2,
    slope: (u, a) => 2 * (u - a),
    curvature: 2,
    weight: () => 2,
    best: identity,
  }),
  absolute: () => ({
    value: (u, a) => Math.abs(u - a),
    slope: (u, a) => Math.sign(u - a),
    curvature: Infinity,
    weight: (u, a) => 1 / Math.max(Math.abs(u - a), NEAR),
    best: identity,
  }),
  huber: ({ crossover }) => ({
    value: (u, a) => {
      const size = Math.abs(u - a);
      return size <= crossover ? size ** 2 / 2 : crossover * (size - crossover / 2);
    },
    slope: (u, a) => Math.min(Math.max(u - a, -crossover), crossover),
    curvature: 1,
    weight: (u, a) => Math.min(1, crossover / Math.abs(u - a)),
    best: identity,
  }),
  quantile: ({ quantile }) => ({
    value: (u, a) => (a >= u ? quantile * (a - u) : (1 - quantile) * (u - a)),
    slope: (u, a) => (a > u ? -quantile : a < u ? 1 - quantile : 0.5 - quantile),
    curvature: Infinity,
    weight: (u, a) => 0.5 / Math.max(Math.abs(u - a), NEAR),
    best: identity,
  }),
  poisson: () => ({
    value: (u, a) => Math.exp(u) - a * u + (a === 0 ? 0 : a * Math.log(a)) - a,
    slope: (u, a) => Math.exp(u) - a,
    curvature: Infinity,
    weight: (u) => Math.exp(u),
    best: Math.exp,
    domain: "0 or more",
    accepts: (a) => a >= 0,
  }),
  periodic: ({ period }) => ({
    value: (u, a) => 1 - Math.cos((2 * Math.PI * (u - a)) / period),
    slope: (u, a) => ((2 * Math.PI) / period) * Math.sin((2 * Math.PI * (u - a)) / period),
    curvature: ((2 * Math.PI) / period) ** 2,
    weight: () => ((2 * Math.PI) / period) ** 2,
    best: identity,
  }),
  logistic: () => ({
    value: (u, a) => softplus((1 - 2 * a) * u),
    slope: (u, a) => (1 - 2 * a) * sigmoid((1 - 2 * a) * u),
    curvature: 0.25,
    weight: (u) => (Math.abs(u) < 1e-4 ? 0.25 : Math.tanh(u / 2) / (2 * u)),
    best: (u) => Number(u > 0),
    domain: "0 or 1",
    accepts: isBit,
  }),
  hinge: () => ({
    value: (u, a) => Math.max(1 + (1 - 2 * a) * u, 0),
    slope: (u, a) => (1 + (1 - 2 * a) * u > 0 ? 1 - 2 * a : 0),
    curvature: Infinity,
    weight: (u, a) => 0.5 / Math.max(Math.abs(1 + (1 - 2 * a) * u), NEAR),
    best: (u) => Number(u > 0),
    domain: "0 or 1",
    accepts: isBit,
  }),
};

export const LOSS_NAMES: readonly LossName[] = Object.keys(MAKERS) as LossName[];

/** Those that take only 0 and 1, so that the column is not transformed. */
export const BINARY_LOSSES: readonly string[] = ["logistic", "hinge"];

/** A named loss; parameters that it does not have are ignored. */
export function lossNamed(name: LossName, parameters: LossParameters): Loss {
  return { name, ...MAKERS[name](parameters) };
}

/** The number that the compiled routine takes for a named loss. */
export function lossParameter(name: string, { crossover, quantile, period }: LossParameters): number {
  return name === "huber" ? crossover : name === "quantile" ? quantile : period;
}

/** ln(1 + eᶻ) without overflow. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** 1 / (1 + e⁻ᶻ). */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
