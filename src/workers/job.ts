/**
 * A job: one task function run over numbered chunks by several threads.
 *
 * The chunks are cut the same way whatever the number of threads, and a chunk's result depends on the chunk alone, so
 * the same input gives the same bits on 1, 2 or 16 threads. Data travels in SharedArrayBuffers; a task writes its
 * results there and returns nothing.
 */
import type { Instance } from "../wasm/instance.js";
import { unpackLargeViews } from "./large-views.js";

/** What a task may use: this thread's routines, and the chunks that are left. */
export interface TaskContext extends Instance {
  /** 0 … threads − 1: which private block of the input is this thread's own. */
  slot: number;
  /** How many threads share the job. */
  threads: number;
  /** The next chunk to work on, or −1 when none is left or the job was cancelled. */
  next: () => number;
  /** For jobs in lockstep: the next of the `count` parts of this phase, or −1 when all are taken. */
  take: (count: number) => number;
  /**
   * For jobs in lockstep: waits until all threads have come here, which ends a phase. False, on all threads alike, when
   * the job was cancelled: leave then. What the other threads wrote before is seen after.
   */
  meet: () => boolean;
  /**
   * Whether the job was cancelled. A task in lockstep may then leave out the rest of a phase whose results only count after
   * `meet`, which will say so to all threads.
   */
  stopping: () => boolean;
  /**
   * Awaited every few milliseconds by a task that may run on the calling thread, which hears signals and timers only then;
   * on a worker it is nothing.
   */
  breathe: () => Promise<void> | undefined;
  /** For jobs in lockstep: sets the share of the job that is done, 0 … 1, for the progress bar. */
  progress: (share: number) => void;
}

export type Task<Input> = (context: TaskContext, input: Input) => void | Promise<void>;

/** Which task: the module that exports it (so that a worker can load it) and its name there. */
export interface TaskName {
  module: string;
  name: string;
}

/** Int32 counters shared by all threads of one job. */
export const NEXT = 0;
export const DONE = 1;
export const CANCELLED = 2;
/** 1 once a thread has failed or died, so that no other waits for it. */
export const FAILED = 3;
/** Lockstep: parts taken in this phase, threads that have arrived at its end, phases ended, the last one's verdict. */
export const TAKEN = 4;
export const ARRIVED = 5;
export const PHASE = 6;
export const STOPPED = 7;
export const COUNTERS = 8;

export interface JobMessage extends TaskName {
  id: number;
  slot: number;
  threads: number;
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
export async function runShare(
  message: JobMessage,
  instance: Instance,
  breathe: TaskContext["breathe"] = () => undefined,
): Promise<void> {
  const { counters, chunks, slot, threads } = message;
  const tasks = (await import(message.module)) as Record<string, Task<unknown>>;
  let taken = 0;
  const next = (): number => {
    if (taken > 0) Atomics.add(counters, DONE, 1);
    taken++;
    if (Atomics.load(counters, CANCELLED) !== 0) return -1;
    const chunk = Atomics.add(counters, NEXT, 1);
    return chunk < chunks ? chunk : -1;
  };
  const take = (count: number): number => {
    const part = Atomics.add(counters, TAKEN, 1);
    return part < count ? part : -1;
  };
  const progress = (share: number): void => void Atomics.store(counters, DONE, Math.floor(share * chunks));
  const stopping = (): boolean => Atomics.load(counters, CANCELLED) !== 0;
  instance.arena.reset();
  const context: TaskContext = {
    ...instance,
    ...{ slot, threads, next, take, meet: () => meet(counters, threads), stopping, breathe, progress },
  };
  await tasks[message.name](context, unpackLargeViews(message.input));
}

/** Milliseconds after which a waiting thread looks whether another has failed, in case it was not woken. */
const PATIENCE = 100;

/** Looks at a barrier before a thread goes to sleep: a few microseconds, less than being woken takes. */
const SPINS = 2000;

/** The barrier: the last thread to arrive decides for all whether the job goes on, and wakes the others. */
function meet(counters: Int32Array, threads: number): boolean {
  const phase = Atomics.load(counters, PHASE);
  if (Atomics.add(counters, ARRIVED, 1) === threads - 1) {
    Atomics.store(counters, STOPPED, Atomics.load(counters, CANCELLED));
    Atomics.store(counters, TAKEN, 0);
    Atomics.store(counters, ARRIVED, 0);
    Atomics.store(counters, PHASE, phase + 1);
    Atomics.notify(counters, PHASE);
  } else {
    for (let spin = 0; spin < SPINS && Atomics.load(counters, PHASE) === phase; spin++);
    while (Atomics.load(counters, PHASE) === phase) {
      if (Atomics.load(counters, FAILED) !== 0) throw new Error("Another thread of the job failed");
      Atomics.wait(counters, PHASE, phase, PATIENCE);
    }
  }
  return Atomics.load(counters, STOPPED) === 0;
}
