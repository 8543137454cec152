/**
 * What the kernel's two threads and its compiler process say to one another.
 *
 *     wire worker  --ToMain-->  main (user code)      --FromMain-->  wire worker
 *     wire worker  --CompileRequest-->  compiler process  --CompileResults-->  wire worker
 */

import type { StreamName } from "./wire/publisher.js";

/** MIME type to content. */
export type Bundle = Record<string, unknown>;

/** A compiled cell. */
export interface CellCode {
  /** A block within an async function of `require`, and what `kernel/cell/names.ts` names. */
  code: string;
  /** Where the code comes from: line, column, source line, source column, four numbers each, all from 0, ascending. */
  positions: Int32Array;
  /** The property of `exports` that receives the value of a final expression. */
  lastExpression?: string;
  /** The properties that the code assigns to, but for the last expression's. */
  names: string[];
  /** What the code, or the local files it imports, may ask `require` for. */
  imports: string[];
  /** Local files compiled for this cell. */
  modules: LocalModule[];
}

/** A compiled file of the user's. */
export interface LocalModule {
  /** Absolute path of the JavaScript, which exists only here. */
  path: string;
  code: string;
  positions: Int32Array;
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

/** How a cell ended; `exits` when it has called `process.exit`. */
export type Outcome = { status: "ok"; result?: Output; exits?: boolean } | Failure;

/** `unassigned` are those of the cell's names that it has not given a value. */
export type Failure = { status: "error"; unassigned?: string[] } & CellError;

/** What one side of a comm tells the other: it is opened, it has a message, it is closed. */
export interface CommEvent {
  action: "open" | "message" | "close";
  id: string;
  /** Whom an opened comm is for. */
  target?: string;
  data: unknown;
  metadata: Bundle;
  /** Bytes beside the data, unencoded. */
  buffers: Uint8Array[];
}

export type ToMain =
  | { type: "run"; cell: CellRun }
  /** A client's side of a comm; what its handler prints belongs to that run. */
  | { type: "comm"; run: number; event: CommEvent }
  /**
   * Ends the cell of that run, 0 for none, and no later one; `stopped` when what the thread was running has already been
   * terminated.
   */
  | { type: "interrupt"; sequence: number; run: number; stopped: boolean }
  | { type: "exit"; code: number };

/** `weight` is what the message counts for until it has been sent. */
interface Weighed {
  weight?: number;
}

export type FromMain =
  | { type: "stream"; run: number; name: StreamName; text: string }
  | ({ type: "display"; run: number; displayId?: string; update: boolean } & Output & Weighed)
  | ({ type: "clear"; run: number; wait: boolean } & Weighed)
  | { type: "done"; run: number; outcome: Outcome }
  | ({ type: "comm"; run: number; event: CommEvent } & Weighed)
  /** User code takes comms for a target from now on, or no longer. */
  | { type: "commTarget"; target: string; known: boolean }
  /** The handler of a client's comm message has returned. */
  | { type: "handled"; run: number }
  /** The main thread is free and has begun to end its cell. */
  | { type: "interrupting"; sequence: number }
  | { type: "input"; run: number; prompt: string; password: boolean }
  /** A package has been installed or removed. */
  | { type: "packagesChanged" }
  /** User code or a signal asks for the end of the process. */
  | { type: "quit"; code: number };

export interface Completion {
  text: string;
  type: string;
  /** Parameters and result of a function: `(x: number): number`. */
  signature?: string;
}

export interface Inspection {
  /** The name with its type. */
  text: string;
  documentation: string;
  /** Where and how it was declared, when that was asked for and is known. */
  declaration?: { place: string; text: string };
}

export type CompileRequest =
  | { type: "convert"; code: string; file: string; keep: boolean }
  /** An expression of which later cells know nothing. */
  | { type: "expression"; code: string; file: string }
  /** The cell compiled last has not given values to these names: they stand for what they stood for before. */
  | { type: "forget"; names: string[] }
  | { type: "complete"; code: string; position: number }
  | { type: "inspect"; code: string; position: number; declaration: boolean }
  | { type: "isComplete"; code: string }
  /** Packages may have come or gone. */
  | { type: "forgetPackages" }
  | { type: "usage" };

export type Converted = { status: "ok"; cell: CellCode } | ({ status: "error" } & CellError);

export interface CompileResults {
  convert: Converted;
  complete: { start: number; end: number; matches: Completion[] };
  inspect: Inspection | undefined;
  expression: Converted;
  forget: undefined;
  forgetPackages: undefined;
  /** Memory in bytes, processor time in microseconds. */
  usage: { memory: number; cpu: number };
  isComplete: { status: "complete" } | { status: "invalid" } | { status: "incomplete"; indent: string };
}

/** What the wire worker is started with. */
export interface WireStart {
  connectionFile: string;
  input: import("node:worker_threads").MessagePort;
  /** Two counters shared with the main thread: see `SharedCounter`. */
  shared: Int32Array;
}

/** Places in the shared counters. */
export const SharedCounter = {
  /**
   * Characters and bytes of output not yet sent, and `OUTPUT_WEIGHT` for each print that the wire thread has not yet
   * taken and each other output that it has not yet sent.
   */
  underWay: 0,
  /** Counts answers to `input`. */
  answers: 1,
} as const;

/** A loop of output waits when this much is under way. */
export const OUTPUT_LIMIT = 2 * 1024 * 1024;

/** What an output counts for beside its size: short prints take the wire thread as long as longer ones. */
export const OUTPUT_WEIGHT = 512;
