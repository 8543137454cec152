/** A small Jupyter client: starts a real kernel process and speaks with it over ZeroMQ. */

import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Request, Subscriber } from "zeromq";
import { Codec, type Content, type Extras, type Message } from "#kernel/wire/message.js";

const mainFile = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

/** A parent that starts the kernel and stays. */
const PARENT = `
  const { spawn } = require("node:child_process");
  const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
  spawn(process.execPath, process.argv.slice(1), { env, stdio: "ignore" });
  setInterval(() => {}, 1000);
`;

interface Connecting {
  folder: string;
  ports: number[];
  key: string;
  throughParent: boolean;
  env: NodeJS.ProcessEnv;
  files: Record<string, string>;
  /** The process of a kernel that another client has started. */
  beside?: ChildProcess;
}

export interface StartOptions {
  /** Where it runs, an empty folder unless given. */
  folder?: string;
  /** Its five ports, free ones unless given. */
  ports?: number[];
  env?: NodeJS.ProcessEnv;
  /** Written into its folder before it starts: path to text. */
  files?: Record<string, string>;
  /** Secret of the signatures, a new one unless given; "" for unsigned messages. */
  key?: string;
  /** Starts the kernel as the child of a process that can be killed: `process` is then that parent. */
  throughParent?: boolean;
}

/** Guards against hangs only. */
const PATIENCE = 30_000;

export interface Answer {
  /** The content of the reply. */
  reply: Content;
  /** Broadcasts between busy and idle, those two left out. */
  outputs: Message[];
  /** All broadcasts of the request. */
  broadcasts: Message[];
}

export class KernelClient {
  readonly folder: string;
  readonly ports: number[];
  readonly key: string;
  readonly process: ChildProcess;
  readonly codec: Codec;
  /** Everything broadcast so far. */
  readonly broadcasts: Message[] = [];
  readonly #sockets: { shell: Dealer; control: Dealer; stdin: Dealer; iopub: Subscriber; heartbeat: Request };
  readonly #waiting: { test: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];
  readonly #received: Message[] = [];
  readonly exited: Promise<number | string | null>;
  /** What the process wrote to its own stderr. */
  errors = "";
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Answers input requests; undefined leaves them open. */
  onInput: ((prompt: string) => string) | undefined;

