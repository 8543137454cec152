/** `process.stdout.write` and `process.stderr.write` to stream messages of the cell that printed. */

import { StringDecoder } from "node:string_decoder";
import { PRINT_LIMIT, PRINT_WEIGHT, SharedCounter, type FromMain } from "../threads.js";
import type { StreamName } from "../wire/publisher.js";
import { currentCell } from "./running.js";

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
  type Done = (error?: Error | null) => void;
  const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, callback?: Done): boolean => {
    const done = typeof encoding === "function" ? encoding : callback;
    const text =
      typeof chunk === "string"
        ? typeof encoding === "string" && !/^utf-?8$/i.test(encoding)
          ? decoder.write(Buffer.from(chunk, encoding))
          : chunk
        : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    print(post, shared, name, text, currentCell()?.run ?? 0);
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  stream.write = write;
}
