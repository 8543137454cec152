/**
 * Runs a property on seeded random inputs; when it fails, the error says with which seed.
 */
import { type Random, seededRandom } from "#src/data/random.js";

export async function forSeeds(
  count: number,
  property: (random: Random, seed: number) => void | Promise<void>,
): Promise<void> {
  for (let seed = 1; seed <= count; seed++) {
    try {
      await property(seededRandom(seed), seed);
    } catch (error) {
      throw new Error(`The property fails with seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** A number from −1 to 1. */
export function signed(random: Random): number {
  return 2 * random.uniform() - 1;
}
