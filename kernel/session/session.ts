/** Requests of clients to replies: which handler answers what, and busy and idle around each. */

import type { FromMain, ToMain } from "../threads.js";
import type { Content, Message } from "../wire/message.js";
import type { Connection } from "../wire/connection.js";
import type { Publisher } from "../wire/publisher.js";
import type { Channel } from "../wire/sockets.js";
import { Cells } from "./cells.js";
import { Comms } from "./comms.js";
import { complete, inspect, isComplete } from "./complete.js";
import type { CompilerLink } from "./compiler-link.js";
import { ExecuteQueue } from "./execute.js";
import { History } from "./history.js";
import { kernelInfo } from "./info.js";
import type { Input } from "./input.js";
import { InterruptLadder } from "./interrupt.js";
import { Usage } from "./usage.js";

export interface SessionParts {
  publisher: Publisher;
  connection: Connection;
  compiler: CompilerLink;
  input: Input;
  toMain: (message: ToMain) => void;
  reply: (channel: Channel, request: Message, type: string, content: Content) => void;
  /** Ends the process, after what has been published is out. */
  quit: (code: number) => void;
}

/** Milliseconds between a cell's wish to end the process and its end; clients that poll look every 50. */
const LAST_WORDS = 200;

type Handler = (request: Message) => Content | Promise<Content | void>;

export class Session {
  readonly #parts: SessionParts;
  readonly #history = new History();
  readonly #ladder: InterruptLadder;
  readonly #cells: Cells;
  readonly #comms: Comms;
  readonly #queue: ExecuteQueue;
  readonly #handlers: Record<string, Handler>;

  constructor(parts: SessionParts) {
    const { publisher, compiler, connection } = parts;
    const usage = new Usage();
    this.#parts = parts;
    this.#ladder = new InterruptLadder(parts.toMain);
    this.#cells = new Cells(parts.toMain, publisher);
    this.#comms = new Comms(publisher, this.#cells, parts.toMain);
    this.#queue = new ExecuteQueue({
      publisher,
      compiler,
      cells: this.#cells,
      history: this.#history,
      reply: (request, content) => {
        parts.input.forget();
        parts.reply("shell", request, "execute_reply", content);
      },
    });
    this.#handlers = {
      kernel_info_request: () => kernelInfo(),
      complete_request: ({ content }) => complete(content, compiler),
      inspect_request: ({ content }) => inspect(content, compiler),
      is_complete_request: ({ content }) => isComplete(content, compiler),
      history_request: ({ content }) => ({ status: "ok", history: this.#history.answer(content) }),
      comm_info_request: ({ content }) => this.#comms.info(content),
      comm_open: (request) => this.#comms.receive(request),
      comm_msg: (request) => this.#comms.receive(request),
      comm_close: (request) => this.#comms.receive(request),
      connect_request: () => ({
        status: "ok",
        shell_port: connection.shellPort,
        iopub_port: connection.iopubPort,
        stdin_port: connection.stdinPort,
        hb_port: connection.heartbeatPort,
        control_port: connection.controlPort,
      }),
      usage_request: async () => usage.answer(await compiler.ask<"usage">({ type: "usage" })),
      interrupt_request: () => this.#interrupt(),
      shutdown_request: ({ content }) => ({ status: "ok", restart: content.restart === true }),
    };
  }

  /** A message of a client on the shell or control channel. Unknown types are ignored, as the protocol asks. */
  async receive(channel: Channel, request: Message): Promise<void> {
    const type = request.header.msg_type;
    if (type === "execute_request" && channel === "shell") return this.#queue.push(request);
    if (!Object.hasOwn(this.#handlers, type)) return;
    const { publisher } = this.#parts;
    publisher.status("busy", request);
    const content = await this.#answer(this.#handlers[type], request);
    if (content !== undefined && type.endsWith("_request")) {
      const replyType = type.replace(/_request$/, "_reply");
      this.#parts.reply(channel, request, replyType, content);
      if (type === "shutdown_request") publisher.publish(replyType, content, request);
    }
    publisher.status("idle", request);
    // Clients show the last status they saw: say again that a cell is running.
    if (this.#queue.current !== undefined) publisher.status("busy", this.#queue.current);
    if (type === "shutdown_request") this.#parts.quit(0);
  }

  /** What the main thread says. */
  receiveFromMain(message: FromMain): void {
    switch (message.type) {
      case "interrupting":
        return this.#ladder.heard(message.sequence);
      case "input":
        return this.#parts.input.ask(this.#queue.current, message.prompt, message.password);
      case "comm":
        return this.#comms.send(message.run, message.event, message.weight);
      case "commTarget":
        return this.#comms.setTarget(message.target, message.known);
      case "handled":
        return this.#comms.handled(message.run);
      case "packagesChanged":
        void this.#parts.compiler.ask<"forgetPackages">({ type: "forgetPackages" });
        return;
      case "quit":
        // The cell that asked for the end is answered first, and its client may yet have to ask for the answer.
        this.#queue.close();
        setTimeout(() => this.#parts.quit(message.code), LAST_WORDS);
        return;
      default:
        return this.#cells.receive(message);
    }
  }

  async #answer(handler: Handler, request: Message): Promise<Content | void> {
    try {
      return await handler(request);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      return { status: "error", ename: "KernelError", evalue, traceback: [evalue] };
    }
  }

  /** Answered at once; the interrupt takes its time behind it. */
  #interrupt(): Content {
    this.#queue.interrupt();
    void this.#ladder.interrupt(this.#cells.running);
    return { status: "ok" };
  }
}
