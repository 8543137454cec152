/**
 * Comms as clients see them: which are open, and messages both ways with their bytes.
 *
 * User code holds its own side on the main thread (`cell/comms.ts`). The table is here, so that clients learn at once what
 * is open, also while a cell loops.
 */

import type { CommEvent, ToMain } from "../threads.js";
import type { Content, Message } from "../wire/message.js";
import type { Publisher } from "../wire/publisher.js";
import type { Cells } from "./cells.js";

const TYPES: Record<CommEvent["action"], string> = { open: "comm_open", message: "comm_msg", close: "comm_close" };

export class Comms {
  readonly #publisher: Publisher;
  readonly #cells: Cells;
  readonly #toMain: (message: ToMain) => void;
  readonly #targets = new Set<string>();
  /** The target of each open comm, by its id. */
  readonly #open = new Map<string, string>();
  /** Handlers that run on the main thread, by run. */
  readonly #handling = new Map<number, () => void>();

  constructor(publisher: Publisher, cells: Cells, toMain: (message: ToMain) => void) {
    this.#publisher = publisher;
    this.#cells = cells;
    this.#toMain = toMain;
  }

  /** A comm_info_request to the open comms, all or those of one target. */
  info({ target_name }: Content): Content {
    const wanted = [...this.#open].filter(([, target]) => typeof target_name !== "string" || target === target_name);
    return { status: "ok", comms: Object.fromEntries(wanted.map(([id, target]) => [id, { target_name: target }])) };
  }

  /** A client's comm_open, comm_msg or comm_close; settles when user code has handled it. */
  async receive(request: Message): Promise<void> {
    const { comm_id: id, target_name, data = {} } = request.content;
    if (typeof id !== "string") return;
    const { metadata, buffers } = request;
    const said = { id, data, metadata, buffers };
    switch (request.header.msg_type) {
      case "comm_open": {
        const target = String(target_name);
        if (!this.#targets.has(target)) {
          this.#publisher.publish("comm_close", { comm_id: id, data: {} }, request);
          return;
        }
        this.#open.set(id, target);
        return this.#hand(request, { action: "open", target, ...said });
      }
      case "comm_msg":
        if (this.#open.has(id)) return this.#hand(request, { action: "message", ...said });
        return;
      case "comm_close":
        if (this.#open.delete(id)) return this.#hand(request, { action: "close", ...said });
    }
  }

  /** User code's side of a comm. */
  send(run: number, { action, id, target = "", data, metadata, buffers }: CommEvent, weight = 0): void {
    if (action === "open") this.#open.set(id, target);
    if (action === "close") this.#open.delete(id);
    const content = action === "open" ? { comm_id: id, target_name: target, data } : { comm_id: id, data };
    this.#publisher.publish(TYPES[action], content, this.#cells.requestOf(run), { metadata, buffers, weight });
  }

  setTarget(target: string, known: boolean): void {
    if (known) this.#targets.add(target);
    else this.#targets.delete(target);
  }

  /** A handler has returned, or was stopped. */
  handled(run: number): void {
    this.#handling.get(run)?.();
    this.#handling.delete(run);
  }

  #hand(request: Message, event: CommEvent): Promise<void> {
    const run = this.#cells.number(request);
    return new Promise((resolve) => {
      this.#handling.set(run, resolve);
      this.#toMain({ type: "comm", run, event });
    });
  }
}
