/**
 * Small loops over lines of n numbers, row-major in one array.
 */
import { seededRandom } from "../data/random.js";

/** An endless stream of standard normal numbers (Box–Muller), the same for the same seed. */
export function standardNormals(seed: number): () => number {
  const random = seededRandom(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    return radius * Math.cos(2 * Math.PI * random.uniform());
  };
}

/** The first k × n of them. */
export function randomBlock(k: number, n: number, seed: number): Float64Array {
  return Float64Array.from({ length: k * n }, standardNormals(seed));
}

/**
 * Makes lines first … first + count − 1 orthonormal to all lines before them (Gram–Schmidt, twice), dropping those that
 * vanish; returns how many stay.
 */
export function orthonormalise(lines: Float64Array, first: number, count: number, n: number): number {
  let kept = first;
  for (let i = first; i < first + count; i++) {
    lines.copyWithin(kept * n, i * n, (i + 1) * n);
    const before = Math.sqrt(dot(lines, kept * n, lines, kept * n, n));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < kept; j++) {
        addScaled(lines, kept * n, -dot(lines, j * n, lines, kept * n, n), lines, j * n, n);
      }
    }
    const norm = Math.sqrt(dot(lines, kept * n, lines, kept * n, n));
    if (!(norm > 1e-12 * before)) continue;
    for (let c = kept * n; c < (kept + 1) * n; c++) lines[c] /= norm;
    kept++;
  }
  return kept - first;
}

export function dot(x: Float64Array, xAt: number, y: Float64Array, yAt: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += x[xAt + i] * y[yAt + i];
  return sum;
}

/** target += factor · source, each from its own place on. */
export function addScaled(
  target: Float64Array,
  at: number,
  factor: number,
  source: Float64Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[at + i] += factor * source[from + i];
}

/** −1 when the entry of largest size is negative, else 1; the first of equal ones decides. */
export function signOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(largest)) largest = values[i];
  return largest < 0 ? -1 : 1;
}
