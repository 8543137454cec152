import { expect, test } from "@jest/globals";
import { packLargeViews, unpackLargeViews } from "#src/workers/large-views.js";

test("views past 4 GiB travel as their extents and come back; all else is the same object", () => {
  // Address space only: the pages do not exist until they are written.
  const buffer = new SharedArrayBuffer(5e9);
  const far = new Float32Array(buffer as unknown as ArrayBuffer, 4 * 1.2e9, 2);
  const long = new Float32Array(buffer as unknown as ArrayBuffer, 0, 1.25e9);
  far[1] = 7;
  const input = { matrix: { data: long, rows: 2 }, parts: [{ far }], list: [1, 2], own: new Float64Array(2) };
  const packed = packLargeViews(input) as typeof input;
  expect(packed.own).toBe(input.own);
  expect(packed.list).toBe(input.list);
  expect(packed.matrix.data).toEqual({ largeView: "Float32Array", buffer, byteOffset: 0, length: 1.25e9 });
  const back = unpackLargeViews(packed) as typeof input;
  expect([back.matrix.rows, back.matrix.data.length, back.matrix.data[1.2e9 + 1]]).toEqual([2, 1.25e9, 7]);
  expect([back.parts[0].far.byteOffset, back.parts[0].far[1]]).toEqual([4.8e9, 7]);
  const small = { matrix: { data: new Float32Array(3) }, parts: [{ a: 1 }] };
  expect(packLargeViews(small)).toBe(small);
  expect(unpackLargeViews(small)).toBe(small);
});
