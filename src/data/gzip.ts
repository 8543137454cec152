/** A file's bytes, compressed or not, into a sequence of plain chunks. */
import { once } from "node:events";
import { createGunzip } from "node:zlib";

/** Whether the bytes begin with gzip's magic number, 1f 8b. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Yields the plain bytes of `bytes` in order: inflated when it is gzip, as one chunk and without a copy when it is not.
 * `name` is the file's name, for errors. Damaged or truncated gzip throws an Error that names the file.
 */
export async function* plainChunks(bytes: Uint8Array, name: string): AsyncGenerator<Uint8Array> {
  if (!isGzip(bytes)) {
    yield bytes;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  let inflated = 0;
  try {
    gunzip.end(bytes);
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      inflated += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new Error(`Could not decompress ${name} after ${inflated} plain bytes: ${error.message}`, { cause: error });
  } finally {
    gunzip.destroy();
    if (!gunzip.closed) await once(gunzip, "close");
  }
}

/** All plain bytes of `bytes` in one array; no copy when it is not gzip. */
export async function plainBytes(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  const chunks: Uint8Array[] = [];
  for await (const chunk of plainChunks(bytes, name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isZlibError(error: unknown): error is Error {
  return String((error as NodeJS.ErrnoException | undefined)?.code).startsWith("Z_");
}
