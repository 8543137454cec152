/**
 * Output of cells to broadcasts, in order.
 *
 * Prints are merged per request and stream: they leave after 30 ms, at 64 KiB, or ahead of any other broadcast, so that
 * a printing loop makes few messages and everything a cell printed is out before its `idle`.
 */

import type { Codec, Content, Extras, Message } from "./message.js";
import type { SendQueue } from "./send-queue.js";

export type StreamName = "stdout" | "stderr";

const FLUSH_AFTER_MILLISECONDS = 30;
const FLUSH_AT_CHARACTERS = 64 * 1024;

export class Publisher {
  readonly #queue: SendQueue;
  readonly #codec: Codec;
  readonly released: (amount: number) => void;
  #stream: { name: StreamName; parent: Message | undefined; texts: string[]; length: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `released` is told how much output has left the process, so that a loop of it can be held back. */
  constructor(queue: SendQueue, codec: Codec, released: (amount: number) => void = () => undefined) {
    this.#queue = queue;
    this.#codec = codec;
    this.released = released;
  }

  /** `weight` is released when the message has left. */
  publish(
    type: string,
    content: Content,
    parent?: Message,
    { weight = 0, ...extras }: Extras & { weight?: number } = {},
  ): void {
    this.flush();
    const sent = weight > 0 ? () => this.released(weight) : undefined;
    this.#push(type, content, parent, `kernel.${this.#codec.session}.${type}`, { extras, sent });
  }

  /** The greeting of a new subscription, under the topic it has subscribed to. */
  welcome(topic: string): void {
    this.flush();
    this.#push("iopub_welcome", { subscription: topic }, undefined, topic);
  }

  status(state: "starting" | "busy" | "idle", parent?: Message): void {
    this.publish("status", { execution_state: state }, parent);
  }

  stream(name: StreamName, text: string, parent?: Message): void {
    if (this.#stream !== undefined && (this.#stream.name !== name || this.#stream.parent !== parent)) this.flush();
    this.#stream ??= { name, parent, texts: [], length: 0 };
    this.#stream.texts.push(text);
    this.#stream.length += text.length;
    if (this.#stream.length >= FLUSH_AT_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MILLISECONDS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    const topic = `kernel.${this.#codec.session}.stream.${stream.name}`;
    const content = { name: stream.name, text: stream.texts.join("") };
    this.#push("stream", content, stream.parent, topic, { sent: () => this.released(stream.length) });
  }

  #push(
    type: string,
    content: Content,
    parent: Message | undefined,
    topic: string,
    { extras, sent }: { extras?: Extras; sent?: () => void } = {},
  ): void {
    const message = this.#codec.message(type, content, parent, [Buffer.from(topic)], extras);
    this.#queue.push(this.#codec.encode(message), sent);
  }
}
