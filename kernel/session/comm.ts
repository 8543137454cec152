/** Comms: this kernel has no targets yet, so what a client opens is closed at once. */

import type { Content, Message } from "../wire/message.js";
import type { Publisher } from "../wire/publisher.js";

export function commOpen(request: Message, publisher: Publisher): void {
  publisher.publish("comm_close", { comm_id: request.content.comm_id, data: {} }, request);
}

export function commInfo(): Content {
  return { status: "ok", comms: {} };
}
