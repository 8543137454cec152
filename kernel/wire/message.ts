/**
 * ZeroMQ frames to Jupyter messages and back.
 *
 * A message travels as: identities..., `<IDS|MSG>`, signature, header, parent header, metadata, content, buffers...
 * The signature is the hex HMAC of the four JSON frames; buffers are not signed.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** The version of the message protocol this kernel speaks. */
export const PROTOCOL_VERSION = "5.5";

const DELIMITER = Buffer.from("<IDS|MSG>");

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

export type Content = Record<string, unknown>;

export interface Message {
  /** Routing frames in front of the delimiter: who asked, or the topic of a broadcast. */
  identities: Buffer[];
  header: Header;
  /** The header of the request this answers; empty for none. */
  parent: Header | Record<string, never>;
  metadata: Content;
  content: Content;
  buffers: Buffer[];
}

/** What a message may carry beside its content. */
export interface Extras {
  metadata?: Content;
  buffers?: Uint8Array[];
}

/** How many signatures are remembered, to know a message that is sent a second time. */
const SIGNATURES = 1 << 16;

/** Why a message was dropped. */
export class MessageError extends Error {
  override name = "MessageError";
}

/** Signs, packs and unpacks the messages of one kernel process. */
export class Codec {
  readonly #key: string;
  readonly #hash: string;
  readonly #seen = new Set<string>();
  /** The kernel's own session, new for each process. */
  readonly session: string = randomUUID();

  constructor(key: string, hash = "sha256") {
    this.#key = key;
    this.#hash = hash;
  }

  /** A message from this kernel. */
  message(type: string, content: Content, parent?: Message, identities: Buffer[] = [], extras: Extras = {}): Message {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.session,
      username: "kernel",
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
    const { metadata = {}, buffers = [] } = extras;
    const frames = buffers.map((it) => Buffer.from(it.buffer, it.byteOffset, it.byteLength));
    return { identities, header, parent: parent?.header ?? {}, metadata, content, buffers: frames };
  }

  encode(message: Message): Buffer[] {
    const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    return [...message.identities, DELIMITER, Buffer.from(this.#sign(parts)), ...parts, ...message.buffers];
  }

  /**
   * Frames to a message; the signature is checked before anything is parsed, and counts only once, so that nobody can
   * repeat what was overheard. Throws `MessageError`.
   */
  decode(frames: Buffer[]): Message {
    const delimiter = frames.findIndex((frame) => frame.equals(DELIMITER));
    if (delimiter < 0) throw new MessageError("Expected the frame <IDS|MSG> but found none");
    const [signature, ...rest] = frames.slice(delimiter + 1);
    if (rest.length < 4) throw new MessageError(`Expected 4 JSON frames but found ${rest.length}`);
    const parts = rest.slice(0, 4);
    const expected = Buffer.from(this.#sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new MessageError("Expected a valid signature");
    }
    this.#takeOnce(signature.toString());
    const [header, parent, metadata, content] = parts.map(parseObject);
    if (typeof header.msg_id !== "string" || typeof header.msg_type !== "string") {
      throw new MessageError("Expected a header with msg_id and msg_type");
    }
    return {
      identities: frames.slice(0, delimiter),
      header: header as unknown as Header,
      parent: parent as unknown as Header,
      metadata,
      content,
      buffers: rest.slice(4),
    };
  }

  #takeOnce(signature: string): void {
    if (this.#key === "") return;
    if (this.#seen.has(signature)) throw new MessageError("Expected a new message but found one sent before");
    this.#seen.add(signature);
    if (this.#seen.size <= SIGNATURES) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      break;
    }
  }

  #sign(parts: Buffer[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#hash, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }
}

function parseObject(frame: Buffer): Content {
  let value: unknown;
  try {
    value = JSON.parse(frame.toString("utf8"));
  } catch {
    throw new MessageError("Expected JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MessageError("Expected a JSON object");
  }
  return value as Content;
}
