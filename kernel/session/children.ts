/** The processes that user code has started and may be waiting for. */

import { readdirSync, readFileSync } from "node:fs";

/**
 * Sends them, and those that they have started, what Ctrl-C in a terminal would. Only Linux tells which processes the
 * main thread has started; the compiler is a child of another thread.
 */
export function interruptChildren(): void {
  for (const pid of childrenOf(process.pid, String(process.pid))) interruptFamily(pid);
}

function interruptFamily(pid: number): void {
  // Its children first: they would be others' once it has ended.
  for (const thread of threadsOf(pid)) childrenOf(pid, thread).forEach(interruptFamily);
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // It has ended.
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function childrenOf(pid: number, thread: string): number[] {
  try {
    return (readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").match(/\d+/g) ?? []).map(Number);
  } catch {
    return [];
  }
}
