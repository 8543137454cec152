/** `process.stdout.write` and `process.stderr.write` to stream messages of the cell that printed; output held back. */

import { StringDecoder } from "node:string_decoder";
import { OUTPUT_LIMIT, OUTPUT_WEIGHT, SharedCounter, type FromMain } from "../threads.js";
import type { StreamName } from "../wire/publisher.js";
import { currentCell } from "./running.js";

type Chunk = string | Uint8Array;
type Done = (error?: Error | null) => void;
type Post = (message: FromMain) => void;

/** `post` that waits behind output while too much is under way: a loop is faster than the line. */
export function heldBack(post: Post, shared: Int32Array): Post {
  const { underWay } = SharedCounter;
  return (message) => {
    const weight = weightOf(message);
    if (weight === 0) return post(message);
    Atomics.add(shared, underWay, weight);
    // What a print counts for can be told from it.
    if (message.type !== "stream") Object.assign(message, { weight });
    post(message);
    for (let now = Atomics.load(shared, underWay); now > OUTPUT_LIMIT; now = Atomics.load(shared, underWay)) {
      Atomics.wait(shared, underWay, now, 50);
    }
  };
}

/** 0 for what is not output. */
function weightOf(message: FromMain): number {
  switch (message.type) {
    case "stream":
      return message.text.length + OUTPUT_WEIGHT;
    case "display":
      return sizeOf(message.data) + OUTPUT_WEIGHT;
    case "comm":
      return sizeOf(message.event.data) + sizeOf(message.event.buffers) + OUTPUT_WEIGHT;
    case "clear":
      return OUTPUT_WEIGHT;
    default:
      return 0;
  }
}

/** About as many characters or bytes as a value of JSON, or with bytes in it, takes. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  let size = 0;
  for (const each of Object.values(value)) size += sizeOf(each);
  return size;
}

export function captureOutput(post: Post): void {
  capture("stdout", post);
  capture("stderr", post);
}

/** Text of one cell on one stream. */
export function print(post: Post, name: StreamName, text: string, run: number): void {
  if (text !== "") post({ type: "stream", run, name, text });
}

function capture(name: StreamName, post: Post): void {
  const stream = process[name];
  const decoder = new StringDecoder("utf8");
  /** The run that wrote the bytes before: they may have ended within a character. */
  let decoding: number | undefined;

  const finishDecoding = (): void => {
    if (decoding !== undefined) print(post, name, decoder.end(), decoding);
    decoding = undefined;
  };
  const write = (chunk: Chunk, encoding?: BufferEncoding | Done, callback?: Done): boolean => {
    const done = typeof encoding === "function" ? encoding : callback;
    const run = currentCell()?.run ?? 0;
    if (typeof chunk === "string" && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding))) {
      finishDecoding();
      print(post, name, chunk, run);
    } else {
      if (decoding !== run) finishDecoding();
      decoding = run;
      print(post, name, decoder.write(toBytes(chunk, encoding)), run);
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
