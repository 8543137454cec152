/**
 * Slow, obvious twins of the linear routines: plain loops over arrays of rows.
 */

/** Aᵀ A. */
export function slowGram(rows: number[][]): number[][] {
  const columns = rows[0].length;
  return Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
  );
}

export function slowProduct(a: number[][], b: number[][]): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, value, i) => sum + value * b[i][j], 0)));
}

/** Eigenvalues, descending, and eigenvectors (one a row) by Jacobi's rotations. */
export function slowEigen(symmetric: number[][]): { values: number[]; vectors: number[][] } {
  const n = symmetric.length;
  const a = symmetric.map((row) => [...row]);
  const v: number[][] = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 100; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p][q] ** 2;
    if (off === 0) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let i = 0; i < n; i++) [a[i][p], a[i][q]] = [c * a[i][p] - s * a[i][q], s * a[i][p] + c * a[i][q]];
        for (let i = 0; i < n; i++) [a[p][i], a[q][i]] = [c * a[p][i] - s * a[q][i], s * a[p][i] + c * a[q][i]];
        for (let i = 0; i < n; i++) [v[p][i], v[q][i]] = [c * v[p][i] - s * v[q][i], s * v[p][i] + c * v[q][i]];
      }
    }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j][j] - a[i][i]);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => v[i]) };
}

/** ‖A − X Y‖². */
export function slowObjective(a: number[][], x: number[][], y: number[][]): number {
  const product = slowProduct(x, y);
  return a.reduce((sum, row, i) => sum + row.reduce((part, value, j) => part + (value - product[i][j]) ** 2, 0), 0);
}

/** Statistics of one column's observed cells; NaN is missing. */
export function slowStatistics(
  cells: number[],
): Record<"observed" | "mean" | "deviation" | "smallest" | "largest", number> {
  const seen = cells.filter((value) => !Number.isNaN(value));
  const observed = seen.length;
  const smallest = seen.reduce((low, value) => (low <= value ? low : value), NaN);
  const largest = seen.reduce((high, value) => (high >= value ? high : value), NaN);
  const mean = seen.reduce((sum, value) => sum + value, 0) / Math.max(1, observed);
  const squares = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = smallest < largest ? Math.sqrt(squares / (observed - 1)) : 0;
  return { observed, mean, deviation, smallest, largest };
}

/** The transform by its words, not by its formulas in the library; a missing cell becomes zero. */
export function slowTransform(rows: number[][], transform: string): number[][] {
  const columns = rows[0].map((_, j) => rows.map((row) => row[j]));
  const done = columns.map((values) => {
    const { mean, deviation, smallest, largest } = slowStatistics(values);
    const centred = transform === "none" || transform === "descale" ? values : values.map((value) => value - mean);
    const range = largest - smallest;
    const divisor = transform === "normalize" ? range : transform === "none" || transform === "demean" ? 1 : deviation;
    return centred.map((value) => (Number.isNaN(value) ? 0 : value / (divisor > 0 ? divisor : 1)));
  });
  return rows.map((_, i) => done.map((values) => values[i]));
}

/** The rows' numbers by which of 32 columns, evenly apart, are zero in them, else as they were. */
export function slowOrderByZeros(rows: number[][]): number[] {
  const key = (row: number[]): string =>
    Array.from({ length: 32 }, (_, i) => (row[Math.floor(((i + 0.5) * row.length) / 32)] === 0 ? "0" : "1")).join("");
  return rows
    .map((_, i) => i)
    .sort((i, j) => (key(rows[i]) < key(rows[j]) ? -1 : key(rows[i]) > key(rows[j]) ? 1 : i - j));
}
