/** The objective of a GLRM by its definition, cell by cell, from the frames that a model shows. */
import type { Frame } from "#src/frame/frame.js";
import type { Loss } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import { REGULARIZERS, type RegularizerName } from "#src/glrm/regularizers.js";

/** For frames of numbers without a transform, and one loss for all columns. */
export function slowGlrmObjective(frame: Frame, model: GlrmModel, loss: Loss): number {
  const { representation, archetypes, options } = model;
  const x = representation.objects().map((row) => Object.values(row) as number[]);
  let total = 0;
  for (const name of archetypes.columnNames) {
    const y = [...archetypes.column(name)] as number[];
    const cells = [...frame.column(name)] as number[];
    cells.forEach((cell, i) => {
      if (!Number.isNaN(cell)) {
        total += loss.value(
          x[i].reduce((sum, value, c) => sum + value * y[c], 0),
          cell,
        );
      }
    });
    total += penalty(options.regularizationY, options.gammaY, y);
  }
  for (const row of x) total += penalty(options.regularizationX, options.gammaX, row);
  return total;
}

function penalty(name: string, gamma: number, vector: number[]): number {
  const regularizer = REGULARIZERS[name as RegularizerName];
  return regularizer.constraint ? 0 : gamma * regularizer.value(Float64Array.from(vector));
}

/**
 * The least of ½ xᵀ H x − bᵀ x + threshold · Σ |xᵢ|, or with x ≥ 0: of the stationary points of all sets of signs, those
 * that have these signs, the one with the least value.
 */
export function leastWithSigns(h: number[][], b: ArrayLike<number>, threshold: number, nonNegative: boolean): number[] {
  const k = h.length;
  const cost = (x: number[]): number =>
    x.reduce((sum, value, i) => {
      const product = h[i].reduce((inner, entry, j) => inner + entry * x[j], 0);
      return sum + (product / 2 - b[i]) * value + threshold * Math.abs(value);
    }, 0);
  let best = Array<number>(k).fill(0);
  for (let code = 0; code < 3 ** k; code++) {
    const signs = Array.from({ length: k }, (_, i) => (Math.floor(code / 3 ** i) % 3) - 1);
    if (nonNegative && signs.includes(-1)) continue;
    const kept = [...signs.keys()].filter((i) => signs[i] !== 0);
    const part = solved(
      kept.map((i) => kept.map((j) => h[i][j])),
      kept.map((i) => b[i] - threshold * signs[i]),
    );
    if (part === undefined || !part.every((value, a) => value * signs[kept[a]] >= 0)) continue;
    const x = Array<number>(k).fill(0);
    kept.forEach((i, a) => (x[i] = part[a]));
    if (cost(x) < cost(best)) best = x;
  }
  return best;
}

/** The least of ½ xᵀ H x + bᵀ x on the simplex: of the stationary points of all supports, those within it, the one with the least value. */
export function leastOnSimplex(h: number[][], b: ArrayLike<number>): number[] {
  const k = h.length;
  const cost = (x: number[]): number =>
    x.reduce((sum, value, i) => {
      return sum + (h[i].reduce((inner, entry, j) => inner + entry * x[j], 0) / 2 + b[i]) * value;
    }, 0);
  let best: number[] | undefined;
  for (let code = 1; code < 2 ** k; code++) {
    const kept = Array.from({ length: k }, (_, i) => i).filter((i) => (code >> i) % 2 === 1);
    // Slopes of one size, and the sum.
    const lines = [...kept.map((i) => [...kept.map((j) => h[i][j]), 1]), [...kept.map(() => 1), 0]];
    const part = solved(lines, [...kept.map((i) => -b[i]), 1]);
    if (part === undefined || !kept.every((_, a) => part[a] >= 0)) continue;
    const x = Array<number>(k).fill(0);
    kept.forEach((i, a) => (x[i] = part[a]));
    if (best === undefined || cost(x) < cost(best)) best = x;
  }
  return best!;
}

/** Gauss–Jordan elimination with pivots; undefined when there is none. */
function solved(matrix: number[][], right: number[]): number[] | undefined {
  const lines = matrix.map((line, i) => [...line, right[i]]);
  const n = lines.length;
  for (let c = 0; c < n; c++) {
    const pivot = lines.slice(c).reduce((at, line, i) => (Math.abs(line[c]) > Math.abs(lines[at][c]) ? c + i : at), c);
    if (Math.abs(lines[pivot][c]) < 1e-14) return undefined;
    [lines[c], lines[pivot]] = [lines[pivot], lines[c]];
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = lines[i][c] / lines[c][c];
      lines[i] = lines[i].map((value, j) => value - factor * lines[c][j]);
    }
  }
  return lines.map((line, i) => line[n] / line[i]);
}

/**
 * The least of ½ xᵀ H x + bᵀ x + gamma · ‖x‖ by proximal gradient steps from zero, until they no longer move. Slow where the
 * eigenvalues of H lie far apart.
 */
export function leastWithNorm(h: number[][], b: ArrayLike<number>, gamma: number): number[] {
  const trace = h.reduce((sum, row, i) => sum + row[i], 0);
  let x = h.map(() => 0);
  for (let step = 0; step < 1e6; step++) {
    const down = h.map((row, i) => x[i] - (row.reduce((sum, entry, j) => sum + entry * x[j], 0) + b[i]) / trace);
    const size = Math.hypot(...down);
    const share = Math.max(0, 1 - gamma / trace / size);
    const next = down.map((entry) => share * entry);
    if (next.every((entry, i) => Math.abs(entry - x[i]) <= 1e-15 * size)) return next;
    x = next;
  }
  return x;
}
