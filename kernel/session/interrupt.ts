/**
 * An interrupt to the end of the running cell, by the gentlest step that works.
 *
 * First the main thread is asked: when it is free it aborts the cell's signal, gives it a moment, and ends it. When it
 * does not answer it is in a loop; then V8 is told, through the inspector, to drop the JavaScript that is running. When
 * that is of no use, it waits for processes that it has started; then those are interrupted. Variables survive all this.
 */

import { Session } from "node:inspector";
import type { ToMain } from "../threads.js";
import { interruptChildren } from "./children.js";

/** How long the main thread may take to say that it heard, in milliseconds. */
const PATIENCE = 120;
const ATTEMPTS = 20;

/** How long the process may take to end, in milliseconds. */
const LAST_PATIENCE = 1000;

/** After so many the thread is taken to wait for another process, where V8 cannot stop it. */
const FUTILE = 2;

export class InterruptLadder {
  readonly #post: (message: ToMain) => void;
  #sequence = 0;
  #heard = 0;
  #wake: (() => void) | undefined;

  constructor(post: (message: ToMain) => void) {
    this.#post = post;
  }

  /** The main thread has begun to end its cell. */
  heard(sequence: number): void {
    this.#heard = Math.max(this.#heard, sequence);
    this.#wake?.();
  }

  /** Ends the cell of a run, 0 for none; settles with whether the main thread answered. */
  async interrupt(run: number): Promise<boolean> {
    const sequence = ++this.#sequence;
    this.#post({ type: "interrupt", sequence, run, stopped: false });
    if (await this.#answer(sequence)) return true;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt === FUTILE) interruptChildren();
      terminateMain();
      this.#post({ type: "interrupt", sequence, run, stopped: true });
      if (await this.#answer(sequence)) return true;
    }
    return false;
  }

  #answer(sequence: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(this.#heard >= sequence);
      };
      const timer = setTimeout(settle, PATIENCE);
      this.#wake = () => {
        if (this.#heard >= sequence) settle();
      };
    });
  }
}

/** Ends the process: a main thread that does not hear is stopped, and what then stays is killed. */
export function endProcess(post: (message: ToMain) => void, code: number): void {
  post({ type: "exit", code });
  setInterval(terminateMain, 100);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), LAST_PATIENCE);
}

/** Drops the JavaScript that the main thread is running; harmless when it runs none. */
export function terminateMain(): void {
  const inspector = new Session();
  try {
    inspector.connectToMainThread();
    inspector.post("Runtime.terminateExecution", () => inspector.disconnect());
  } catch {
    // No inspector in this build of Node, or the main thread has gone.
  }
}
