/**
 * A seed into an endless stream of random numbers: the same seed gives the same numbers on every machine.
 *
 * The generator is sfc32 (Doty-Humphrey, PractRand): 128 bits of state, integer arithmetic only.
 */

/** Seeded random numbers. */
export interface Random {
  /** An integer from 0 to 2³² − 1. */
  integer(): number;
  /** A number from 0 (included) to 1 (not included). */
  uniform(): number;
  /** An integer from 0 to `limit` − 1. */
  below(limit: number): number;
}

/** Starts a generator; `seed` is any integer (two seeds that agree modulo 2³² give the same numbers). */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed)) throw new RangeError(`Expected seed to be an integer but found ${seed}`);
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;

  function integer(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
  // The first numbers of near seeds are alike; a few rounds part them.
  for (let i = 0; i < 15; i++) integer();

  return {
    integer,
    uniform: () => integer() / 4294967296,
    below: (limit) => Math.floor((integer() / 4294967296) * limit),
  };
}

/** Puts the values of an array in random order, in place (Fisher and Yates), and returns it. */
export function shuffleInPlace<Values extends Uint32Array | Uint8Array>(values: Values, random: Random): Values {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = values[last];
    values[last] = values[other];
    values[other] = kept;
  }
  return values;
}
