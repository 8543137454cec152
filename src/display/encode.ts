/**
 * Numbers to the base64 blocks of a payload: the other direction of `decodeUint8` and `decodeUint16` in payload.ts.
 * Integers are little-endian on every machine.
 */

export function encodeUint8(values: Uint8Array | Uint8ClampedArray): string {
  return Buffer.from(values.buffer, values.byteOffset, values.length).toString("base64");
}

export function encodeUint16(values: Uint16Array): string {
  const bytes = Buffer.alloc(2 * values.length);
  for (let i = 0; i < values.length; i++) bytes.writeUInt16LE(values[i], 2 * i);
  return bytes.toString("base64");
}

/**
 * Places within a range as 16-bit integers: `from` becomes 0 and `to` 65535, so a value comes back within
 * (to − from) / 131070. Values outside are clamped; a range of no width gives 0.
 */
export function quantize(values: ArrayLike<number>, [from, to]: readonly [number, number]): Uint16Array {
  const quantized = new Uint16Array(values.length);
  if (to > from) {
    // Divided by the width first: 65535 / width is infinite for a width of 1e-304.
    for (let i = 0; i < values.length; i++) {
      quantized[i] = Math.min(65535, Math.max(0, Math.round(((values[i] - from) / (to - from)) * 65535)));
    }
  }
  return quantized;
}

/** The value that a quantised place stands for. */
export function dequantize(place: number, [from, to]: readonly [number, number]): number {
  return from + (place / 65535) * (to - from);
}

/** The smallest and the largest of finite values; [0, 1] of none. */
export function rangeOf(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return low > high ? [0, 1] : [low, high];
}
