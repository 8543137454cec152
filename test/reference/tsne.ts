/** Slow, obvious twins of the routines of t-SNE, on plain arrays. */

/** The k nearest others of each point, by distance and then number, and their squared distances. */
export function slowNeighbors(
  points: number[][],
  queries: number[][],
  k: number,
  withoutSelf: boolean,
): { index: number[][]; distance2: number[][] } {
  const lists = queries.map((query, i) =>
    points
      .map((point, j) => ({ j, d: point.reduce((sum, value, c) => sum + (value - query[c]) ** 2, 0) }))
      .filter(({ j }) => !withoutSelf || j !== i)
      .sort((a, b) => a.d - b.d || a.j - b.j)
      .slice(0, k),
  );
  return { index: lists.map((list) => list.map(({ j }) => j)), distance2: lists.map((list) => list.map(({ d }) => d)) };
}

/** Σ x_t exp(−2πi k t / n), as [re, im] by k. */
export function slowFourier(re: number[], im: number[]): [number, number][] {
  const n = re.length;
  return re.map((_, k) => {
    let [sumRe, sumIm] = [0, 0];
    for (let t = 0; t < n; t++) {
      const angle = (-2 * Math.PI * ((k * t) % n)) / n;
      sumRe += re[t] * Math.cos(angle) - im[t] * Math.sin(angle);
      sumIm += re[t] * Math.sin(angle) + im[t] * Math.cos(angle);
    }
    return [sumRe, sumIm];
  });
}

/** exp of the entropy of some probabilities. */
export function perplexityOf(probabilities: ArrayLike<number>): number {
  return Math.exp(-Array.from(probabilities).reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0));
}

/** Σ_j (y_i − y_j) / (1 + d²)² of each point, and Σ_{i≠j} 1 / (1 + d²). */
export function slowRepulsion(y: number[][]): { forces: number[][]; normaliser: number } {
  let normaliser = 0;
  const forces = y.map((own, i) => {
    const sum = own.map(() => 0);
    y.forEach((other, j) => {
      if (i === j) return;
      const q = 1 / (1 + own.reduce((d, value, c) => d + (value - other[c]) ** 2, 0));
      normaliser += q;
      own.forEach((value, c) => (sum[c] += (value - other[c]) * q * q));
    });
    return sum;
  });
  return { forces, normaliser };
}

/** Σ p_ij log(p_ij / q_ij), the q summing to 1 over all pairs. */
export function slowDivergence(p: number[][], y: number[][]): number {
  const weight = (i: number, j: number): number => {
    return 1 / (1 + y[i].reduce((d, value, c) => d + (value - y[j][c]) ** 2, 0));
  };
  let [total, cost] = [0, 0];
  y.forEach((_, i) => y.forEach((_, j) => (total += i === j ? 0 : weight(i, j))));
  p.forEach((row, i) =>
    row.forEach((value, j) => {
      if (value > 0) cost += value * Math.log(value / (weight(i, j) / total));
    }),
  );
  return cost;
}

/** Root mean square of the difference, as a share of that of the second. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += (found[i] - expected[i]) ** 2;
    size += expected[i] ** 2;
  }
  return Math.sqrt(difference / size);
}
