/** The main thread as the session sees it: cells to run, and what comes back from them. */

import { OUTPUT_WEIGHT, type CellRun, type FromMain, type Outcome, type ToMain } from "../threads.js";
import type { Message } from "../wire/message.js";
import type { Publisher } from "../wire/publisher.js";

/** How many finished cells can still be told apart when they print late. */
const REMEMBERED = 10_000;

export class Cells {
  readonly #post: (message: ToMain) => void;
  readonly #publisher: Publisher;
  /** The request of each run; silent ones have none. */
  readonly #requests = new Map<number, Message | undefined>();
  #latest: Message | undefined;
  #done: ((outcome: Outcome) => void) | undefined;
  #running = 0;
  #count = 0;

  constructor(post: (message: ToMain) => void, publisher: Publisher) {
    this.#post = post;
    this.#publisher = publisher;
  }

  /** The run under way, 0 for none. */
  get running(): number {
    return this.#running;
  }

  /** Runs a cell; its output belongs to `request`, and is dropped when `silent`. */
  run(cell: Omit<CellRun, "run">, request: Message, silent: boolean): Promise<Outcome> {
    const run = this.number(request, silent);
    if (!silent) this.#latest = request;
    this.#running = run;
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#post({ type: "run", cell: { ...cell, run } });
    });
  }

  /** A new number for what runs on behalf of `request`. */
  number(request: Message, silent = false): number {
    const run = ++this.#count;
    this.#requests.set(run, silent ? undefined : request);
    this.#requests.delete(run - REMEMBERED);
    return run;
  }

  /** The request that a run belongs to, or for what has no run any more the latest one. */
  requestOf(run: number): Message | undefined {
    return this.#requests.get(run) ?? this.#latest;
  }

  /** The messages that concern output and outcomes. */
  receive(message: FromMain): void {
    if (!("run" in message)) return;
    if (message.type === "done") {
      if (message.run !== this.#running) return;
      this.#running = 0;
      this.#done?.(message.outcome);
      return;
    }
    if (message.type === "stream") this.#publisher.released(OUTPUT_WEIGHT);
    const silent = this.#requests.has(message.run) && this.#requests.get(message.run) === undefined;
    if (silent) {
      if (message.type === "stream") this.#publisher.released(message.text.length);
      else if ("weight" in message) this.#publisher.released(message.weight ?? 0);
      return;
    }
    const request = this.requestOf(message.run);
    switch (message.type) {
      case "stream":
        return this.#publisher.stream(message.name, message.text, request);
      case "clear":
        return this.#publisher.publish("clear_output", { wait: message.wait }, request, { weight: message.weight });
      case "display": {
        const { data, metadata, displayId, update, weight } = message;
        const transient = displayId === undefined ? {} : { display_id: displayId };
        const type = update ? "update_display_data" : "display_data";
        return this.#publisher.publish(type, { data, metadata, transient }, request, { weight });
      }
    }
  }
}
