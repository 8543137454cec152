/**
 * Weights of rows whose losses are logistic or multinomial, by the curvature where they are: Newton's steps instead of
 * those of a parabola that lies above the loss everywhere, which creep where X·Y is far from 0. They may raise the loss.
 *
 * The slope of such a cell is a probability p, or p − 1. A logistic loss has the curvature p (1 − p), a block of
 * multinomial loss the Hessian diag(p) − p pᵀ: weights p, less the square of the mean of the block's lines of Y.
 */
import { BLOCK_LOSS_CODES, LOSS_CODES } from "./loss-codes.js";
import type { PanelEngine } from "./panel-engine.js";

const LOGISTIC: ReadonlySet<number> = new Set([
  LOSS_CODES.logistic,
  BLOCK_LOSS_CODES.oneVersusAll,
  BLOCK_LOSS_CODES.biggerVersusSmaller,
]);

/** Share of the parabola's weight that is kept at least, so that nothing is without a weight. */
const LEAST = 1e-5;

/** Share of the parabola's weight to which it may be lightened within a fit, where Y moves too. */
const LIGHTEST = 0.25;

/** The runs of logistic or multinomial losses. */
function curvedRuns({ runs }: PanelEngine): { first: number; width: number; multinomial: boolean }[] {
  return runs
    .map(({ code, first, count }) => ({
      code,
      first,
      width: count,
      multinomial: code === BLOCK_LOSS_CODES.multinomial,
    }))
    .filter(({ code, multinomial }) => multinomial || LOGISTIC.has(code));
}

/** Replaces the weights of the panel's first `count` rows, from its slopes. */
export function sharpenWeights(engine: PanelEngine, count: number): void {
  const { line, slopes, weights } = engine;
  for (const { first, width, multinomial } of curvedRuns(engine)) {
    for (let i = 0; i < count; i++) {
      for (let at = i * line + first; at < i * line + first + width; at++) {
        const p = probability(slopes[at]);
        weights[at] = (multinomial ? p : p * (1 - p)) + LEAST * weights[at];
      }
    }
  }
}

/** Whether the engine has losses that `lightenWeights` knows. */
export function canLighten(engine: PanelEngine): boolean {
  return curvedRuns(engine).length > 0;
}

/**
 * Lightens the weights of such cells of the panel's first `count` rows as are on their side of the loss already, where it is
 * far flatter than the parabola above it: to a bound of the curvature where they are, p (1 − p) ≤ |slope|, of a block
 * diag(p) − p pᵀ ≤ 2 |slope|, but no further than to a share, for from places far out there is no way back.
 */
export function lightenWeights(engine: PanelEngine, count: number): void {
  const { line, slopes, weights } = engine;
  for (const { first, width, multinomial } of curvedRuns(engine)) {
    for (let i = 0; i < count; i++) {
      for (let at = i * line + first; at < i * line + first + width; at++) {
        const bound = (multinomial ? 2 : 1) * Math.abs(slopes[at]);
        weights[at] = Math.min(weights[at], Math.max(bound, LIGHTEST * weights[at]));
      }
    }
  }
}

/** What row i of the panel has too much of in H, k lines of `line` numbers, after `sharpenWeights`. */
export function subtractMeans(engine: PanelEngine, i: number, h: Float64Array, line: number): void {
  const { runs, kLine, slopes, linesY } = engine;
  const { k } = engine.input;
  const mean = new Float64Array(k);
  for (const { code, first, count } of runs) {
    if (code !== BLOCK_LOSS_CODES.multinomial) continue;
    mean.fill(0);
    for (let j = first; j < first + count; j++) {
      const p = probability(slopes[i * engine.line + j]);
      for (let c = 0; c < k; c++) mean[c] += p * linesY[j * kLine + c];
    }
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) h[a * line + b] -= mean[a] * mean[b];
  }
}

/** That of the level, by its slope; a level that is missing, or certain to rounding, counts as none. */
function probability(slope: number): number {
  return slope < 0 ? 1 + slope : slope;
}
