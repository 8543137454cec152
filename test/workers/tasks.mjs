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

/** Adds up in lockstep: in each of `phases` phases, every part is added to the sum of the phase before. */
export function lockstep({ take, meet, progress }, { sums, parts, phases }) {
  for (let phase = 1; phase <= phases; phase++) {
    for (let part = take(parts); part >= 0; part = take(parts)) {
      Atomics.add(sums, phase, sums[phase - 1] + part);
    }
    progress(phase / phases);
    if (!meet()) return;
  }
}

/** One thread dies while the others wait for it. */
export function dieInLockstep({ slot, meet }) {
  if (slot === 0) process.exit(3);
  meet();
}
