/** Tasks for the pool's tests, loaded by real worker threads. */

/** Writes the chunk's number, and who did it, where the chunk belongs. */
export function mark({ slot, next }, { seen, by }) {
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    Atomics.add(seen, chunk, 1);
    by[chunk] = slot;
  }
}

export function fail({ next }) {
  throw new RangeError(`no chunk ${next()}`);
}

export function die() {
  process.exit(3);
}

/** Takes chunks until it is told to stop. */
export function endless({ next }, { seen }) {
  while (next() >= 0) Atomics.add(seen, 0, 1);
}
