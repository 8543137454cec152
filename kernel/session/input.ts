/** Questions of the running cell to its own client, and the client's answers to the waiting main thread. */

import type { MessagePort } from "node:worker_threads";
import type { InputAnswer } from "../cell/ask.js";
import { SharedCounter } from "../threads.js";
import type { Content, Message } from "../wire/message.js";

/** What clients send for an end of file. */
const END_OF_FILE = "\u0004";

export class Input {
  readonly #port: MessagePort;
  readonly #shared: Int32Array;
  readonly #send: (request: Message, content: Content) => void;
  #asked = false;

  constructor(port: MessagePort, shared: Int32Array, send: (request: Message, content: Content) => void) {
    this.#port = port;
    this.#shared = shared;
    this.#send = send;
  }

  /** Asks the client of `request`. */
  ask(request: Message | undefined, prompt: string, password: boolean): void {
    if (request === undefined || request.content.allow_stdin !== true) {
      this.#answer({ problem: "This client takes no input: prompt() needs one that does, such as JupyterLab" });
      return;
    }
    this.#asked = true;
    this.#send(request, { prompt, password });
  }

  /** An input_reply; one that nobody waits for is ignored. */
  receive(message: Message): void {
    if (!this.#asked || message.header.msg_type !== "input_reply") return;
    this.#asked = false;
    const { value } = message.content;
    this.#answer({ value: typeof value === "string" && value !== END_OF_FILE ? value : null });
  }

  /** The cell that asked has ended. */
  forget(): void {
    this.#asked = false;
  }

  #answer(answer: InputAnswer): void {
    this.#port.postMessage(answer);
    Atomics.add(this.#shared, SharedCounter.answers, 1);
    Atomics.notify(this.#shared, SharedCounter.answers);
  }
}
