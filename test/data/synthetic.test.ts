import { describe, expect, test } from "@jest/globals";
import { drawSyntheticFashion } from "#src/data/synthetic.js";
import { md5Of } from "#src/data/download.js";
import { parseIdx } from "#src/data/idx.js";
import { dataFolder, testOnRealData } from "../helpers/real-data.js";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const small = drawSyntheticFashion({ split: "train", count: 2000 });
const pixels = 28 * 28;

/** The mean picture of each class. */
function classMeans({
  images,
  labels,
  count,
}: {
  images: Uint8Array;
  labels: Uint8Array;
  count: number;
}): Float64Array[] {
  const means = Array.from({ length: 10 }, () => new Float64Array(pixels));
  const sizes = new Float64Array(10);
  for (let row = 0; row < count; row++) {
    sizes[labels[row]]++;
    for (let pixel = 0; pixel < pixels; pixel++) means[labels[row]][pixel] += images[row * pixels + pixel];
  }
  return means.map((mean, label) => mean.map((sum) => sum / sizes[label]));
}

describe("the synthetic stand-in", () => {
  test("has the shape of the real data, on shared memory, with as many records of each class", () => {
    const test = drawSyntheticFashion({ split: "test" });
    expect([test.count, test.width, test.height, test.images.length]).toEqual([10000, 28, 28, 10000 * pixels]);
    expect(test.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(test.labels.buffer).toBeInstanceOf(SharedArrayBuffer);
    const counts = new Array<number>(10).fill(0);
    for (const label of test.labels) counts[label]++;
    expect(counts).toEqual(new Array<number>(10).fill(1000));
  });

  test("is the same bytes for the same seed, everywhere, and others for another seed or split", () => {
    const again = drawSyntheticFashion({ split: "train", count: 2000 });
    expect(md5Of(again.labels)).toBe(md5Of(small.labels));
    expect(md5Of(again.images)).toBe(md5Of(small.images));
    expect(md5Of(small.images)).toBe("effa7a4f6a0d496a0025209f49496905");
    const others = [
      drawSyntheticFashion({ split: "train", count: 2000, seed: 1 }),
      drawSyntheticFashion({ split: "test", count: 2000 }),
    ];
    for (const other of others) expect(md5Of(other.images)).not.toBe(md5Of(small.images));
  });

  test("holds no two records alike, all with ink and with paper at the corners", () => {
    const records = Array.from({ length: small.count }, (_, row) =>
      small.images.subarray(row * pixels, (row + 1) * pixels),
    );
    expect(new Set(records.map(md5Of)).size).toBe(small.count);
    expect(records.every((record) => Math.max(...record) > 80)).toBe(true);
    // A corner is paper but for the one speck that every pixel has somewhere.
    const corners = [0, 27, pixels - 28, pixels - 1];
    for (const corner of corners) expect(records.filter((record) => record[corner] > 0)).toHaveLength(1);
  });

  test("leaves no pixel the same in all records, as the real data do not, so that a model keeps all columns", () => {
    const seen = Array.from({ length: pixels }, (_, pixel) => {
      return new Set(Array.from({ length: small.count }, (_, row) => small.images[row * pixels + pixel])).size;
    });
    expect(Math.min(...seen)).toBeGreaterThan(1);
  });

  test("tells its classes apart: most new records lie nearest to the mean picture of their own class", () => {
    const means = classMeans(small);
    const fresh = drawSyntheticFashion({ split: "test", count: 500 });
    let right = 0;
    for (let row = 0; row < fresh.count; row++) {
      const record = fresh.images.subarray(row * pixels, (row + 1) * pixels);
      const distances = means.map((mean) => mean.reduce((sum, value, pixel) => sum + (value - record[pixel]) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === fresh.labels[row]) right++;
    }
    expect(right / fresh.count).toBeGreaterThan(0.6);
  });

  testOnRealData("draws each class like the real one: their mean pictures correlate", async () => {
    const read = async (name: string): Promise<Uint8Array> =>
      (await parseIdx(await readFile(join(dataFolder!, name)), name)).data as Uint8Array;
    const images = await read("t10k-images-idx3-ubyte.gz");
    const real = classMeans({ images, labels: await read("t10k-labels-idx1-ubyte.gz"), count: 10000 });
    const drawn = classMeans(small);
    drawn.forEach((mean, label) => expect(correlation(mean, real[label])).toBeGreaterThan(0.5));
  });
});

function correlation(one: Float64Array, other: Float64Array): number {
  const centred = (values: Float64Array): Float64Array => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(one), centred(other)];
  const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, index) => sum + value * y[index], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
