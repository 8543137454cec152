/**
 * Frames of the clients to the session, its answers to frames.
 *
 * It owns the sockets, so the heartbeat, the control channel and streams go on while user code loops on the main thread.
 */

import { writeSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import type { CompilerLink } from "../session/compiler-link.js";
import { Input } from "../session/input.js";
import { endProcess } from "../session/interrupt.js";
import { Session } from "../session/session.js";
import { OUTPUT_LIMIT, SharedCounter, type FromMain, type ToMain, type WireStart } from "../threads.js";
import { readConnection } from "./connection.js";
import { Codec, MessageError, type Content, type Message } from "./message.js";
import { Publisher } from "./publisher.js";
import { Sockets, type Channel } from "./sockets.js";

/** Serves them until one of them, user code or the compiler's failure ends the kernel. */
export async function serveClients(start: WireStart, main: MessagePort, compiler: CompilerLink): Promise<void> {
  const connection = readConnection(start.connectionFile);
  const codec = new Codec(connection.key, connection.hash);
  const sockets = new Sockets();
  const publisher = new Publisher(sockets.iopub, codec, (amount) => {
    const left = Atomics.sub(start.shared, SharedCounter.underWay, amount) - amount;
    // Woken for each output, a loop that waits would do nothing else.
    if (left < OUTPUT_LIMIT / 2) Atomics.notify(start.shared, SharedCounter.underWay);
  });

  /** Dropped messages are told once, in the log of who started the kernel: a client that sends one may send thousands. */
  let complained = false;
  let quitting = false;

  const toMain = (message: ToMain): void => main.postMessage(message);

  function send(channel: Channel, request: Message, type: string, content: Content): void {
    sockets.send(channel, codec.encode(codec.message(type, content, request, request.identities)));
  }

  function decode(frames: Buffer[]): Message | undefined {
    try {
      return codec.decode(frames);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      if (!complained) {
        writeSync(2, `Dropped a message: ${error.message}. Others will be dropped silently.\n`);
      }
      complained = true;
      return undefined;
    }
  }

  /** Sockets are closed before the process ends; what the main thread may still print is not waited for. */
  async function quit(code: number): Promise<void> {
    if (quitting) return;
    quitting = true;
    compiler.close();
    publisher.flush();
    await sockets.close();
    endProcess(toMain, code);
  }

  /** A kernel whose client has died ends too. */
  function watchParent(): void {
    if (process.env.JPY_PARENT_PID === undefined || process.platform === "win32") return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) void quit(0);
    }, 500).unref();
  }

  const input = new Input(start.input, start.shared, (request, content) =>
    send("stdin", request, "input_request", content),
  );
  const session = new Session({
    publisher,
    connection,
    compiler,
    input,
    toMain,
    reply: send,
    quit: (code) => void quit(code),
  });

  main.on("message", (message: FromMain) => {
    if (!quitting) session.receiveFromMain(message);
  });
  await sockets.bind(connection);
  for (const channel of ["shell", "control"] as const) {
    sockets.listen(channel, (frames) => {
      const message = decode(frames);
      if (message !== undefined) void session.receive(channel, message);
    });
  }
  sockets.listen("stdin", (frames) => {
    const message = decode(frames);
    if (message !== undefined) input.receive(message);
  });
  sockets.listenSubscriptions((topic) => {
    publisher.welcome(topic.toString());
  });
  publisher.status("starting");
  watchParent();
  const reason = await compiler.failure;
  writeSync(2, `The compiler process failed: ${reason}\n`);
  await quit(1);
}
