/** Requests to the compiler process to promises of its results. */

import { spawn, type ChildProcess } from "node:child_process";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { FrameReader, toFrame } from "../compiler/frames.js";
import { engineOptions, snapshotFile } from "../compiler/snapshot-file.js";
import type { CompileRequest, CompileResults } from "../threads.js";

interface Waiting {
  request: CompileRequest;
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

interface Reply {
  id: number;
  result?: never;
  failure?: string;
}

const script = fileURLToPath(new URL("../compiler/main.js", import.meta.url));
/** `dist/kernel`, for which a snapshot must have been made. */
const kernelFolder = dirname(dirname(script));

export class CompilerLink {
  /** Settles with the reason when the process dies. */
  readonly failure: Promise<string>;
  #fail!: (reason: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess;
  #count = 0;
  #answered = false;
  #closed = false;

  /** Starts a compiler for the working directory, from a snapshot if there is one. */
  constructor({ snapshot = snapshotFile() }: { snapshot?: string | false } = {}) {
    this.failure = new Promise((resolve) => (this.#fail = resolve));
    this.#child = this.#start(snapshot);
  }

  /** The number of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask<T extends CompileRequest["type"]>(request: Extract<CompileRequest, { type: T }>): Promise<CompileResults[T]> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { request, resolve, reject });
      this.#send(id, request);
    });
  }

  /** Ends the process. */
  close(): void {
    this.#closed = true;
    this.#child.kill("SIGKILL");
  }

  #send(id: number, request: CompileRequest): void {
    this.#child.stdin!.write(toFrame({ id, request }));
  }

  #start(snapshot: string | false = false): ChildProcess {
    const words = snapshot === false ? [script] : ["--snapshot-blob", snapshot, kernelFolder];
    const child = spawn(process.execPath, [...engineOptions, ...words], {
      stdio: ["pipe", "inherit", "inherit", "pipe"],
      windowsHide: true,
      // Its options for V8 would make a snapshot unreadable.
      env: snapshot === false ? process.env : { ...process.env, NODE_OPTIONS: "" },
    });
    const reader = new FrameReader();
    (child.stdio[3] as Readable).on("data", (piece: Buffer) => {
      for (const reply of reader.read(piece)) this.#receive(reply as Reply);
    });
    // What cannot be written is told by the end of the process.
    child.stdin!.on("error", () => undefined);
    const ended = (reason: string): void => {
      if (this.#closed || this.#child !== child) return;
      if (snapshot === false || this.#answered) return this.#fail(reason);
      // A snapshot that this Node cannot use, e.g. because of an option in NODE_OPTIONS.
      this.#child = this.#start();
      for (const [id, { request }] of this.#waiting) this.#send(id, request);
    };
    child.on("error", (error) => ended(error.message));
    child.on("exit", (code, signal) => ended(`it ended with ${signal ?? `code ${code}`}`));
    return child;
  }

  #receive({ id, result, failure }: Reply): void {
    this.#answered = true;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure !== undefined) waiting?.reject(new Error(`The compiler failed: ${failure}`));
    else waiting?.resolve(result as never);
  }
}
