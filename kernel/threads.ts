/**
 * What the kernel's three threads say to one another.
 *
 *     wire worker  --ToMain-->  main (user code)      --FromMain-->  wire worker
 *     wire worker  --CompileRequest-->  compiler worker  --CompileReply-->  wire worker
 */

import type { StreamName } from "./wire/publisher.js";

/** MIME type to content. */
export type Bundle = Record<string, unknown>;

/** A compiled cell. */
export interface CellCode {
  /** The body of an async function of `exports`, `require` and `importModule`. */
  code: string;
  /** Where the code comes from: line, column, source line, source column, four numbers each, all from 0, ascending. */
  positions: Int32Array;
  /** The property of `exports` that receives the value of a final expression. */
  lastExpression?: string;
  /** What the code, or the local files it imports, may ask `require` for. */
  imports: string[];
  /** Local TypeScript files compiled for this cell: absolute path of the JavaScript, and its text. */
  modules: { path: string; code: string }[];
}

/** One cell for the main thread to run. */
export interface CellRun extends CellCode {
  /** A number no other run has. */
  run: number;
  /** The name shown in tracebacks, e.g. `cell[3].ts`. */
  file: string;
  source: string;
}

/** An error as clients want it. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** What one output shows: content by MIME type, and options by MIME type, e.g. a picture's width on the page. */
export interface Output {
  data: Bundle;
  metadata: Bundle;
}

export type Outcome = { status: "ok"; result?: Output } | ({ status: "error" } & CellError);

export type ToMain =
  | { type: "run"; cell: CellRun }
  /**
   * Ends the cell of that run, 0 for none, and no later one; `stopped` when what the thread was running has already been
   * terminated.
   */
  | { type: "interrupt"; sequence: number; run: number; stopped: boolean }
  | { type: "exit"; code: number };

export type FromMain =
  | { type: "stream"; run: number; name: StreamName; text: string }
  | ({ type: "display"; run: number; displayId?: string; update: boolean } & Output)
  | { type: "clear"; run: number; wait: boolean }
  | { type: "done"; run: number; outcome: Outcome }
  /** The main thread is free and has begun to end its cell. */
  | { type: "interrupting"; sequence: number }
  | { type: "input"; run: number; prompt: string; password: boolean }
  /** User code or a signal asks for the end of the process. */
  | { type: "quit"; code: number };

export interface Completion {
  text: string;
  type: string;
}

export type CompileRequest =
  | { type: "convert"; code: string; file: string; keep: boolean }
  | { type: "complete"; code: string; position: number }
  | { type: "inspect"; code: string; position: number }
  | { type: "isComplete"; code: string };

export type Converted = { status: "ok"; cell: CellCode } | ({ status: "error" } & CellError);

export interface CompileResults {
  convert: Converted;
  complete: { start: number; end: number; matches: Completion[] };
  inspect: { text: string; documentation: string } | undefined;
  isComplete: { status: "complete" } | { status: "invalid" } | { status: "incomplete"; indent: string };
}

/** What the wire worker is started with. */
export interface WireStart {
  connectionFile: string;
  compiler: import("node:worker_threads").MessagePort;
  input: import("node:worker_threads").MessagePort;
  /** Two counters shared with the main thread: see `SharedCounter`. */
  shared: Int32Array;
}

/** Places in the shared counters. */
export const SharedCounter = {
  /** Characters printed and not yet sent. */
  printed: 0,
  /** Counts answers to `input`. */
  answers: 1,
} as const;
