/**
 * An IDX file (the format of MNIST and Fashion-MNIST) into one row-major typed array in a SharedArrayBuffer.
 *
 * IDX (http://yann.lecun.com/exdb/mnist/, "The IDX file format"): two zero bytes, one byte of element type, one byte with
 * the number of dimensions, the dimensions as big-endian 32-bit integers, then the elements, big-endian, last dimension
 * fastest. Gzip is recognised and undone. A file that is not exactly what its header says throws; nothing is returned.
 */
import { isGzip, plainChunks } from "./gzip.js";

export interface IdxArray {
  /** Elements in the file's order: uint8 and float32 as they are, every other type widened to Float64. */
  data: Uint8Array | Float32Array | Float64Array;
  /** Length of each dimension: [60000, 28, 28] for Fashion-MNIST's training images. */
  dimensions: number[];
}

interface ElementType {
  name: string;
  bytes: number;
  read(view: DataView, offset: number): number;
}

const elementTypes: Record<number, ElementType> = {
  0x08: { name: "uint8", bytes: 1, read: (view, offset) => view.getUint8(offset) },
  0x09: { name: "int8", bytes: 1, read: (view, offset) => view.getInt8(offset) },
  0x0b: { name: "int16", bytes: 2, read: (view, offset) => view.getInt16(offset) },
  0x0c: { name: "int32", bytes: 4, read: (view, offset) => view.getInt32(offset) },
  0x0d: { name: "float32", bytes: 4, read: (view, offset) => view.getFloat32(offset) },
  0x0e: { name: "float64", bytes: 8, read: (view, offset) => view.getFloat64(offset) },
};

/** Parses the bytes of an IDX file, gzip or plain; `name` is the file's name, for errors. */
export async function parseIdx(bytes: Uint8Array, name: string): Promise<IdxArray> {
  let header: Header | undefined;
  let start = new Uint8Array(0);
  let body: Uint8Array | undefined;
  let filled = 0;

  for await (const piece of plainChunks(bytes, name)) {
    let chunk = piece;
    if (header === undefined) {
      start = joined(start, chunk);
      header = readHeader(start, name);
      if (header === undefined) continue;
      body = new Uint8Array(allocate(header, bytes, name));
      chunk = start.subarray(header.length);
    }
    if (filled + chunk.length > body!.length) {
      throw new Error(
        `Expected ${name} to end at offset ${header.length + body!.length} (${describe(header)}) but it goes on`,
      );
    }
    body!.set(chunk, filled);
    filled += chunk.length;
  }

  if (header === undefined) {
    throw new Error(`Expected an IDX header in ${name} but the file ends at offset ${start.length}`);
  }
  if (filled < body!.length) {
    const expected = header.length + body!.length;
    throw new Error(
      `Expected ${name} to hold ${expected} bytes (${describe(header)}) but it ends at offset ${header.length + filled}`,
    );
  }
  return { data: widened(body!, header.type), dimensions: header.dimensions };
}

interface Header {
  type: ElementType;
  dimensions: number[];
  /** Bytes before the first element. */
  length: number;
}

/** Reads the header once enough bytes are there; undefined until then. */
function readHeader(bytes: Uint8Array, name: string): Header | undefined {
  if (bytes.length < 4) return undefined;
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new Error(
      `Expected ${name} to begin with the IDX magic number 00 00 but found ${hex(bytes, 0, 2)} at offset 0`,
    );
  }
  const type = elementTypes[bytes[2]];
  if (type === undefined) {
    const known = Object.entries(elementTypes).map(
      ([code, { name }]) => `${Number(code).toString(16).padStart(2, "0")} ${name}`,
    );
    throw new Error(
      `Expected an IDX element type (${known.join(", ")}) in ${name} but found ${hex(bytes, 2, 3)} at offset 2`,
    );
  }
  const rank = bytes[3];
  if (rank === 0) throw new Error(`Expected ${name} to have at least 1 dimension but found 0 at offset 3`);
  const length = 4 + 4 * rank;
  if (bytes.length < length) return undefined;

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const offset = 4 + 4 * axis;
    const size = view.getUint32(offset);
    if (size === 0) {
      throw new Error(`Expected dimension ${axis + 1} of ${name} to be at least 1 but found 0 at offset ${offset}`);
    }
    dimensions.push(size);
  }
  return { type, dimensions, length };
}

/** Deflate makes no more than 1032 bytes out of one (https://zlib.net/zlib_tech.html, "Maximum Compression Factor"). */
const largestInflation = 1032;

/** Room for the body, once the file can possibly hold what its header promises. */
function allocate(header: Header, file: Uint8Array, name: string): SharedArrayBuffer {
  const length = header.dimensions.reduce((product, size) => product * size, header.type.bytes);
  const largest = isGzip(file) ? largestInflation * file.length : file.length;
  if (header.length + length > largest) {
    throw new Error(
      `Expected ${name} to hold ${header.length + length} bytes (${describe(header)}) but ` +
        (isGzip(file) ? `its ${file.length} compressed bytes cannot` : `it ends at offset ${file.length}`),
    );
  }
  return new SharedArrayBuffer(length);
}

/** Elements as numbers of this machine; uint8 is returned as it is, without a copy. */
function widened(body: Uint8Array, type: ElementType): IdxArray["data"] {
  if (type.name === "uint8") return body;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const count = body.length / type.bytes;
  const data =
    type.name === "float32"
      ? new Float32Array(new SharedArrayBuffer(4 * count))
      : new Float64Array(new SharedArrayBuffer(8 * count));
  for (let i = 0; i < count; i++) data[i] = type.read(view, i * type.bytes);
  return data;
}

function describe(header: Header): string {
  return `${header.dimensions.join(" x ")} ${header.type.name}`;
}

function hex(bytes: Uint8Array, from: number, to: number): string {
  return Array.from(bytes.subarray(from, to), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
