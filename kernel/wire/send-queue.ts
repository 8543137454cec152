/** Messages in any number, at any time, to one send after another on one socket: zeromq takes only one at a time. */

/** What the queue needs of a zeromq socket. */
export interface Sender {
  send(frames: Buffer[]): Promise<void>;
}

export class SendQueue {
  readonly #socket: Sender;
  #waiting: { frames: Buffer[]; sent?: () => void }[] = [];
  #running: Promise<void> | undefined;

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  /** Sends after all that was pushed before; `sent` is called when zeromq has taken it. */
  push(frames: Buffer[], sent?: () => void): void {
    this.#waiting.push({ frames, sent });
    this.#running ??= this.#run();
  }

  /** Settles when everything pushed so far has been handed to zeromq. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const { frames, sent } of batch) {
        await this.#send(frames);
        sent?.();
      }
    }
    this.#running = undefined;
  }

  /** A peer that has gone, or a socket closed at shutdown, which throws at once, must not stop the others. */
  async #send(frames: Buffer[]): Promise<void> {
    try {
      await this.#socket.send(frames);
    } catch {
      // Nobody is left to be told.
    }
  }
}
