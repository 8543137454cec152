/**
 * A job: one task function run over numbered chunks by several threads.
 *
 * The chunks are cut the same way whatever the number of threads, and a chunk's result depends on the chunk alone, so
 * the same input gives the same bits on 1, 2 or 16 threads. Data travels in SharedArrayBuffers; a task writes its
 * results there and returns nothing.
 */
import type { Instance } from "../wasm/instance.js";

/** What a task may use: this thread's routines, and the chunks that are left. */
export interface TaskContext extends Instance {
  /** 0 … threads − 1: which private block of the input is this thread's own. */
  slot: number;
  /** The next chunk to work on, or −1 when none is left or the job was cancelled. */
  next: () => number;
}

export type Task<Input> = (context: TaskContext, input: Input) => void;

/** Which task: the module that exports it (so that a worker can load it) and its name there. */
export interface TaskName {
  module: string;
  name: string;
}

/** Int32 counters shared by all threads of one job. */
export const NEXT = 0;
export const DONE = 1;
export const CANCELLED = 2;
export const COUNTERS = 3;

export interface JobMessage extends TaskName {
  id: number;
  slot: number;
  chunks: number;
  counters: Int32Array;
  input: unknown;
}

export interface JobReply {
  id: number;
  /** The error's text and stack, when the task threw. */
  error?: { message: string; stack: string };
}

/** Runs one thread's share of a job: loads the task and lets it take chunks until none is left. */
export async function runShare(message: JobMessage, instance: Instance): Promise<void> {
  const { counters, chunks, slot } = message;
  const tasks = (await import(message.module)) as Record<string, Task<unknown>>;
  let taken = 0;
  const next = (): number => {
    if (taken > 0) Atomics.add(counters, DONE, 1);
    taken++;
    if (Atomics.load(counters, CANCELLED) !== 0) return -1;
    const chunk = Atomics.add(counters, NEXT, 1);
    return chunk < chunks ? chunk : -1;
  };
  instance.arena.reset();
  tasks[message.name]({ ...instance, slot, next }, message.input);
}
