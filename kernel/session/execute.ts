/** Execute requests, one after another, to outputs and replies. */

import type { CellError, CompileRequest, Failure, Outcome } from "../threads.js";
import type { Content, Message } from "../wire/message.js";
import type { Publisher } from "../wire/publisher.js";
import type { Cells } from "./cells.js";
import type { CompilerLink } from "./compiler-link.js";
import type { History } from "./history.js";

/** What an execute_request asks for, with the protocol's defaults. */
interface ExecuteOptions {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  stopOnError: boolean;
  expressions: Record<string, string>;
}

type Source = Extract<CompileRequest, { type: "convert" | "expression" }>;

export interface ExecuteParts {
  publisher: Publisher;
  compiler: CompilerLink;
  cells: Cells;
  history: History;
  reply: (request: Message, content: Content) => void;
}

const INTERRUPTED: CellError = {
  ename: "KeyboardInterrupt",
  evalue: "The cell was interrupted",
  traceback: ["KeyboardInterrupt: The cell was interrupted before it ran"],
};

const ABORTED: CellError = { ename: "Aborted", evalue: "An earlier cell failed", traceback: [] };

export class ExecuteQueue {
  readonly #parts: ExecuteParts;
  readonly #waiting: Message[] = [];
  #current: Message | undefined;
  #interrupted = false;
  #closed = false;
  #count = 0;
  /** How many cells have run that are not numbered. */
  #unnumbered = 0;

  constructor(parts: ExecuteParts) {
    this.#parts = parts;
  }

  /** The request whose cell is being compiled or run. */
  get current(): Message | undefined {
    return this.#current;
  }

  push(request: Message): void {
    this.#waiting.push(request);
    if (this.#current === undefined) void this.#work();
  }

  /** The cell at hand is the last. */
  close(): void {
    this.#closed = true;
  }

  /** The cell being compiled will not be run. */
  interrupt(): void {
    this.#interrupted = true;
  }

  async #work(): Promise<void> {
    for (let request = this.#next(); request !== undefined; request = this.#next()) {
      this.#current = request;
      this.#interrupted = false;
      const { publisher, reply } = this.#parts;
      const options = readOptions(request.content);
      const outcome = await this.#execute(request, options).catch(failed);
      const aborted = outcome.status === "error" && options.stopOnError ? await this.#takeWaiting(request) : [];
      publisher.flush();
      reply(request, { ...outcome, execution_count: this.#count });
      publisher.status("idle", request);
      for (const each of aborted) this.#abort(each);
    }
    this.#current = undefined;
  }

  #next(): Message | undefined {
    return this.#closed ? undefined : this.#waiting.shift();
  }

  /** The content of the reply, but for its count. */
  async #execute(request: Message, options: ExecuteOptions): Promise<Content> {
    const { publisher, history } = this.#parts;
    const { code, silent } = options;
    if (options.storeHistory) this.#count++;
    const count = this.#count;
    // The compiler is at work while others are told of it.
    const file = options.storeHistory ? `cell[${count}].ts` : `unnumbered[${++this.#unnumbered}].ts`;
    const running = this.#run({ type: "convert", code, file, keep: true }, request, silent);
    publisher.status("busy", request);
    if (!silent) publisher.publish("execute_input", { code, execution_count: count }, request);
    if (options.storeHistory) history.add(count, code);

    const outcome = await running.catch(failed);
    if (outcome.status === "error") {
      const { unassigned = [] } = outcome;
      if (unassigned.length > 0) await this.#parts.compiler.ask<"forget">({ type: "forget", names: unassigned });
      if (!silent) publisher.publish("error", { ...errorOf(outcome) }, request);
      return { status: "error", ...errorOf(outcome) };
    }
    if (outcome.result !== undefined && !silent) {
      const { data, metadata } = outcome.result;
      publisher.publish("execute_result", { execution_count: count, data, metadata }, request);
      const text = data["text/plain"];
      if (options.storeHistory && typeof text === "string") history.setOutput(count, text);
    }
    // A client with a prompt of its own, such as a console, leaves with the kernel, as it does with IPython.
    const payload = outcome.exits === true ? [{ source: "ask_exit", keepkernel: false }] : [];
    return { status: "ok", payload, user_expressions: await this.#evaluate(options.expressions, request) };
  }

  async #run(source: Source, request: Message, silent: boolean): Promise<Outcome> {
    const { code, file } = source;
    if (code.trim() === "") return { status: "ok" };
    const converted = await this.#parts.compiler.ask<Source["type"]>(source);
    if (converted.status === "error") return converted;
    const { cell } = converted;
    if (this.#interrupted) return { status: "error", ...INTERRUPTED, unassigned: cell.names };
    return this.#parts.cells.run({ ...cell, file, source: code }, request, silent);
  }

  async #evaluate(expressions: Record<string, string>, request: Message): Promise<Content> {
    const values: Content = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const source = { type: "expression", code: expression, file: "expression.ts" } as const;
      const outcome = await this.#run(source, request, true).catch(failed);
      const { data = {}, metadata = {} } = outcome.status === "ok" ? (outcome.result ?? {}) : {};
      values[name] =
        outcome.status === "ok" ? { status: "ok", data, metadata } : { status: "error", ...errorOf(outcome) };
    }
    return values;
  }

  /**
   * What the same client sent before the failure is told; what has already arrived at the socket is read first. Other
   * clients' cells are no business of this one.
   */
  async #takeWaiting({ header }: Message): Promise<Message[]> {
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const waiting = this.#waiting.splice(0);
    const isSame = (it: Message): boolean => it.header.session === header.session;
    this.#waiting.push(...waiting.filter((it) => !isSame(it)));
    return waiting.filter(isSame);
  }

  #abort(request: Message): void {
    this.#parts.publisher.status("busy", request);
    this.#parts.reply(request, { status: "error", ...ABORTED, execution_count: this.#count });
    this.#parts.publisher.status("idle", request);
  }
}

function readOptions(content: Content): ExecuteOptions {
  const code = typeof content.code === "string" ? content.code : "";
  const silent = content.silent === true;
  const expressions = Object.entries((content.user_expressions as Record<string, unknown> | undefined) ?? {});
  return {
    code,
    silent,
    // A blank cell is not counted, as in IPython.
    storeHistory: !silent && content.store_history !== false && code.trim() !== "",
    stopOnError: content.stop_on_error !== false,
    expressions: Object.fromEntries(expressions.map(([name, value]) => [name, String(value)])),
  };
}

/** What a reply tells of an error. */
function errorOf({ ename, evalue, traceback }: CellError): CellError {
  return { ename, evalue, traceback };
}

/** The kernel itself failed, e.g. the compiler: told like an error of the cell or of the expression. */
function failed(error: unknown): Failure {
  const evalue = error instanceof Error ? error.message : String(error);
  return { status: "error", ename: "KernelError", evalue, traceback: [evalue] };
}
