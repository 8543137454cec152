/** Two lists of numbers to Spearman's rank correlation; equal numbers share the mean of their ranks. */
export function rankCorrelation(x: Float64Array, y: Float64Array): number {
  const [ranksX, ranksY] = [ranksOf(x), ranksOf(y)];
  const mean = (x.length + 1) / 2;
  let both = 0;
  let squareX = 0;
  let squareY = 0;
  for (let i = 0; i < x.length; i++) {
    both += (ranksX[i] - mean) * (ranksY[i] - mean);
    squareX += (ranksX[i] - mean) ** 2;
    squareY += (ranksY[i] - mean) ** 2;
  }
  return both / Math.sqrt(squareX * squareY);
}

/** Ranks from 1. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++;
    for (let i = first; i <= last; i++) ranks[order[i]] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}
