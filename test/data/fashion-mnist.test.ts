import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataNotFoundError, type ImageData, readFashionMnist } from "#src/data/fashion-mnist.js";
import { dataFolder, testOnRealData } from "../helpers/real-data.js";

const testFiles = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
const nowhere = "http://127.0.0.1:1/";
const saved = { LOWRANK_DATA: process.env.LOWRANK_DATA, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lowrank-fashion-"));
  cache = join(folder, "cache", "lowrank", "fashion-mnist");
  process.env.XDG_CACHE_HOME = join(folder, "cache");
  delete process.env.LOWRANK_DATA;
});
afterEach(async () => {
  for (const [name, value] of Object.entries(saved)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(folder, { recursive: true });
});

describe("readFashionMnist", () => {
  test("without files and network names every place it looked in, and the three ways out", async () => {
    const attempt = readFashionMnist({ split: "train", dir: folder, address: nowhere });
    await expect(attempt).rejects.toBeInstanceOf(DataNotFoundError);
    const { message } = (await attempt.catch((error: unknown) => error as Error)) as Error;
    expect(message).toContain(`dir: not in ${folder}`);
    expect(message).toContain("LOWRANK_DATA: not set");
    expect(message).toContain(`cache: not at ${join(cache, "train-labels-idx1-ubyte.gz")}`);
    expect(message).toContain(`network: Could not reach ${nowhere}train-labels-idx1-ubyte.gz`);
    expect(message).toMatch(/1\. .*\{ dir: .*LOWRANK_DATA[^]*2\. Connect[^]*3\. .*offline: "synthetic"/);
  });

  test("refuses a wrong file in dir or LOWRANK_DATA instead of looking on, and says what is wrong with it", async () => {
    const path = join(folder, "train-labels-idx1-ubyte.gz");
    await writeFile(path, "not the labels");
    const message = `Expected ${path} to be Fashion-MNIST's official file (29515 bytes, MD5 25c81989df183df01b3e8a0aad5dffbe) but found 14 bytes with MD5 `;
    await expect(readFashionMnist({ split: "train", dir: folder, address: nowhere })).rejects.toThrow(message);
    process.env.LOWRANK_DATA = folder;
    await expect(readFashionMnist({ split: "train", address: nowhere })).rejects.toThrow(message);
  });

  test("removes a wrong file from the cache, since it put it there itself", async () => {
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, "train-labels-idx1-ubyte.gz"), "half");
    await expect(readFashionMnist({ split: "train", address: nowhere })).rejects.toBeInstanceOf(DataNotFoundError);
    expect(await readdir(cache)).toEqual([]);
  });

  test("does not look on when it is interrupted", async () => {
    const reason = new Error("interrupted");
    const attempt = readFashionMnist({ split: "train", address: nowhere, signal: AbortSignal.abort(reason) });
    await expect(attempt).rejects.toBe(reason);
  });

  testOnRealData("reads the files in dir, in LOWRANK_DATA, and in the cache alike, onto shared memory", async () => {
    const fromDir = await readFashionMnist({ split: "test", dir: dataFolder, address: nowhere });
    expect([fromDir.count, fromDir.width, fromDir.height]).toEqual([10000, 28, 28]);
    expect(fromDir.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(fromDir.images.length).toBe(7_840_000);

    process.env.LOWRANK_DATA = dataFolder;
    const fromVariable = await readFashionMnist({ split: "test", address: nowhere });
    delete process.env.LOWRANK_DATA;
    await mkdir(cache, { recursive: true });
    for (const name of testFiles) await copyFile(join(dataFolder!, name), join(cache, name));
    const fromCache = await readFashionMnist({ split: "test", dir: folder, address: nowhere });
    for (const other of [fromVariable, fromCache]) expect(same(fromDir, other)).toBe(true);
  });
});

describe("downloading Fashion-MNIST", () => {
  let server: Server;
  let requests: string[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url!);
      readFile(join(dataFolder ?? "", request.url!)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  testOnRealData("keeps the files in the cache folder, tells its progress, and does not download twice", async () => {
    const told: string[] = [];
    const onProgress = (file: string, done: number, total: number | undefined): void =>
      void (done === total && told.push(file));
    const first = await readFashionMnist({ split: "test", address: address(), onProgress });
    expect((await readdir(cache)).sort()).toEqual(testFiles);
    expect(told.sort()).toEqual(testFiles);
    const second = await readFashionMnist({ split: "test", address: address() });
    expect(requests).toHaveLength(2);
    expect(same(first, second)).toBe(true);
  });
});

function same(one: ImageData, other: ImageData): boolean {
  return (
    Buffer.compare(Buffer.from(one.images), Buffer.from(other.images)) === 0 &&
    Buffer.compare(Buffer.from(one.labels), Buffer.from(other.labels)) === 0
  );
}
