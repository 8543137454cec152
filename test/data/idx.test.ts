import { describe, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { parseIdx } from "#src/data/idx.js";

/** An IDX file: element type, dimensions, and the bytes of the elements. */
function idx(type: number, dimensions: number[], body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, body]);
}

const images = idx(8, [2, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));

describe("parseIdx", () => {
  test("reads uint8 elements in the file's order onto shared memory", async () => {
    const { data, dimensions } = await parseIdx(images, "images");
    expect(dimensions).toEqual([2, 1, 3]);
    expect(data).toBeInstanceOf(Uint8Array);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("undoes gzip by its content, not by the file's name", async () => {
    expect(await parseIdx(gzipSync(images), "images")).toEqual(await parseIdx(images, "images"));
  });

  test("reads bodies of more than one inflated chunk", async () => {
    const body = Uint8Array.from({ length: 3_000_001 }, (_, i) => (i * i) >> 3);
    const { data } = await parseIdx(gzipSync(idx(8, [body.length], body), { level: 1 }), "big");
    expect(Buffer.from(data as Uint8Array).equals(Buffer.from(body))).toBe(true);
  });

  test("reads the other element types, big-endian", async () => {
    const bytes = (write: (buffer: Buffer) => void, length: number): Uint8Array => {
      const buffer = Buffer.alloc(length);
      write(buffer);
      return buffer;
    };
    const read = async (type: number, body: Uint8Array): Promise<number[]> =>
      Array.from((await parseIdx(idx(type, [1], body), "x")).data);
    expect(await read(0x09, Uint8Array.of(0xff))).toEqual([-1]);
    expect(
      await read(
        0x0b,
        bytes((b) => b.writeInt16BE(-300), 2),
      ),
    ).toEqual([-300]);
    expect(
      await read(
        0x0c,
        bytes((b) => b.writeInt32BE(-70000), 4),
      ),
    ).toEqual([-70000]);
    expect(
      await read(
        0x0d,
        bytes((b) => b.writeFloatBE(0.5), 4),
      ),
    ).toEqual([0.5]);
    expect(
      await read(
        0x0e,
        bytes((b) => b.writeDoubleBE(0.1), 8),
      ),
    ).toEqual([0.1]);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["an empty file", new Uint8Array(0), /Expected an IDX header in bad\.idx but the file ends at offset 0/],
    [
      "a header that breaks off",
      images.subarray(0, 9),
      /Expected an IDX header in bad\.idx but the file ends at offset 9/,
    ],
    ["another magic number", Buffer.from("P5 28 28"), /bad\.idx .*magic number 00 00 but found 50 35 at offset 0/],
    ["an unknown element type", idx(7, [1], Uint8Array.of(1)), /08 uint8.* in bad\.idx but found 07 at offset 2/],
    ["no dimensions", idx(8, [], Uint8Array.of(1)), /bad\.idx to have at least 1 dimension but found 0 at offset 3/],
    ["a dimension of zero", idx(8, [3, 0], new Uint8Array(0)), /dimension 2 of bad\.idx .* found 0 at offset 8/],
    [
      "a truncated body",
      images.subarray(0, 20),
      /bad\.idx to hold 22 bytes \(2 x 1 x 3 uint8\) but it ends at offset 20/,
    ],
    ["a truncated body, compressed", gzipSync(images.subarray(0, 20)), /22 bytes .* but it ends at offset 20/],
    [
      "a body that goes on",
      Buffer.concat([images, Uint8Array.of(7)]),
      /bad\.idx to end at offset 22 .* but it goes on/,
    ],
    ["a header that promises too much", idx(8, [2 ** 31, 2 ** 31], Uint8Array.of(1)), /bad\.idx to hold 46\d+ bytes/],
    ["the same, compressed", gzipSync(idx(8, [2 ** 31], Uint8Array.of(1))), /bad\.idx .* compressed bytes cannot/],
    ["truncated gzip", gzipSync(images).subarray(0, 25), /Could not decompress bad\.idx after \d+ plain bytes/],
  ])("refuses %s, naming file and offset", async (_, bytes, message) => {
    await expect(parseIdx(bytes, "bad.idx")).rejects.toThrow(message);
  });
});
