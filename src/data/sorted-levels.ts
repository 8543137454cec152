/** The levels of a category in their order: by number when all of them are numbers, otherwise by code unit. */

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Numbers in decimal or scientific notation; finite ones only. Levels that are one number, such as 1 and 1.0, go by code unit. */
export function sortedLevels(levels: Iterable<string>): string[] {
  const sorted = [...levels].sort();
  if (!sorted.every((level) => numeral.test(level) && Number.isFinite(Number(level)))) return sorted;
  return sorted.sort((one, other) => Number(one) - Number(other));
}
