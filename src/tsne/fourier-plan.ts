/**
 * Sizes of the Fourier transform and the plan of each: the radices in turn, and the twiddle factors of every stage, as
 * `src/assembly/tsne/fourier.ts` reads them.
 */

/** Sizes whose prime factors are 2, 3 and 5, multiples of 16, at most a third apart. */
export const SIZES: readonly number[] = sizesUpTo(8192);

function sizesUpTo(most: number): number[] {
  const sizes: number[] = [];
  for (let size = 48; size <= most; size += 16) {
    if (radicesOf(size) !== undefined && (sizes.length === 0 || size >= 1.04 * sizes[sizes.length - 1])) {
      sizes.push(size);
    }
  }
  return sizes;
}

/** Radices whose product is the size, fours first; undefined when it has other prime factors. */
export function radicesOf(size: number): number[] | undefined {
  const radices: number[] = [];
  let rest = size;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  return rest === 1 ? radices : undefined;
}

const HEADER = 64;

export function planBytes(size: number): number {
  // Each stage has fewer twiddles than the length it works on.
  return HEADER + 16 * size;
}

export function writePlan(buffer: ArrayBufferLike, at: number, size: number): void {
  const radices = radicesOf(size);
  if (radices === undefined) {
    throw new RangeError(`Expected a size with the prime factors 2, 3 and 5 but found ${size}`);
  }
  new Int32Array(buffer, at, 16).set([radices.length, ...radices]);
  const twiddles = new Float32Array(buffer, at + HEADER, (planBytes(size) - HEADER) / 4);
  let to = 0;
  let length = size;
  for (const radix of radices) {
    for (let p = 0; p < length / radix; p++) {
      for (let t = 1; t < radix; t++) {
        const angle = (-2 * Math.PI * t * p) / length;
        twiddles[to++] = Math.cos(angle);
        twiddles[to++] = Math.sin(angle);
      }
    }
    length /= radix;
  }
}
