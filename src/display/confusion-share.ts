/** Counts of a confusion matrix to shares; for the static form here and for the extension's view. */

/** The share of its true class (row) that a cell holds; 0 for a class without rows. */
export function shareOf(counts: readonly (readonly number[])[], row: number, column: number): number {
  const sum = counts[row].reduce((total, count) => total + count, 0);
  return sum === 0 ? 0 : counts[row][column] / sum;
}
