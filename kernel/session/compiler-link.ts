/** Requests to the compiler thread to promises of its results. */

import type { MessagePort } from "node:worker_threads";
import type { CompileRequest, CompileResults } from "../threads.js";

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

export class CompilerLink {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", ({ id, result, failure }: { id: number; result?: never; failure?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure !== undefined) waiting?.reject(new Error(`The compiler failed: ${failure}`));
      else waiting?.resolve(result as never);
    });
  }

  ask<T extends CompileRequest["type"]>(request: Extract<CompileRequest, { type: T }>): Promise<CompileResults[T]> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ id, request });
    });
  }
}
