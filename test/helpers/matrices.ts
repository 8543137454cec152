/**
 * Numbers in shared memory, in each kind that a matrix may hold.
 */
import type { Matrix } from "#src/matrix/matrix.js";

export const KINDS = { Uint8Array, Float32Array, Float64Array } as const;

export function sharedNumbers(kind: keyof typeof KINDS, values: ArrayLike<number>): Matrix["data"] {
  const buffer = new SharedArrayBuffer(values.length * KINDS[kind].BYTES_PER_ELEMENT);
  const numbers = new KINDS[kind](buffer as unknown as ArrayBuffer);
  numbers.set(values);
  return numbers;
}
