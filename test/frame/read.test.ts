import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { syntheticNote } from "#src/data/synthetic.js";
import { classNames, fashionMnist, imageFrame } from "#src/frame/fashion-mnist.js";
import { readCsv } from "#src/frame/read-csv.js";
import { dataFolder, testOnRealData } from "../helpers/real-data.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lowrank-read-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  jest.restoreAllMocks();
});

describe("readCsv", () => {
  test("reads a file, plain or gzip, into a frame", async () => {
    const text = "state,Murder,UrbanPop\r\nAlabama,13.2,58\r\nAlaska,NA,48\r\n";
    await writeFile(join(folder, "plain.csv"), text);
    await writeFile(join(folder, "packed.csv.gz"), gzipSync(text));
    for (const name of ["plain.csv", "packed.csv.gz"]) {
      const frame = await readCsv(join(folder, name));
      expect(frame.objects()).toEqual([
        { state: "Alabama", Murder: 13.2, UrbanPop: 58 },
        { state: "Alaska", Murder: NaN, UrbanPop: 48 },
      ]);
    }
  });

  test("gives Kaggle's layout as one block of bytes, and its pixels without a copy", async () => {
    await writeFile(join(folder, "kaggle.csv"), "label,pixel1,pixel2\n2,0,255\n9,1,0\n");
    const frame = await readCsv(join(folder, "kaggle.csv"));
    const { data } = frame.block()!;
    expect(frame.drop("label").toMatrix()).toEqual({
      data,
      rows: 2,
      columns: 2,
      rowStride: 3,
      offset: 1,
      names: ["pixel1", "pixel2"],
    });
    expect(frame.drop("label").toMatrix().data).toBe(data);
  });

  test("warns once about the names it changed", async () => {
    const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
    const path = join(folder, "names.csv");
    await writeFile(path, ",x,x\n1,2,3\n");
    expect((await readCsv(path)).columnNames).toEqual(["V1", "x", "x_2"]);
    expect(warn.mock.calls).toEqual([
      [`Column names of ${path}: column 1, without a name, is "V1"; column 3, again "x", is "x_2"`],
    ]);
  });

  test("names the file in its errors", async () => {
    const path = join(folder, "ragged.csv");
    await writeFile(path, "a,b\n1\n");
    await expect(readCsv(path)).rejects.toThrow(`Expected 2 fields in ${path}, line 2 but found 1`);
    await expect(readCsv(join(folder, "none.csv"))).rejects.toThrow(/ENOENT.*none\.csv/);
    await writeFile(path, gzipSync("a,b\n1,2\n").subarray(0, 20));
    await expect(readCsv(path)).rejects.toThrow(`Could not decompress ${path}`);
  });
});

describe("fashionMnist", () => {
  test("has ten class names", () => {
    expect(classNames).toHaveLength(10);
    expect([classNames[0], classNames[9]]).toEqual(["T-shirt/top", "Ankle boot"]);
  });

  test("lays label and pixels out as views, with pixels that make a block", () => {
    const images = new Uint8Array(new SharedArrayBuffer(8));
    const frame = imageFrame({ images, labels: Uint8Array.of(3, 4), count: 2, width: 2, height: 2 });
    expect(frame.columnNames).toEqual(["label", "pixel1", "pixel2", "pixel3", "pixel4"]);
    expect(frame.drop("label").block()!.data).toBe(images);
  });

  test("refuses options it does not know", async () => {
    await expect(fashionMnist({ split: "validation" as "test" })).rejects.toThrow(
      'split to be "train" or "test" but found "validation"',
    );
    await expect(fashionMnist({ offline: true as never })).rejects.toThrow(
      'offline to be "synthetic" or absent but found true',
    );
  });

  test("draws a stand-in when there is neither file nor network, warns once, and says so in every output", async () => {
    const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
    jest
      .spyOn(globalThis, "fetch")
      .mockRejectedValue(new TypeError("fetch failed", { cause: new Error("no network") }));
    const saved = { LOWRANK_DATA: process.env.LOWRANK_DATA, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
    delete process.env.LOWRANK_DATA;
    process.env.XDG_CACHE_HOME = join(folder, "cache");
    try {
      const fashion = await fashionMnist({ split: "test", offline: "synthetic" });
      expect(fashion.dim()).toEqual([10000, 785]);
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls[0][0]).toMatch(/^Synthetic stand-in.* NOT the real .*no network$/);
      for (const frame of [
        fashion,
        fashion.drop("label").head(),
        fashion.table("label"),
        fashion.summary(["pixel300"]),
      ]) {
        expect(frame.note).toBe(syntheticNote);
        expect(frame.toBundle()["text/plain"]).toContain(syntheticNote);
        expect(frame.toBundle()["text/html"]).toContain(syntheticNote);
      }
      await expect(fashionMnist({ split: "test" })).rejects.toThrow("three ways out");
    } finally {
      for (const [name, value] of Object.entries(saved)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  }, 60_000);

  testOnRealData("is 60000 x 785, 6000 of each class, with the known means of class 0", async () => {
    const fashion = await fashionMnist({ dir: dataFolder });
    expect(fashion.dim()).toEqual([60000, 785]);
    expect(fashion.note).toBeUndefined();
    expect(fashion.table("label").objects()).toEqual(
      Array.from({ length: 10 }, (_, value) => ({ value, count: 6000 })),
    );
    const summary = fashion.filter((row) => row.label === 0).summary(["pixel1", "pixel2", "pixel3", "pixel4"]);
    const means = summary.column("mean").toArray() as number[];
    expect(means.map((mean) => Number(mean.toFixed(6)))).toEqual([0.001333, 0.0195, 0.147667, 0.340833]);
    const block = fashion.drop("label").block()!;
    expect([block.rows, block.columns, block.rowStride, block.offset]).toEqual([60000, 784, 784, 0]);
    expect(block.data.buffer.byteLength).toBe(60000 * 784);
  });
});
