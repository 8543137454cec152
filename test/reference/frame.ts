/** Slow, obvious twins of the frame's statistics, on plain arrays; NaN and null are missing. */

/** R's summary(): type 7 quantiles of the sorted cells that are there. */
export function summaryOf(cells: readonly number[]): Record<string, number> {
  const present = cells.filter((cell) => !Number.isNaN(cell)).sort((one, other) => one - other);
  const quantile = (probability: number): number => {
    if (present.length === 0) return NaN;
    const position = 1 + (present.length - 1) * probability;
    const below = present[Math.floor(position) - 1];
    const above = present[Math.ceil(position) - 1];
    return below + (position - Math.floor(position)) * (above - below);
  };
  let sum = 0;
  for (const cell of present) sum += cell;
  return {
    min: quantile(0),
    q1: quantile(0.25),
    median: quantile(0.5),
    mean: sum / present.length,
    q3: quantile(0.75),
    max: quantile(1),
    missing: cells.length - present.length,
  };
}

/** Each value and how often it occurs, in order, missing ones last. */
export function tableOf<Value extends number | string | null>(cells: readonly Value[]): [Value, number][] {
  const isMissing = (value: Value): boolean => value === null || Number.isNaN(value);
  const values = cells.filter((cell, index) => cells.findIndex((other) => Object.is(other, cell)) === index);
  values.sort((one, other) => {
    if (isMissing(one) || isMissing(other)) return Number(isMissing(one)) - Number(isMissing(other));
    return one! < other! ? -1 : 1;
  });
  return values.map((value) => [value, cells.filter((cell) => Object.is(cell, value)).length]);
}
