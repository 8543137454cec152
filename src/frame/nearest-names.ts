/** A name that is not known to the known ones that may have been meant. */

/** `; nearest: "transform"`, for the end of an error; "" where nothing is near. */
export function nearestHint(name: string, names: readonly string[]): string {
  const nearest = nearestNames(name, names);
  return nearest.length > 0 ? `; nearest: ${nearest.map((near) => JSON.stringify(near)).join(", ")}` : "";
}

/** Up to three names within a third of the asked name's length in edits, nearest first; then those that go on after it. */
function nearestNames(name: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  return names
    .map((candidate) => ({ candidate, distance: distanceTo(name.toLowerCase(), candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A beginning of two letters or more is as far away as is still near. */
function distanceTo(from: string, to: string, limit: number): number {
  const edits = editDistance(from, to, limit);
  return edits > limit && from.length > 1 && to.startsWith(from) ? limit : edits;
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
