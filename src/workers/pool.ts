/**
 * The pool of worker threads: starts them on first use, keeps them, and lends them to jobs.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { createInstance } from "../wasm/instance.js";
import { breather } from "./breathe.js";
import { packLargeViews } from "./large-views.js";
import {
  CANCELLED,
  COUNTERS,
  DONE,
  FAILED,
  PHASE,
  runShare,
  type JobMessage,
  type JobReply,
  type TaskName,
} from "./job.js";

export interface Job<Input> {
  task: TaskName;
  input: Input;
  chunks: number;
  /** Worker threads to use; 0 runs the job on the calling thread, which hears a signal whenever the task breathes. */
  threads: number;
  /** Stops the job at the next chunk; `run` then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with the share of chunks done, 0 … 1, a few times a second. */
  onProgress?: (share: number) => void;
}

/** How a job is run, whatever it does: handed down by the engines. */
export type Running = Pick<Job<unknown>, "threads" | "signal" | "onProgress">;

/** Milliseconds between two looks at the counters. */
const TICK = 50;

const idle: Worker[] = [];
let jobs = 0;

/** As many threads as the process may use; the environment variable LOWRANK_THREADS overrides it. */
export function defaultThreads(): number {
  const wanted = Number(process.env.LOWRANK_THREADS ?? "");
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}

/** More threads than so many a core only wait for one another; the floor lets small machines try what large ones do. */
const THREADS_A_CORE = 4;
const MOST_THREADS = 64;

/** Throws a RangeError unless `threads` is a number of threads that this machine can use. */
export function checkThreads(threads: number): void {
  const cores = availableParallelism();
  const most = Math.max(MOST_THREADS, THREADS_A_CORE * cores);
  if (Number.isInteger(threads) && threads >= 1 && threads <= most) return;
  const found = typeof threads === "string" ? `"${String(threads)}"` : String(threads);
  throw new RangeError(
    `Expected threads to be a whole number from 1 to ${most} on a machine of ${cores} cores but found ${found}`,
  );
}

/** Runs a job to its end. Rejects when a task throws, a worker dies, or the signal aborts. */
export async function run<Input>(job: Job<Input>): Promise<void> {
  job.signal?.throwIfAborted();
  const counters = new Int32Array(new SharedArrayBuffer(4 * COUNTERS));
  const cancel = (): void => void Atomics.store(counters, CANCELLED, 1);
  job.signal?.addEventListener("abort", cancel);
  const look = (): void => job.onProgress?.(Math.min(1, Atomics.load(counters, DONE) / job.chunks));
  const timer = setInterval(look, TICK);
  const id = jobs++;
  const input = packLargeViews(job.input);
  const share = (slot: number): JobMessage => ({
    ...job.task,
    id,
    slot,
    threads: Math.max(1, job.threads),
    chunks: job.chunks,
    counters,
    input,
  });
  try {
    if (job.threads === 0) {
      await runShare(share(0), createInstance(), breather(undefined));
    } else {
      const fail = (error: unknown): never => {
        cancel();
        Atomics.store(counters, FAILED, 1);
        Atomics.notify(counters, PHASE);
        throw asError(error);
      };
      const shares = Array.from({ length: job.threads }, (_, slot) => runOnWorker(share(slot)).catch(fail));
      await firstFailure(shares);
    }
  } finally {
    clearInterval(timer);
    job.signal?.removeEventListener("abort", cancel);
  }
  job.signal?.throwIfAborted();
  job.onProgress?.(1);
}

/** Runs one share on an idle worker, or on a new one; the worker comes back to the pool unless it died. */
function runOnWorker(message: JobMessage): Promise<void> {
  const worker = idle.pop() ?? startWorker();
  return new Promise((resolve, reject) => {
    const onMessage = (reply: JobReply): void => {
      release();
      idle.push(worker);
      if (reply.error === undefined) resolve();
      else reject(Object.assign(new Error(reply.error.message), { stack: reply.error.stack }));
    };
    const onError = (error: unknown): void => {
      release();
      reject(new Error(`A worker thread failed: ${asError(error).message}`, { cause: error }));
    };
    const onExit = (code: number): void => {
      release();
      reject(new Error(`A worker thread ended with code ${code} before its work was done`));
    };
    const release = (): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(message);
  });
}

/** Waits for all shares, so that none still writes when the job ends; throws what failed first. */
async function firstFailure(shares: Promise<void>[]): Promise<void> {
  let failed: { error: unknown } | undefined;
  await Promise.all(shares.map((share) => share.catch((error: unknown) => void (failed ??= { error }))));
  if (failed !== undefined) throw failed.error;
}

function startWorker(): Worker {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { execArgv: [] });
  worker.on("error", () => forget(worker)).on("exit", () => forget(worker));
  // Flags of the main program, such as --eval, are not for workers. An idle pool does not keep the process alive; a running job does, by its timer.
  worker.unref();
  return worker;
}

function forget(worker: Worker): void {
  const at = idle.indexOf(worker);
  if (at >= 0) idle.splice(at, 1);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
