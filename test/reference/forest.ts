/** Slow, obvious twins of the forest's routines: every cut of a table tried, by counting anew. */

export interface PlainCut {
  score: number;
  feature: number;
  /** Values up to this go left. */
  low: number;
  missingLeft: boolean;
}

export interface PlainNode {
  /** One row a line; NaN is missing. */
  rows: number[][];
  /** How often each row was drawn. */
  times: number[];
  /** Class numbers, or values for regression (classes = 0). */
  labels: number[];
  classes: number;
  weights: number[];
  criterion: "gini" | "entropy";
}

/** Σ n² / n, Σ n log n − n log n, or S² / n of some rows: what a cut's two sides are scored by. */
export function sideScore(node: PlainNode, side: readonly number[]): number {
  const { times, labels, classes, weights, criterion } = node;
  if (classes === 0) {
    const n = side.reduce((sum, i) => sum + times[i], 0);
    const s = side.reduce((sum, i) => sum + times[i] * labels[i], 0);
    return (s * s) / n;
  }
  const counts = new Array<number>(classes).fill(0);
  for (const i of side) counts[labels[i]] += times[i] * weights[labels[i]];
  const n = counts.reduce((a, b) => a + b, 0);
  if (criterion === "gini") return counts.reduce((sum, count) => sum + count * count, 0) / n;
  const xlogx = (x: number): number => (x > 0 ? x * Math.log(x) : 0);
  return counts.reduce((sum, count) => sum + xlogx(count), 0) - xlogx(n);
}

/** Every cut of one feature, low values first, missing cells right before left. */
export function cutsOf(node: PlainNode, feature: number): PlainCut[] {
  const all = node.rows.map((_, i) => i);
  const missing = all.filter((i) => Number.isNaN(node.rows[i][feature]));
  const values = [...new Set(all.map((i) => node.rows[i][feature]).filter((v) => !Number.isNaN(v)))].sort(
    (a, b) => a - b,
  );
  const cuts: PlainCut[] = [];
  for (const missingLeft of missing.length > 0 ? [false, true] : [false]) {
    for (const low of values) {
      const isLeft = (i: number): boolean => {
        const value = node.rows[i][feature];
        return Number.isNaN(value) ? missingLeft : value <= low;
      };
      const left = all.filter(isLeft);
      const right = all.filter((i) => !isLeft(i));
      if (left.length === 0 || right.length === 0) continue;
      cuts.push({ score: sideScore(node, left) + sideScore(node, right), feature, low, missingLeft });
    }
  }
  return cuts;
}

/** The best score of any cut of any feature; −Infinity when no feature varies. */
export function bestScore(node: PlainNode): number {
  const features = node.rows[0]?.length ?? 0;
  const scores = Array.from({ length: features }, (_, f) => cutsOf(node, f).map(({ score }) => score)).flat();
  return Math.max(-Infinity, ...scores);
}
