/** A public address into a checked file in the user's cache folder: all of it, or nothing. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

export interface DownloadOptions {
  /** MD5 the file must have, 32 hexadecimal digits. */
  md5: string;
  signal?: AbortSignal;
  /** Bytes so far and, when the server says it, in all. */
  onProgress?: (done: number, total: number | undefined) => void;
  /** Longest wait for the server's first answer, in milliseconds. Default 5000. */
  connectTimeout?: number;
  /** Longest silence in the middle of a file, in milliseconds. Default 15000. */
  stallTimeout?: number;
}

/** The file could not be had from the network; the message names the address and the reason. */
export class DownloadError extends Error {
  override name = "DownloadError";
}

/** The folder that keeps downloaded files from one session to the next; it need not exist yet. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "lowrank");
  if (process.platform === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "lowrank");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "lowrank");
  return join(homedir(), ".cache", "lowrank");
}

/** The MD5 of some bytes, as 32 hexadecimal digits. */
export function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/**
 * Downloads `url` to `path`, making its folder. The bytes go to a temporary file in the same folder, which takes the
 * name `path` only when it is complete and has the right checksum, and is removed otherwise.
 * Throws DownloadError (no connection, HTTP status, cut connection, checksum) or the signal's reason.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID()}.part`);
  const watch = new Watch(signal);
  try {
    await fetchInto(temporary, url, watch, options);
    signal?.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    watch.stop();
    await rm(temporary, { force: true });
  }
}

async function fetchInto(path: string, url: string, watch: Watch, options: DownloadOptions): Promise<void> {
  const { md5, onProgress, connectTimeout = 5000, stallTimeout = 15000 } = options;

  watch.expect(connectTimeout, `no answer within ${connectTimeout / 1000} s`);
  const response = await fetch(url, { signal: watch.signal }).catch((error: unknown) => {
    throw new DownloadError(`Could not reach ${url}: ${watch.complaint ?? reasonOf(error)}`, { cause: error });
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new DownloadError(`Could not download ${url}: HTTP status ${response.status} ${response.statusText}`.trim());
  }

  const length = Number(response.headers.get("content-length"));
  const total = length > 0 ? length : undefined;
  const hash = createHash("md5");
  const file = await open(path, "wx");
  let done = 0;
  try {
    watch.expect(stallTimeout, `no bytes for ${stallTimeout / 1000} s`);
    for await (const chunk of wholeBody(response.body, () => done, total, url, watch)) {
      await file.write(chunk);
      hash.update(chunk);
      done += chunk.length;
      onProgress?.(done, total);
      watch.expect(stallTimeout, `no bytes for ${stallTimeout / 1000} s`);
    }
  } finally {
    await file.close();
  }

  const found = hash.digest("hex");
  if (found !== md5) {
    throw new DownloadError(`Expected ${url} to have MD5 ${md5} but found ${found} (${done} bytes); nothing was kept`);
  }
}

/** The body's chunks; a connection that breaks in the middle becomes an error that says where. */
async function* wholeBody(
  body: ReadableStream<Uint8Array>,
  done: () => number,
  total: number | undefined,
  url: string,
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      const reason = watch.complaint ?? reasonOf(error);
      throw new DownloadError(
        `Download of ${url} broke off after ${done()} of ${total ?? "unknown"} bytes: ${reason}`,
        {
          cause: error,
        },
      );
    });
    if (next.done) return;
    yield next.value;
  }
}

/** Aborts the request when the user does, or when the server stays silent too long; then `complaint` says so. */
class Watch {
  complaint: string | undefined;
  readonly #controller = new AbortController();
  readonly #user: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#controller.abort(this.#user?.reason);
  #timer: NodeJS.Timeout | undefined;

  constructor(user: AbortSignal | undefined) {
    this.#user = user;
    user?.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expect(milliseconds: number, complaint: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.complaint = complaint;
      this.#controller.abort();
    }, milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#user?.removeEventListener("abort", this.#onAbort);
  }
}

/** Node's fetch says only "fetch failed"; the reason is in its cause, or in the errors of its cause. */
function reasonOf(error: unknown): string {
  const { message, cause, errors } = error as { message?: string; cause?: unknown; errors?: unknown[] };
  if (cause !== undefined) return reasonOf(cause);
  if (message) return message;
  return errors === undefined ? String(error) : errors.map(reasonOf).join("; ");
}
