/** Numbers from 0 to 1 that repeat for a seed (mulberry32), and a property's many tries with the seed in the message. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function forSeeds(count: number, property: (random: () => number, seed: number) => void): void {
  for (let seed = 1; seed <= count; seed++) {
    try {
      property(seeded(seed), seed);
    } catch (error) {
      throw new Error(`Fails for seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}
