/** What the frame says when a name or a row does not exist, or a value is not what was asked for. */

/** An error for a column that is not there, with the nearest names that are; `rule`: what was to be the name. */
export function unknownColumn(name: string, names: readonly string[], rule = "the name of"): RangeError {
  const nearest = nearestNames(name, names);
  const hint = nearest.length > 0 ? `; nearest: ${nearest.map((near) => JSON.stringify(near)).join(", ")}` : "";
  return new RangeError(
    `Expected ${rule} one of the frame's ${names.length} columns but found ${JSON.stringify(name)}${hint}`,
  );
}

/** Throws a RangeError unless `row` is the index of a row. */
export function checkRow(row: number, rowCount: number): void {
  if (Number.isInteger(row) && row >= 0 && row < rowCount) return;
  throw new RangeError(
    rowCount === 0
      ? `Expected a row of the frame but found ${row}: the frame has no rows`
      : `Expected row to be an integer from 0 to ${rowCount - 1} but found ${row}`,
  );
}

/** Throws a RangeError unless `value` is an integer of at least `least`. */
export function checkInteger(argument: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`Expected ${argument} to be an integer of at least ${least} but found ${value}`);
}

/** Up to three names within a third of the asked name's length in edits, nearest first. */
function nearestNames(name: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  return names
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Letters to insert, remove or change to make one word the other (Levenshtein); anything past `limit` may be Infinity. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return Infinity;
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = previous[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(change, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[to.length];
}
