import { describe, expect, test } from "@jest/globals";
import { dequantize, encodeUint16, encodeUint8, quantize, rangeOf } from "#src/display/encode.js";
import { decodeUint16, decodeUint8 } from "#src/display/payload.js";
import { forSeeds } from "./random.js";

describe("encoding", () => {
  test("what is encoded is decoded, also from the middle of a buffer", () => {
    const bytes = Uint8Array.of(9, 0, 128, 255).subarray(1);
    expect(decodeUint8(encodeUint8(bytes))).toEqual(Uint8Array.of(0, 128, 255));
    const words = Uint16Array.of(9, 0, 258, 65535).subarray(1);
    expect(encodeUint16(words)).toBe(Buffer.from([0, 0, 2, 1, 255, 255]).toString("base64"));
    expect(decodeUint16(encodeUint16(words))).toEqual(Uint16Array.of(0, 258, 65535));
  });

  test("a range's ends are 0 and 65535, what lies outside is clamped, a range of no width is 0", () => {
    expect(quantize([-1, 0, 0.5, 1, 7], [0, 1])).toEqual(Uint16Array.of(0, 0, 32768, 65535, 65535));
    expect(quantize([3, 3], [3, 3])).toEqual(Uint16Array.of(0, 0));
    expect(quantize([0, 5e-305, 1e-304], [0, 1e-304])).toEqual(Uint16Array.of(0, 32768, 65535));
  });

  test("the range of no values is [0, 1]", () => {
    expect([rangeOf([]), rangeOf([2, -1, 5])]).toEqual([
      [0, 1],
      [-1, 5],
    ]);
  });

  test("property: a quantised value comes back within half a step, and order is kept", () => {
    forSeeds(200, (random) => {
      const scale = 10 ** (random() * 12 - 6);
      const shift = (random() - 0.5) * scale * 10;
      const values = Array.from({ length: 50 }, () => shift + random() * scale).sort((a, b) => a - b);
      const range = rangeOf(values);
      const places = quantize(values, range);
      const half = (range[1] - range[0]) / 131070;
      values.forEach((value, i) => {
        expect(Math.abs(dequantize(places[i], range) - value)).toBeLessThanOrEqual(half * (1 + 1e-6));
        if (i > 0) expect(places[i]).toBeGreaterThanOrEqual(places[i - 1]);
      });
      expect([places[0], places[49]]).toEqual([0, 65535]);
    });
  });
});
