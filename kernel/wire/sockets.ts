/** A connection to the five bound sockets of a kernel, their send queues, and one way to close them all. */

import { Reply, Router, XPublisher } from "zeromq";
import { address, type Connection } from "./connection.js";
import { SendQueue } from "./send-queue.js";

/** The channels that carry requests. */
export type Channel = "shell" | "control" | "stdin";

/** How long an unsent message may hold up the exit, in milliseconds. */
const LINGER = 1000;

export class Sockets {
  readonly #routers: Record<Channel, Router>;
  readonly #queues: Record<Channel, SendQueue>;
  readonly #iopub: XPublisher;
  readonly #heartbeat: Reply;
  /** Broadcasts. */
  readonly iopub: SendQueue;

  constructor() {
    const router = (): Router => new Router({ linger: LINGER, sendHighWaterMark: 0, handover: true });
    this.#routers = { shell: router(), control: router(), stdin: router() };
    this.#iopub = new XPublisher({ linger: LINGER, sendHighWaterMark: 0, verbosity: "allSubs" });
    this.#heartbeat = new Reply({ linger: 0 });
    this.#queues = {
      shell: new SendQueue(this.#routers.shell),
      control: new SendQueue(this.#routers.control),
      stdin: new SendQueue(this.#routers.stdin),
    };
    this.iopub = new SendQueue(this.#iopub);
  }

  async bind(connection: Connection): Promise<void> {
    await Promise.all([
      this.#heartbeat.bind(address(connection, connection.heartbeatPort)),
      this.#routers.shell.bind(address(connection, connection.shellPort)),
      this.#routers.control.bind(address(connection, connection.controlPort)),
      this.#routers.stdin.bind(address(connection, connection.stdinPort)),
      this.#iopub.bind(address(connection, connection.iopubPort)),
    ]);
    void this.#beat();
  }

  send(channel: Channel, frames: Buffer[]): void {
    this.#queues[channel].push(frames);
  }

  /** Calls `receive` for each message on a channel until the sockets are closed. */
  listen(channel: Channel, receive: (frames: Buffer[]) => void): void {
    void each(this.#routers[channel], receive);
  }

  /** Calls `receive` with the topic of each new subscription to the broadcasts. */
  listenSubscriptions(receive: (topic: Buffer) => void): void {
    void each(this.#iopub, ([frame]) => {
      if (frame[0] === 1) receive(frame.subarray(1));
    });
  }

  /** Hands over what is queued, then closes: an open socket at exit aborts the process. */
  async close(): Promise<void> {
    const queues = [this.iopub, ...Object.values(this.#queues)];
    const patience = new Promise((resolve) => setTimeout(resolve, LINGER));
    await Promise.race([Promise.all(queues.map((queue) => queue.drained())), patience]);
    for (const socket of [...Object.values(this.#routers), this.#iopub, this.#heartbeat]) socket.close();
  }

  async #beat(): Promise<void> {
    try {
      for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
    } catch {
      // Closed.
    }
  }
}

async function each(socket: AsyncIterable<Buffer[]>, receive: (frames: Buffer[]) => void): Promise<void> {
  try {
    for await (const frames of socket) receive(frames);
  } catch {
    // Closed.
  }
}
