/**
 * A model in one file: its kind, a header in JSON and named arrays of numbers, whole and unchanged or refused.
 *
 * Little-endian, in this order: 8 bytes of magic; uint32 format version; uint32 zero; uint64 length of the file;
 * uint64 length of the directory; the directory, `{ kind, header, arrays: [{ name, type, length }] }` as UTF-8 JSON;
 * the arrays one after another; SHA-256 of everything before it. The directory and each array start on a multiple of 64
 * bytes, the gaps are zero. No length is bound to 32 bits.
 */
import { createHash, type Hash, randomUUID } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { inspect } from "node:util";

export type ModelKind = "glrm" | "forest" | "tsne";
export type ModelArray = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

export interface ModelFile {
  kind: ModelKind;
  /** What JSON can say: no NaN or infinity, no functions. */
  header: unknown;
  arrays: Record<string, ModelArray>;
}

/** The file could not be written, or is not a model this version can read; the message names file and reason. */
export class ModelFileError extends Error {
  override name = "ModelFileError";
}

/** As PNG's: a byte past ASCII and both kinds of line end, so that a transfer as text is noticed. */
const MAGIC = Uint8Array.of(0x89, 0x4c, 0x52, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a);
const VERSION = 1;
const START = 64;
const CHECKSUM = 32;
const ALIGNMENT = 64;
/** Bytes read, written and hashed at a time. */
const PIECE = 2 ** 24;

const KINDS: readonly string[] = ["glrm", "forest", "tsne"];
const TYPES = { u8: Uint8Array, i32: Int32Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array };

interface Entry {
  name: string;
  type: keyof typeof TYPES;
  /** In elements. */
  length: number;
}

interface Directory {
  kind: ModelKind;
  header: unknown;
  arrays: Entry[];
}

/**
 * Writes a model to `path`, over the file that is there or that a link there leads to: to a temporary file in the same
 * folder first, which takes the name when it is complete and is removed otherwise. Throws a TypeError for a path that is
 * no text and for what the format cannot hold, ModelFileError when the file system refuses or what is there is no file.
 */
export async function writeModelFile(path: string, { kind, header, arrays }: ModelFile): Promise<void> {
  checkPath(path);
  const entries = Object.entries(arrays).map(([name, array]) => ({
    name,
    type: typeOf(name, array),
    length: array.length,
  }));
  const directory = Buffer.from(JSON.stringify({ kind, header, arrays: entries } satisfies Directory, onlyJson));
  const length = lengthOf(directory.length, entries);
  const start = new DataView(new ArrayBuffer(START));
  MAGIC.forEach((byte, i) => start.setUint8(i, byte));
  start.setUint32(8, VERSION, true);
  start.setBigUint64(16, BigInt(length), true);
  start.setBigUint64(24, BigInt(directory.length), true);
  const blocks = [new Uint8Array(start.buffer), directory, ...Object.values(arrays).map(bytesOf)];

  try {
    await replaceFile(await destination(path), blocks);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The system's own words would be about the temporary file.
    const reason = code === "ENOENT" ? `there is no folder ${dirname(path)}` : message;
    throw new ModelFileError(`Could not write the model to ${path}: ${reason}`, { cause: error });
  }
}

/** The file to be replaced, past links. Throws for a folder and for a device or pipe, whose name a file would take. */
async function destination(path: string): Promise<string> {
  const end = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (end === undefined) return path;
  if (!(await stat(end)).isFile()) throw new Error("there is something else than a file");
  return end;
}

