/** What every cell can call without importing it: showing values, clearing output, asking for a line of text. */

import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import type { Bundle, FromMain, Output } from "../threads.js";
import { bundleOutput, toOutput } from "./bundle.js";
import type { Comms } from "./comms.js";
import { describeError } from "./errors.js";
import { installPackages } from "./install.js";
import { currentCell, waitFor, type RunningCell } from "./running.js";

/** Something shown, which can be replaced. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in its place. */
  update(value: unknown): void;
}

/** A piece of HTML, Markdown, SVG or an image: shown when it is a cell's last value, or by `display`. */
export interface Shown {
  readonly type: string;
  readonly content: string;
}

type Markup = (text: string | TemplateStringsArray, ...values: unknown[]) => Shown;

declare global {
  interface ImportMeta {
    /** The notebook's folder. */
    dirname: string;
    /** A file that the cell might be, in that folder. */
    filename: string;
  }
  /** Shows a value below the cell; returns a handle to replace it. A promise is shown when it has settled. */
  function display(value: unknown, options?: { id?: string; raw?: boolean }): DisplayHandle;
  /** HTML to show: `html("<b>bold</b>")`, or as a template, html`<b>${text}</b>`. */
  function html(text: string | TemplateStringsArray, ...values: unknown[]): Shown;
  /** Markdown to show. */
  function md(text: string | TemplateStringsArray, ...values: unknown[]): Shown;
  /** An SVG picture to show. */
  function svg(text: string | TemplateStringsArray, ...values: unknown[]): Shown;
  /** A PNG picture to show: its bytes, or their base64. */
  function png(image: Uint8Array | string): Shown;
  /** Clears what the cell has shown; with `wait`, not before there is something new. */
  function clearOutput(wait?: boolean): void;
  /** Asks for a line of text; null when the user gives none. */
  function prompt(message?: string, value?: string): string | null;
  /** Asks a question that is answered by "y" or "n". */
  function confirm(message?: string): boolean;
  /** Installs npm packages in the notebook's folder, with their types: `await install("d3-array")`. */
  function install(...packages: string[]): Promise<void>;
  /** Lines to views on the page, with messages both ways. */
  const comms: Comms;
  /** What a cell threw last; an interrupted fit carries its best model so far as `lastError.model`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- anything can be thrown, and cells read it as it is.
  var lastError: any;
}

class Piece implements Shown {
  readonly type: string;
  readonly content: string;

  constructor(type: string, content: string) {
    this.type = type;
    this.content = content;
  }

  [Symbol.for("Jupyter.display")](): Bundle {
    return { [this.type]: this.content, "text/plain": this.type.startsWith("image/png") ? "[image]" : this.content };
  }

  [inspect.custom](): string {
    return this.content;
  }
}

export interface GlobalsOptions {
  post: (message: FromMain) => void;
  warn: (text: string, cell: RunningCell) => void;
  ask: (message: string, password: boolean) => string | null;
  comms: Comms;
  /** The notebook's folder. */
  folder: string;
}

/** Defines the functions on `globalThis`. */
export function defineGlobals({ post, warn, ask, comms, folder }: GlobalsOptions): void {
  const show = (value: unknown, id: string, update: boolean, raw: boolean): void => {
    const cell = currentCell();
    if (cell === undefined) return;
    const outputOf = (settled: unknown): Output | Promise<Output> =>
      raw ? bundleOutput(settled as Bundle) : toOutput(settled);
    const send = (output: Output): void => post({ type: "display", run: cell.run, ...output, displayId: id, update });
    // What is there is shown at once, in order with what is printed; promises are waited for.
    const output = value instanceof Promise ? value.then(outputOf) : outputOf(value);
    if (!(output instanceof Promise)) return send(output);
    waitFor(cell, output.then(send), (error) => warn(`${describeError(error).traceback.join("\n")}\n`, cell));
  };
  const define = (functions: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(functions)) {
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    }
  };
  define({
    display: (value: unknown, { id = randomUUID(), raw = false }: { id?: string; raw?: boolean } = {}) => {
      show(value, id, false, raw);
      return { id, update: (next: unknown) => show(next, id, true, raw) };
    },
    html: markup("text/html"),
    md: markup("text/markdown"),
    svg: markup("image/svg+xml"),
    png: (image: Uint8Array | string) =>
      new Piece("image/png", typeof image === "string" ? image : Buffer.from(image).toString("base64")),
    clearOutput: (wait = false) => post({ type: "clear", run: currentCell()?.run ?? 0, wait: Boolean(wait) }),
    prompt: (message = "", value = "") => {
      const answer = ask(String(message), false);
      return answer === "" && value !== "" ? value : answer;
    },
    confirm: (message = "") => /^\s*y(es)?\s*$/i.test(ask(`${String(message)} [y/N] `, false) ?? ""),
    install: async (...packages: string[]) => {
      const print = (text: string): void => void process.stdout.write(text);
      await installPackages(packages, { folder, print, signal: currentCell()?.abort.signal });
      post({ type: "packagesChanged" });
    },
    comms,
    lastError: undefined,
  });
}

function markup(type: string): Markup {
  return (text, ...values) => new Piece(type, typeof text === "string" ? text : String.raw({ raw: text }, ...values));
}
