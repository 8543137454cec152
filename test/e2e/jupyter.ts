/**
 * A real JupyterLab or Notebook 7 on a copy of the notebooks, and a real Chromium on it.
 */
import { afterAll, beforeAll } from "@jest/globals";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

/** A server and a browser for the tests of one file. */
export interface Session {
  /** What the consoles of the pages opened call errors. */
  errors: string[];
  /** Opens a notebook alone on a page, whose console's errors are told `errors` in place of the session's. */
  open: (name: string, errors?: string[]) => Promise<Page>;
  /** Puts a notebook with these cells beside the lessons. */
  write: (name: string, cells: string[]) => void;
}

/** The two pages of Jupyter: command, application, and where it shows a notebook alone. */
const FRONTS = {
  lab: { command: "lab", application: "LabApp", path: "doc/tree" },
  notebook: { command: "notebook", application: "JupyterNotebookApp", path: "notebooks" },
};

type Front = (typeof FRONTS)[keyof typeof FRONTS];

/** Starts JupyterLab and a browser before the tests of the file that calls it, and stops them after. */
export function labSession(): Session {
  return sessionOf(FRONTS.lab);
}

/** The same with Notebook 7. */
export function notebookSession(): Session {
  return sessionOf(FRONTS.notebook);
}

function sessionOf(front: Front): Session {
  let server: Server;
  let browser: Browser;
  const errors: string[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(front), startBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  }, 30_000);
  return {
    errors,
    open: (name, own = errors) => openNotebook(browser, `${server.url}/${front.path}/${name}`, own),
    write(name, sources) {
      const kernelspec = { name: "lowrank", display_name: "TypeScript (lowrank)", language: "typescript" };
      const cells = sources.map((source, i) => ({
        ...{ cell_type: "code", id: `c${i}`, metadata: {}, execution_count: null, outputs: [], source },
      }));
      const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
      writeFileSync(join(server.folder, name), JSON.stringify(notebook));
    },
  };
}

interface Server {
  url: string;
  /** Where its notebooks lie. */
  folder: string;
  stop(): Promise<void>;
}

/** Starts the virtual environment's Jupyter on a copy of `notebooks/`, without token, on a free port. */
async function startServer({ command, application }: Front): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-lab-"));
  cpSync("notebooks", join(folder, "notebooks"), { recursive: true });
  const port = await freePort();
  const options = [
    ...["--no-browser", "--allow-root", "--ServerApp.port_retries=0", `--ServerApp.port=${port}`],
    ...[
      `--ServerApp.root_dir=${join(folder, "notebooks")}`,
      "--IdentityProvider.token=",
      `--${application}.expose_app_in_browser=True`,
    ],
  ];
  const env = {
    ...process.env,
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, "ws"),
  };
  const server = spawn(".venv/bin/jupyter", [command, ...options], { stdio: ["ignore", "ignore", "pipe"], env });
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  await until(
    async () => {
      if (server.exitCode !== null) {
        throw new Error(`Jupyter ended with code ${server.exitCode}:\n${log.slice(-3000)}`);
      }
      return (await fetch(`${url}/api/status`).catch(() => undefined))?.ok === true;
    },
    `Jupyter does not answer:\n${log.slice(-3000)}`,
  );
  return {
    url,
    folder: join(folder, "notebooks"),
    async stop() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) return resolve();
    server.on("exit", () => resolve());
    server.kill("SIGTERM");
    setTimeout(() => server.kill("SIGKILL"), 10_000).unref();
  });
}

function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.LOWRANK_BROWSER ?? "/usr/bin/chromium",
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
      ...["--disable-background-networking", "--disable-component-update"],
    ],
  });
}

/** Opens a notebook alone on a page; what the page's console calls an error is collected in `errors`. */
async function openNotebook(browser: Browser, url: string, errors: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 120_000 });
  return page;
}

interface LabWindow {
  jupyterapp: { commands: { execute(id: string, args?: object): Promise<unknown> } };
}

/** Runs one of JupyterLab's commands. */
export async function execute(page: Page, command: string, args: object = {}): Promise<void> {
  await page.evaluate(
    async ([id, given]) => {
      await (window as unknown as LabWindow).jupyterapp.commands.execute(id as string, given as object);
    },
    [command, args],
  );
}

/** Runs all cells from a clean start and waits until each has its number, so that nothing runs any more. */
export async function runAll(page: Page, seconds: number): Promise<void> {
  // Before the kernel has its name and rests, "run all" would ask which kernel to use.
  await page.getByText("TypeScript (lowrank) | Idle").waitFor({ timeout: 60_000 });
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout: 60_000 });
  await execute(page, "notebook:clear-all-cell-outputs");
  await execute(page, "notebook:run-all-cells");
  await page.waitForFunction(
    () => {
      const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
      return prompts.length > 0 && prompts.every((prompt) => /^\[\d+\]:$/.test(prompt.textContent ?? ""));
    },
    undefined,
    { timeout: 1000 * seconds, polling: 250 },
  );
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Waits until a condition holds, a minute at most. */
export async function until(condition: () => Promise<boolean>, message: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(message);
}
