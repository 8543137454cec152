/**
 * One WebAssembly memory for all threads of a job, with blocks handed out in order; it travels to the workers in the
 * job's input. Engines whose state every thread reads in every step use it instead of the threads' private memories.
 */
import { readFileSync } from "node:fs";
import type { TsneRoutines } from "./tsne-routines.js";

/** What can be sent to a worker: a WebAssembly.Memory that is shared. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
/** Blocks start on whole cache lines. */
const ALIGNMENT = 64;
/** Pages of the largest memory: 4 GiB of addresses, of which only what is used is taken. */
const MOST_PAGES = 65536;

/** Hands out blocks of a shared memory from its second page on (the first holds the compiler's constants). */
export class SharedArena {
  readonly memory: SharedMemory;
  #end = PAGE;

  constructor() {
    this.memory = new WebAssembly.Memory<SharedArrayBuffer>({ initial: 1, maximum: MOST_PAGES, shared: true });
  }

  /** A zero-filled block of so many bytes, once; returns its byte offset. Throws a RangeError past 4 GiB. */
  allocate(bytes: number): number {
    const start = this.#end;
    this.#end = Math.ceil((start + bytes) / ALIGNMENT) * ALIGNMENT;
    growTo(this.memory, this.#end);
    return start;
  }

  /** Takes all blocks back and fills them with zeros, for what comes after. */
  clear(): void {
    new Uint8Array(this.memory.buffer, PAGE, this.#end - PAGE).fill(0);
    this.#end = PAGE;
  }

  /** Where the next block would start. */
  get end(): number {
    return this.#end;
  }
}

/** Makes the memory at least so long. Old views stay valid, but end where they ended. */
export function growTo(memory: SharedMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  if (bytes > MOST_PAGES * PAGE) {
    throw new RangeError(`Expected the work to fit 4 GiB of memory but it needs ${Math.ceil(bytes / 2 ** 20)} MiB`);
  }
  memory.grow(Math.ceil(missing / PAGE));
}

/**
 * To be called by the other threads before they use what one has grown: V8 tells them of the new length by an interrupt,
 * which compiled code may not have looked at yet, and until then views and routines end where the memory ended.
 */
export function seeGrown(memory: SharedMemory): void {
  memory.grow(0);
}

let module: WebAssembly.Module | undefined;

/** This thread's routines on a shared memory. */
export function tsneRoutines(memory: SharedMemory): TsneRoutines {
  module ??= new WebAssembly.Module(readFileSync(new URL("../assembly/tsne.wasm", import.meta.url)));
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory: memory },
  });
  return exports as TsneRoutines;
}
