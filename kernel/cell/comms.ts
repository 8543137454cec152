/** Comms as user code holds them: a line between a cell and a view on the page, with messages and bytes both ways. */

import { randomUUID } from "node:crypto";
import type { CommEvent, FromMain } from "../threads.js";
import { currentCell, runAs, waitFor, type RunningCell } from "./running.js";

/** What goes along with a comm's data. */
export interface CommExtras {
  metadata?: Record<string, unknown>;
  /** Bytes sent beside the data as they are, without base64. */
  buffers?: (Uint8Array | ArrayBufferView | ArrayBuffer)[];
}

/** What the other side says. */
export interface CommMessage {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the page sends has no type; cells use it as it is.
  data: any;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** One open line to a view on the page. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  /** Whether either side has closed it. */
  readonly closed: boolean;
  /** Sends data (what JSON can carry) and bytes. */
  send(data?: unknown, extras?: CommExtras): void;
  close(data?: unknown, extras?: CommExtras): void;
  /** Calls `handler` with each message from the page: between cells, or while a cell awaits. */
  onMessage(handler: (message: CommMessage) => void): void;
  onClose(handler: (message: CommMessage) => void): void;
}

/** The two ways to a comm: the kernel opens it, or the page does. */
export interface Comms {
  /** Opens a comm to what the page knows as `target`. */
  open(target: string, data?: unknown, extras?: CommExtras & { id?: string }): Comm;
  /** Takes comms that the page opens for `target`. */
  register(target: string, opened: (comm: Comm, message: CommMessage) => void): void;
  unregister(target: string): void;
}

type Handler = (message: CommMessage) => unknown;

interface Side {
  comm: Comm;
  handlers: { message: Handler[]; close: Handler[] };
}

export class CommTable implements Comms {
  readonly #post: (message: FromMain) => void;
  readonly #fail: (error: unknown, cell: RunningCell) => void;
  readonly #sides = new Map<string, Side>();
  readonly #targets = new Map<string, (comm: Comm, message: CommMessage) => unknown>();
  /** Messages whose handlers are not done. */
  readonly #handling = new Set<RunningCell>();

  constructor(post: (message: FromMain) => void, fail: (error: unknown, cell: RunningCell) => void) {
    this.#post = post;
    this.#fail = fail;
  }

  open(target: string, data?: unknown, { id = randomUUID(), ...extras }: CommExtras & { id?: string } = {}): Comm {
    const name = checkName(target);
    if (this.#sides.has(id)) throw new RangeError(`Expected a new comm id but found one in use: ${id}`);
    this.#send("open", id, data, extras, name);
    return this.#add(id, name);
  }

  register(target: string, opened: (comm: Comm, message: CommMessage) => void): void {
    if (typeof opened !== "function") throw new TypeError(`Expected a function for "${checkName(target)}"`);
    this.#targets.set(checkName(target), opened);
    this.#post({ type: "commTarget", target, known: true });
  }

  unregister(target: string): void {
    this.#targets.delete(target);
    this.#post({ type: "commTarget", target, known: false });
  }

  /** What a client said: runs user code's handlers, whose output belongs to that message, also what they await. */
  receive(run: number, event: CommEvent): void {
    const cell: RunningCell = { run, file: "", abort: new AbortController(), pending: new Set(), held: [] };
    this.#handling.add(cell);
    for (const handle of this.#handlers(event)) {
      try {
        const result = runAs(cell, handle);
        if (result instanceof Promise) waitFor(cell, result, (error) => this.#fail(error, cell));
      } catch (error) {
        this.#fail(error, cell);
      }
    }
    void this.#finish(cell);
  }

  /** The handlers under way have been stopped. */
  stopped(): void {
    for (const cell of this.#handling) {
      cell.abort.abort();
      this.#end(cell);
    }
  }

  /** At once where nothing is pending. */
  async #finish(cell: RunningCell): Promise<void> {
    while (cell.pending.size > 0) await Promise.all(cell.pending);
    this.#end(cell);
  }

  #end(cell: RunningCell): void {
    if (this.#handling.delete(cell)) this.#post({ type: "handled", run: cell.run });
  }

  /** What is to be called for a client's message. */
  #handlers({ action, id, target = "", data, metadata, buffers }: CommEvent): (() => unknown)[] {
    const message = { data, metadata, buffers };
    if (action === "open") {
      const opened = this.#targets.get(target);
      return opened === undefined ? [] : [() => opened(this.#add(id, target), message)];
    }
    const handlers = this.#sides.get(id)?.handlers[action] ?? [];
    if (action === "close") this.#sides.delete(id);
    return handlers.map((handler) => () => handler(message));
  }

  #add(id: string, target: string): Comm {
    const handlers: Side["handlers"] = { message: [], close: [] };
    const sides = this.#sides;
    const comm: Comm = {
      id,
      target,
      get closed() {
        return sides.get(id)?.comm !== comm;
      },
      send: (data, extras) => {
        if (comm.closed) throw new Error(`Expected an open comm but found a closed one: ${target} ${id}`);
        this.#send("message", id, data, extras);
      },
      close: (data, extras) => {
        if (comm.closed) return;
        sides.delete(id);
        this.#send("close", id, data, extras);
      },
      onMessage: (handler) => void handlers.message.push(handler),
      onClose: (handler) => void handlers.close.push(handler),
    };
    sides.set(id, { comm, handlers });
    return comm;
  }

  #send(action: CommEvent["action"], id: string, data: unknown, extras: CommExtras = {}, target?: string): void {
    const event: CommEvent = {
      action,
      id,
      target,
      data: asJson(data ?? {}),
      metadata: asJson(extras.metadata ?? {}) as Record<string, unknown>,
      buffers: (extras.buffers ?? []).map(toBytes),
    };
    this.#post({ type: "comm", run: currentCell()?.run ?? 0, event });
  }
}

function checkName(target: string): string {
  if (typeof target === "string" && target !== "") return target;
  throw new TypeError(`Expected the name of a comm's target but found ${JSON.stringify(target)}`);
}

/** As the other side will see it; throws here, at the caller's line, for what JSON cannot carry. */
function asJson(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`Expected data that JSON can carry but found ${typeof value}`);
  return JSON.parse(text) as unknown;
}

/** A copy, which later changes do not reach. */
function toBytes(buffer: Uint8Array | ArrayBufferView | ArrayBuffer): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer.slice(0));
  if (ArrayBuffer.isView(buffer)) {
    return Uint8Array.from(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));
  }
  throw new TypeError("Expected buffers to be typed arrays, DataViews or ArrayBuffers");
}
