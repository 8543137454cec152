import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { type ModelFile, ModelFileError, type ModelKind, readModelFile, writeModelFile } from "#src/data/model-file.js";
import { forSeeds } from "../helpers/property.js";

const folder = mkdtempSync(join(tmpdir(), "lowrank-model-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = (): string => join(folder, `${files++}.model`);

const header = { k: 2, names: ["pixel1", "Größe"], nested: { tolerance: 0.1, nothing: null, no: false } };
const small: ModelFile = {
  kind: "glrm",
  header,
  arrays: { x: Float64Array.of(1.5, NaN, -Infinity), codes: Int32Array.of(-1, 2), empty: new Float32Array(0) },
};

async function refusal(path: string, options?: { kind?: ModelKind }): Promise<string> {
  const error: unknown = await readModelFile(path, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ModelFileError);
  expect((error as Error).message).toContain(path);
  return (error as Error).message;
}

/** The bytes of the small file, and a place to write altered ones. */
async function smallFile(): Promise<{ path: string; bytes: Buffer }> {
  const path = newPath();
  await writeModelFile(path, small);
  return { path, bytes: readFileSync(path) };
}

/** The bytes with a checksum that fits them, as a forger would write. */
function resealed(bytes: Buffer): Buffer {
  const content = bytes.subarray(0, bytes.length - 32);
  return Buffer.concat([content, createHash("sha256").update(content).digest()]);
}

test("what was written comes back: kind, header, every type of array, on shared memory", async () => {
  const arrays = {
    bytes: Uint8Array.of(0, 255, 7),
    integers: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
    counts: Uint32Array.of(2 ** 32 - 1, 0),
    floats: Float32Array.of(0.1, NaN, Infinity),
    doubles: Float64Array.of(0.1, -0, Number.MIN_VALUE),
    none: new Float64Array(0),
    // A view into the middle of shared memory.
    view: new Float64Array(new SharedArrayBuffer(80), 16, 3).fill(4),
  };
  const path = newPath();
  await writeModelFile(path, { kind: "tsne", header, arrays });
  const read = await readModelFile(path);
  expect(read.kind).toBe("tsne");
  expect(read.header).toEqual(header);
  expect(Object.keys(read.arrays)).toEqual(Object.keys(arrays));
  for (const [name, array] of Object.entries(arrays)) {
    expect(Object.prototype.toString.call(read.arrays[name])).toBe(Object.prototype.toString.call(array));
    expect(Buffer.from(new Uint8Array(read.arrays[name].buffer))).toEqual(
      Buffer.from(array.buffer, array.byteOffset, array.byteLength),
    );
    expect(Object.prototype.toString.call(read.arrays[name].buffer)).toBe("[object SharedArrayBuffer]");
  }
});

test("arrays of random types and lengths, some longer than a piece of the file, come back bit by bit", async () => {
  const types = [Uint8Array, Int32Array, Uint32Array, Float32Array, Float64Array];
  await forSeeds(8, async (random, seed) => {
    const lengths = Array.from({ length: 4 }, () => random.below(200));
    if (seed === 1) lengths[2] = 2 ** 22 + 5;
    const arrays = Object.fromEntries(
      lengths.map((length, i) => {
        const array = new types[random.below(types.length)](length);
        const bytes = new Uint8Array(array.buffer);
        for (let j = 0; j < bytes.length; j++) bytes[j] = random.integer();
        return [`array ${i}`, array];
      }),
    );
    const path = newPath();
    await writeModelFile(path, { kind: "forest", header: { seed }, arrays });
    const read = await readModelFile(path);
    for (const [name, array] of Object.entries(arrays)) {
      expect(Buffer.compare(new Uint8Array(read.arrays[name].buffer), new Uint8Array(array.buffer))).toBe(0);
    }
  });
});

describe("a file is refused with its reason", () => {
  test("when it is not there, is a folder, or belongs to something else", async () => {
    expect(await refusal(join(folder, "none"))).toMatch(/there is no such file/);
    expect(await refusal(folder)).toMatch(/EISDIR/);
    const path = newPath();
    writeFileSync(path, "");
    expect(await refusal(path)).toMatch(/the file is empty/);
    writeFileSync(path, "k,objective\n2,3.5\n");
    expect(await refusal(path)).toMatch(/it is not a model of lowrank/);
  });

  test("when it is cut off after any number of bytes", async () => {
    const { path, bytes } = await smallFile();
    for (let length = 1; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      expect(await refusal(path)).toMatch(length < 64 ? /cut off after/ : /cut off: expected \d+ bytes but found/);
    }
  });

  test("when any of its bits is another, or bytes follow it", async () => {
    const { path, bytes } = await smallFile();
    for (let bit = 0; bit < 8 * bytes.length; bit += bit < 8 * 64 ? 1 : 7) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(path, altered);
      expect(await refusal(path)).toMatch(/damaged|not a model|format version|cut off|too long/);
    }
    writeFileSync(path, Buffer.concat([bytes, Buffer.of(0)]));
    expect(await refusal(path)).toMatch(/too long/);
  });

  test("when it comes from a newer version", async () => {
    const { path, bytes } = await smallFile();
    bytes.writeUInt32LE(2, 8);
    writeFileSync(path, resealed(bytes));
    expect(await refusal(path)).toMatch(/format version 2 but this lowrank reads versions up to 1; update lowrank/);
  });

  test("when it holds another kind than the caller asks for", async () => {
    const { path } = await smallFile();
    expect((await readModelFile(path, { kind: "glrm" })).kind).toBe("glrm");
    expect(await refusal(path, { kind: "forest" })).toMatch(
      /expected a model of kind "forest" but found one of kind "glrm"/,
    );
  });

  test("when its directory promises more than it holds, although its checksum fits", async () => {
    const { path, bytes } = await smallFile();
    for (const [from, to] of [
      ['"length":3', '"length":9'],
      ['"length":3', '"length":-'],
      ['"f64"', '"f65"'],
      ['"glrm"', '"glrn"'],
    ]) {
      const at = bytes.indexOf(from);
      expect(at).toBeGreaterThan(0);
      const altered = Buffer.from(bytes);
      altered.write(to, at);
      writeFileSync(path, resealed(altered));
      expect(await refusal(path)).toMatch(/damaged/);
    }
  });
});

describe("writing", () => {
  test("replaces the model that was there, and leaves no other file", async () => {
    const own = join(folder, "own");
    mkdirSync(own);
    const path = join(own, "model");
    await writeModelFile(path, small);
    await writeModelFile(path, { ...small, header: "second" });
    expect((await readModelFile(path)).header).toBe("second");
    expect(readdirSync(own)).toEqual(["model"]);
  });

  test("leaves nothing behind when it fails", async () => {
    const own = join(folder, "failing");
    mkdirSync(join(own, "taken", "full"), { recursive: true });
    const taken = join(own, "taken");
    await expect(writeModelFile(taken, small)).rejects.toThrow(`Could not write the model to ${taken}`);
    const lost = join(own, "none", "model");
    await expect(writeModelFile(lost, small)).rejects.toMatchObject({
      name: "ModelFileError",
      message: `Could not write the model to ${lost}: there is no folder ${join(own, "none")}`,
    });
    expect(readdirSync(own)).toEqual(["taken"]);
  });

  test("refuses what the file cannot hold, before it writes", async () => {
    const path = newPath();
    const write = (change: Partial<ModelFile>): Promise<void> => writeModelFile(path, { ...small, ...change });
    await expect(write({ header: { objective: NaN } })).rejects.toThrow(
      'Expected the model\'s header to be JSON but found NaN at "objective"',
    );
    await expect(write({ header: { loss: () => 0 } })).rejects.toThrow(/found a function at "loss"/);
    const short = new Int16Array(1) as unknown as Int32Array;
    await expect(write({ arrays: { short } })).rejects.toThrow(
      'Expected array "short" to be one of Uint8Array, Int32Array, Uint32Array, Float32Array, Float64Array but found Int16Array',
    );
    expect(await refusal(path)).toMatch(/no such file/);
  });

  test("lays the file out as its first comment says", async () => {
    const { bytes } = await smallFile();
    const directory = Number(bytes.readBigUInt64LE(24));
    expect(Number(bytes.readBigUInt64LE(16))).toBe(bytes.length);
    expect(JSON.parse(bytes.toString("utf8", 64, 64 + directory))).toEqual({
      kind: "glrm",
      header,
      arrays: [
        { name: "x", type: "f64", length: 3 },
        { name: "codes", type: "i32", length: 2 },
        { name: "empty", type: "f32", length: 0 },
      ],
    });
    const x = 64 + 64 * Math.ceil(directory / 64);
    expect(bytes.readDoubleLE(x)).toBe(1.5);
    expect(bytes.readInt32LE(x + 64 + 4)).toBe(2);
    expect(bytes.length).toBe(x + 128 + 32);
  });
});

test("a link stays a link, and the file that it leads to is replaced", async () => {
  const [file, link] = [newPath(), newPath()];
  await writeModelFile(file, { ...small, header: 1 });
  symlinkSync(file, link);
  await writeModelFile(link, small);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect((await readModelFile(file)).header).toEqual(header);
});

test("a pipe or a folder keeps its name, and nothing is left beside it", async () => {
  const [pipe, inner] = [newPath(), newPath()];
  execFileSync("mkfifo", [pipe]);
  mkdirSync(inner);
  const before = readdirSync(folder);
  for (const path of [pipe, inner]) {
    await expect(writeModelFile(path, small)).rejects.toThrow(
      `Could not write the model to ${path}: there is something else than a file`,
    );
  }
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder)).toEqual(before);
});

test("a path that is no text is refused by name", async () => {
  for (const path of [5, null, { folder }, "", "a\0b"] as unknown as string[]) {
    const message =
      /^Expected path to be the path of a file, as text, but found (5|null|\{ folder: .* \}|''|'a\\x00b')$/;
    await expect(writeModelFile(path, small)).rejects.toThrow(message);
    await expect(readModelFile(path)).rejects.toThrow(message);
  }
});
