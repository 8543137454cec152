/**
 * H2O's random numbers: PCG32 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms
 * for Random Number Generation") as h2o-core's PCGRNG seeds and reads it, so that masks, folds and starts of the same
 * seed are H2O's own.
 */
const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 3n;
const MASK = (1n << 64n) - 1n;

export interface Pcg32 {
  /** The next output as a signed 32-bit integer, H2O's nextInt(). */
  integer(): number;
  /** The low `bits` bits (1 … 32) of the second of two outputs, as Java's Random.next: signed when bits is 32. */
  next(bits: number): number;
  /** A number from 0 (included) to 1 (not included), of 53 bits. */
  uniform(): number;
  /** A standard normal number, by java.util.Random's polar method. */
  gaussian(): number;
}

/** Starts a generator; the seed is taken modulo 2⁶⁴, as a Java long. */
export function pcg32(seed: bigint): Pcg32 {
  let state = 0n;
  let spare: number | undefined;

  function output(): number {
    const old = state;
    state = (old * MULTIPLIER + INCREMENT) & MASK;
    const mixed = Number((((old >> 18n) ^ old) >> 27n) & 0xffffffffn);
    const turn = Number(old >> 59n);
    return (mixed >>> turn) | (mixed << (-turn & 31));
  }
  function next(bits: number): number {
    output();
    return output() & (bits === 32 ? -1 : 2 ** bits - 1);
  }
  function uniform(): number {
    const high = next(26);
    return (high * 2 ** 27 + next(27)) * 2 ** -53;
  }
  function gaussian(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const first = 2 * uniform() - 1;
      const second = 2 * uniform() - 1;
      const square = first * first + second * second;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = second * factor;
      return first * factor;
    }
  }

  output();
  state = (state + seed) & MASK;
  output();
  return { integer: output, next, uniform, gaussian };
}
