/** `process.stdout.write` and `process.stderr.write` to stream messages of the cell that printed. */

import { StringDecoder } from "node:string_decoder";
import { PRINT_LIMIT, PRINT_WEIGHT, SharedCounter, type FromMain } from "../threads.js";
import type { StreamName } from "../wire/publisher.js";
import { currentCell } from "./running.js";

type Chunk = string | Uint8Array;
type Done = (error?: Error | null) => void;
type Post = (message: FromMain) => void;

export function captureOutput(post: Post, shared: Int32Array): void {
  capture("stdout", post, shared);
  capture("stderr", post, shared);
}

/** Text of one cell on one stream; waits while too much is under way. */
export function print(post: Post, shared: Int32Array, name: StreamName, text: string, run: number): void {
  if (text === "") return;
  const { printed } = SharedCounter;
  Atomics.add(shared, printed, text.length + PRINT_WEIGHT);
  post({ type: "stream", run, name, text });
  for (let waiting = Atomics.load(shared, printed); waiting > PRINT_LIMIT; waiting = Atomics.load(shared, printed)) {
    Atomics.wait(shared, printed, waiting, 50);
  }
}

function capture(name: StreamName, post: Post, shared: Int32Array): void {
  const stream = process[name];
  const decoder = new StringDecoder("utf8");
  /** The run that wrote the bytes before: they may have ended within a character. */
  let decoding: number | undefined;

  const finishDecoding = (): void => {
    if (decoding !== undefined) print(post, shared, name, decoder.end(), decoding);
    decoding = undefined;
  };
  const write = (chunk: Chunk, encoding?: BufferEncoding | Done, callback?: Done): boolean => {
    const done = typeof encoding === "function" ? encoding : callback;
    const run = currentCell()?.run ?? 0;
    if (typeof chunk === "string" && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding))) {
      finishDecoding();
      print(post, shared, name, chunk, run);
    } else {
      if (decoding !== run) finishDecoding();
      decoding = run;
      print(post, shared, name, decoder.write(toBytes(chunk, encoding)), run);
    }
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  /** Later cells print to the same stream: it stays open. */
  const end = (chunk?: Chunk | Done, encoding?: BufferEncoding | Done, callback?: Done): typeof stream => {
    if (typeof chunk === "function") write("", chunk);
    else write(chunk ?? "", encoding, callback);
    return stream;
  };
  Object.assign(stream, { write, end });
}

function toBytes(chunk: Chunk, encoding: unknown): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk, encoding as BufferEncoding);
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
