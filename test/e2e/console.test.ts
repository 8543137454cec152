/**
 * The kernel in `jupyter console`, as somebody types into a terminal: cells of several lines, errors, a question, Ctrl-C,
 * and the way out.
 */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "./jupyter.js";

// Guards against hangs only.
jest.setTimeout(120_000);
const PATIENCE = 90_000;

/** Python's own pseudo-terminal, between our pipes and the program. */
const TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

const CODES = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>])/g;

class Console {
  readonly folder = mkdtempSync(join(tmpdir(), "lowrank-console-"));
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcessWithoutNullStreams;
  #written = "";
  /** How much of the text has been seen. */
  #seen = 0;
  #count = 1;

  constructor() {
    const words = ["console", "--kernel=lowrank", "--ZMQTerminalInteractiveShell.kernel_is_complete_timeout=60"];
    const env = {
      ...process.env,
      ...{ TERM: "xterm", LC_ALL: "C.UTF-8", JUPYTER_CONFIG_DIR: join(this.folder, "config") },
      // Nobody here answers where the cursor is.
      PROMPT_TOOLKIT_NO_CPR: "1",
    };
    const command = ["-c", TERMINAL, resolve(".venv/bin/jupyter"), ...words];
    this.#process = spawn(resolve(".venv/bin/python"), command, { cwd: this.folder, env });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.#written += text));
    }
    this.ended = new Promise((done) => this.#process.on("exit", done));
  }

  type(keys: string): void {
    this.#process.stdin.write(keys);
  }

  /** What has been written since what was seen last, up to the pattern, once that is there. */
  async see(pattern: RegExp): Promise<string> {
    for (const end = Date.now() + PATIENCE; Date.now() < end;) {
      const fresh = this.#written.replace(CODES, "").slice(this.#seen);
      const match = pattern.exec(fresh);
      if (match !== null) {
        const length = match.index + match[0].length;
        this.#seen += length;
        return fresh.slice(0, length);
      }
      await new Promise((go) => setTimeout(go, 20));
    }
    throw new Error(`Expected ${String(pattern)} in the terminal but found:\n${this.#written.slice(-2000)}`);
  }

  prompt(): Promise<string> {
    return this.see(new RegExp(`In \\[${this.#count}\\]: `));
  }

  /** What has been written when the prompt for the next cell is there. */
  next(): Promise<string> {
    this.#count++;
    return this.prompt();
  }

  /** Types lines, each when it is asked for. */
  async enter(...lines: string[]): Promise<void> {
    for (const [i, line] of lines.entries()) {
      if (i > 0) await this.see(/\.\.\.: /);
      this.type(`${line}\r`);
    }
  }

  /** Types a cell and waits for it to end; returns what was written. */
  async run(...lines: string[]): Promise<string> {
    await this.enter(...lines);
    return this.next();
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null) this.#process.kill();
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let terminal: Console;
beforeAll(async () => {
  terminal = new Console();
  await terminal.see(/lowrank .*: TypeScript .* on Node/);
  await terminal.prompt();
}, 120_000);
afterAll(() => terminal.close());

test("a cell of several lines is asked for line by line, indented, and an error shows its line", async () => {
  await terminal.run("function root(x: number): number {", "throw new RangeError(`too small: ${x}`);", "}");
  const written = await terminal.run("root(-3)");
  expect(written).toContain("RangeError: too small: -3");
  // The indent is the kernel's: nobody typed it.
  expect(written).toMatch(/ 2 │ {3}throw new RangeError/);
  expect(await terminal.run("6 * 7")).toMatch(/Out\[3\]: 42\r?\n/);
});

test("a type error is told with its code and place, and the cell is not run", async () => {
  const written = await terminal.run('console.log("r" + "an"); const n: number = "three"');
  expect(written).toContain("TS2322");
  expect(written).not.toMatch(/^ran/m);
});

test("a question is asked in the terminal, and what is typed is the answer", async () => {
  await terminal.enter('const who = prompt("Who" + "? ")');
  await terminal.see(/Who\? /);
  await terminal.run("Ada");
  expect(await terminal.run("`Hello ${who}`")).toMatch(/Out\[6\]: 'Hello Ada'/);
});

test("Ctrl-C ends an endless loop, and the variables are kept", async () => {
  await terminal.enter('let turns = 0; console.log("loop" + "ing"); while (true) turns++');
  await terminal.see(/looping/);
  terminal.type("\x03");
  expect(await terminal.next()).toContain("KeyboardInterrupt: The cell was interrupted");
  expect(await terminal.run('turns > 0 ? "kept" : "lost"')).toMatch(/Out\[8\]: 'kept'/);
});

test("Ctrl-D leaves and ends the kernel", async () => {
  const [, pid] = /Out\[9\]: (\d+)/.exec(await terminal.run("process.pid"))!;
  terminal.type("\x04");
  await terminal.see(/Do you really want to exit/);
  terminal.type("y\r");
  await terminal.see(/Shutting down kernel/);
  expect(await terminal.ended).toBe(0);
  await until(() => Promise.resolve(!isRunning(Number(pid))), "The kernel is still there");
});

test("a cell that calls process.exit ends the console too", async () => {
  const other = new Console();
  try {
    await other.see(/lowrank .*: TypeScript .* on Node/);
    await other.prompt();
    await other.enter("process.exit()");
    expect(await other.ended).toBe(0);
  } finally {
    await other.close();
  }
}, 120_000);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