  private constructor({ folder, ports, key, throughParent, env, files, beside }: Connecting) {
    this.folder = folder;
    this.ports = ports;
    this.key = key;
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    this.codec = new Codec(key);
    const [shell_port, control_port, stdin_port, iopub_port, hb_port] = ports;
    const file = join(folder, "connection.json");
    const connection = { transport: "tcp", ip: "127.0.0.1", key, signature_scheme: "hmac-sha256" };
    writeFileSync(file, JSON.stringify({ ...connection, shell_port, control_port, stdin_port, iopub_port, hb_port }));
    const words = throughParent ? ["-e", PARENT, mainFile, file] : [mainFile, file];
    this.process =
      beside ??
      spawn(process.execPath, words, {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: "", JPY_PARENT_PID: undefined, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
    this.process.stdout?.resume();
    this.process.stderr?.on("data", (data: Buffer) => (this.errors += data.toString()));
    this.exited = new Promise((resolve) => this.process.on("exit", (code, signal) => resolve(code ?? signal)));
    const routingId = randomUUID();
    const dealer = (): Dealer => new Dealer({ routingId, linger: 0 });
    this.#sockets = {
      shell: dealer(),
      control: dealer(),
      stdin: dealer(),
      iopub: new Subscriber({ linger: 0, receiveHighWaterMark: 0 }),
      heartbeat: new Request({ linger: 0 }),
    };
    const sockets = Object.values(this.#sockets);
    sockets.forEach((socket, i) => socket.connect(`tcp://127.0.0.1:${ports[i]}`));
    this.#sockets.iopub.subscribe("");
    void this.#listen(this.#sockets.shell);
    void this.#listen(this.#sockets.control);
    void this.#listen(this.#sockets.stdin);
    void this.#listen(this.#sockets.iopub);
  }

  /** A kernel in a new folder, ready for requests. */
  static async start(options: StartOptions = {}): Promise<KernelClient> {
    const { key = randomUUID(), throughParent = false, env = {}, files = {}, ports = await freePorts(5) } = options;
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), "lowrank-kernel-"));
    const client = new KernelClient({ folder, ports, key, throughParent, env, files });
    await client.ask("kernel_info_request", {});
    return client;
  }

  /** A second client of the same kernel. */
  async second(): Promise<KernelClient> {
    const { folder, ports, key } = this;
    const client = new KernelClient({
      ...{ folder, ports, key, throughParent: false, env: {}, files: {} },
      beside: this.process,
    });
    await client.broadcast((it) => it.header.msg_type === "iopub_welcome");
    await client.ask("kernel_info_request", {});
    return client;
  }

  /** Closes this client's sockets, the kernel stays. */
  leave(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  /** Sends a request and waits for its reply only. */
  async ask(type: string, content: Content, channel: "shell" | "control" = "shell"): Promise<Content> {
    const message = await this.send(type, content, channel);
    return (await this.reply(message)).content;
  }

  async send(
    type: string,
    content: Content,
    channel: "shell" | "control" | "stdin" = "shell",
    extras?: Extras,
  ): Promise<Message> {
    const message = this.codec.message(type, content, undefined, [], extras);
    await this.#sockets[channel].send(this.codec.encode(message));
    return message;
  }

  async sendFrames(frames: (Buffer | string)[], channel: "shell" | "control" = "shell"): Promise<void> {
    await this.#sockets[channel].send(frames);
  }

  reply(request: Message): Promise<Message> {
    return this.#wait((it) => isFor(it, request) && it.header.msg_type.endsWith("_reply"), this.#received);
  }

  /** Waits for a broadcast, also one that has already come. */
  broadcast(test: (message: Message) => boolean): Promise<Message> {
    return this.#wait(test, this.broadcasts);
  }

  execute(code: string, options: Content = {}): Promise<Answer> {
    return this.start(code, options).then((started) => started.answer);
  }

  /** Sends a cell without waiting for it to end. */
  async start(code: string, options: Content = {}): Promise<{ request: Message; answer: Promise<Answer> }> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    const request = await this.send("execute_request", { ...content, ...options });
    return { request, answer: this.#answer(request) };
  }

  /** Round trip of the heartbeat. */
  async beat(): Promise<string> {
    await this.#sockets.heartbeat.send("ping");
    return String((await this.#sockets.heartbeat.receive())[0]);
  }

  async stop(): Promise<number | string | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.send("shutdown_request", { restart: false }, "control");
    }
    const code = await this.exited;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of Object.values(this.#sockets)) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }

  async #answer(request: Message): Promise<Answer> {
    const reply = await this.reply(request);
    await this.broadcast((it) => isFor(it, request) && it.content.execution_state === "idle");
    const broadcasts = this.broadcasts.filter((it) => isFor(it, request));
    const outputs = broadcasts.filter((it) => !["status", "execute_input"].includes(it.header.msg_type));
    return { reply: reply.content, outputs, broadcasts };
  }

  #wait(test: (message: Message) => boolean, seen: Message[]): Promise<Message> {
    const found = seen.find(test);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No answer from the kernel. ${this.errors}`)), PATIENCE);
      this.#timers.add(timer);
      this.#waiting.push({
        test,
        resolve: (message) => {
          clearTimeout(timer);
          this.#timers.delete(timer);
          resolve(message);
        },
      });
    });
  }

  async #listen(socket: Dealer | Subscriber): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = this.codec.decode(frames);
        (socket === this.#sockets.iopub ? this.broadcasts : this.#received).push(message);
        if (message.header.msg_type === "input_request" && this.onInput !== undefined) {
          const answer = this.codec.message("input_reply", { value: this.onInput(String(message.content.prompt)) });
          await this.#sockets.stdin.send(this.codec.encode(answer));
        }
        for (const waiting of this.#waiting.filter(({ test }) => test(message))) {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          waiting.resolve(message);
        }
      }
    } catch {
      // Closed.
    }
  }
}

/** What a cell printed. */
export function printed(answer: Answer, name = "stdout"): string {
  const streams = answer.outputs.filter((it) => it.header.msg_type === "stream" && it.content.name === name);
  return streams.map((it) => it.content.text as string).join("");
}

/** The text of a cell's result. */
export function resultText(answer: Answer): string | undefined {
  const result = answer.outputs.find((it) => it.header.msg_type === "execute_result");
  return (result?.content.data as Record<string, string> | undefined)?.["text/plain"];
}

/** A traceback without its colours. */
export function plainTraceback(content: Content): string[] {
  return (content.traceback as string[]).map((line) => line.replace(/\u001b\[\d+m/g, ""));
}

function isFor(message: Message, request: Message): boolean {
  return message.parent.msg_id === request.header.msg_id;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