async function replaceFile(path: string, blocks: readonly Uint8Array[]): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID()}.part`);
  try {
    const file = await open(temporary, "wx");
    try {
      await writeBlocks(file, blocks);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeBlocks(file: FileHandle, blocks: readonly Uint8Array[]): Promise<void> {
  const hash = createHash("sha256");
  const write = async (bytes: Uint8Array): Promise<void> => {
    for (let done = 0; done < bytes.length; done += (await file.write(bytes, done)).bytesWritten);
  };
  for (const block of blocks) {
    for (let from = 0; from < block.length; from += PIECE) {
      const piece = block.subarray(from, from + PIECE);
      hash.update(piece);
      await write(piece);
    }
    const gap = new Uint8Array(aligned(block.length) - block.length);
    hash.update(gap);
    await write(gap);
  }
  await write(hash.digest());
}

function checkPath(path: unknown): void {
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return;
  throw new TypeError(`Expected path to be the path of a file, as text, but found ${inspect(path, { depth: 0 })}`);
}

/**
 * Reads a model written by `writeModelFile`; the arrays lie on SharedArrayBuffers. Throws ModelFileError when the file
 * cannot be read, is no model of lowrank, comes from a newer version, is cut off, damaged, or of another kind than asked;
 * a TypeError for a path that is no text.
 */
export async function readModelFile(path: string, options: { kind?: ModelKind } = {}): Promise<ModelFile> {
  checkPath(path);
  const refuse = (reason: string, cause?: unknown): never => {
    throw new ModelFileError(`Could not read a model from ${path}: ${reason}`, { cause });
  };
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) =>
    refuse(error.code === "ENOENT" ? "there is no such file" : error.message, error),
  );
  try {
    const { size } = await file.stat();
    const reader = new Reader(file);
    const start = new Uint8Array(START);
    await reader.read(start.subarray(0, Math.min(START, size)));
    reader.hash.update(start);
    const directoryLength = checkStart(start, size, refuse);
    const bytes = new Uint8Array(directoryLength);
    await reader.fill(bytes);
    const { kind, header, arrays: entries } = parsed(bytes) ?? refuse(DAMAGED);
    if (lengthOf(directoryLength, entries) !== size) refuse(DAMAGED);
    const arrays = new Map<string, ModelArray>();
    for (const { name, type, length } of entries) {
      // One constructor of the five, which TypeScript cannot call as a union.
      const Type = TYPES[type] as typeof Float64Array;
      const array = new Type(new SharedArrayBuffer(Type.BYTES_PER_ELEMENT * length));
      await reader.fill(bytesOf(array));
      arrays.set(name, array);
    }
    const expected = reader.hash.digest("hex");
    const found = Buffer.alloc(CHECKSUM);
    await reader.read(found);
    if (found.toString("hex") !== expected) {
      refuse(`${DAMAGED} (SHA-256 is ${expected} but ${found.toString("hex")} is written)`);
    }
    if (options.kind !== undefined && options.kind !== kind) {
      refuse(`expected a model of kind "${options.kind}" but found one of kind "${kind}"`);
    }
    return { kind, header, arrays: Object.fromEntries(arrays) };
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    return refuse((error as Error).message, error);
  } finally {
    await file.close();
  }
}

const DAMAGED = "it is damaged, its checksum does not fit its content";

/** Fills arrays from the file in order, whole, and hashes what it read. */
class Reader {
  readonly hash: Hash = createHash("sha256");

  constructor(readonly file: FileHandle) {}

  /** A block and the gap after it. */
  async fill(block: Uint8Array): Promise<void> {
    for (const bytes of [block, new Uint8Array(aligned(block.length) - block.length)]) {
      for (let from = 0; from < bytes.length; from += PIECE) {
        const piece = bytes.subarray(from, from + PIECE);
        await this.read(piece);
        this.hash.update(piece);
      }
    }
  }

  async read(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await this.file.read(bytes, done, bytes.length - done);
      if (bytesRead === 0) throw new Error("it became shorter while it was read");
      done += bytesRead;
    }
  }
}

/** Checks what must be known before anything else is believed; the length of the directory. */
function checkStart(start: Uint8Array, size: number, refuse: (reason: string) => never): number {
  const known = Math.min(size, MAGIC.length);
  if (size === 0) refuse("the file is empty");
  if (MAGIC.subarray(0, known).some((byte, i) => start[i] !== byte)) refuse("it is not a model of lowrank");
  if (size < START) refuse(`it is cut off after ${size} bytes`);
  const view = new DataView(start.buffer);
  const version = view.getUint32(8, true);
  if (version > VERSION) {
    refuse(`it has format version ${version} but this lowrank reads versions up to ${VERSION}; update lowrank`);
  }
  const length = view.getBigUint64(16, true);
  if (BigInt(size) < length) refuse(`it is cut off: expected ${length} bytes but found ${size}`);
  if (BigInt(size) > length) refuse(`it is too long: expected ${length} bytes but found ${size}`);
  const directory = view.getBigUint64(24, true);
  if (version < 1 || START + Number(directory) + CHECKSUM > size) refuse(DAMAGED);
  return Number(directory);
}

function parsed(bytes: Uint8Array): Directory | undefined {
  let directory: Directory;
  try {
    directory = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Directory;
  } catch {
    // Not JSON: the caller says that the file is damaged.
    return undefined;
  }
  const sound =
    KINDS.includes(directory?.kind) &&
    Array.isArray(directory.arrays) &&
    directory.arrays.every(
      ({ name, type, length }) =>
        typeof name === "string" && Object.hasOwn(TYPES, type) && Number.isSafeInteger(length) && length >= 0,
    );
  return sound ? directory : undefined;
}

function lengthOf(directory: number, entries: readonly Entry[]): number {
  const arrays = entries.map(({ type, length }) => aligned(TYPES[type].BYTES_PER_ELEMENT * length));
  return arrays.reduce((total, bytes) => total + bytes, START + aligned(directory)) + CHECKSUM;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** The bytes of an array, as a view. */
function bytesOf({ buffer, byteOffset, byteLength }: ModelArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function typeOf(name: string, array: ModelArray): Entry["type"] {
  // By its tag, so that an array made in a notebook's cell, another realm, is known too.
  const tag = Object.prototype.toString.call(array).slice(8, -1);
  const found = (Object.keys(TYPES) as Entry["type"][]).find((type) => TYPES[type].name === tag);
  if (found !== undefined) return found;
  const known = Object.values(TYPES).map((type) => type.name);
  throw new TypeError(`Expected array "${name}" to be one of ${known.join(", ")} but found ${tag}`);
}

/** JSON.stringify would write null for NaN and nothing for a function, and the model would come back as another one. */
function onlyJson(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`Expected the model's header to be JSON but found ${value} at "${key}"`);
  }
  if (["function", "symbol", "bigint"].includes(typeof value)) {
    throw new TypeError(`Expected the model's header to be JSON but found a ${typeof value} at "${key}"`);
  }
  return value;
}
