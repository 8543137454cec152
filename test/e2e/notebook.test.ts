/**
 * The kernel in Notebook 7, by its toolbar: views of ours, the stop button, a restart. With LOWRANK_SCREENSHOTS, a
 * picture of it goes into that folder.
 */
import { beforeAll, expect, test } from "@jest/globals";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { notebookSession } from "./jupyter.js";

const CELLS = [
  [
    'import { Frame, scatterPlot } from "lowrank";',
    'const town = ["Bern", "Thun", "Biel"];',
    "const towns = Frame.fromColumns({ town, height: [540, 560, 437], people: [134_000, 43_000, 55_000] });",
    'display(scatterPlot({ x: [540, 560, 437], y: [134, 43, 55] }, { label: town, xLabel: "height in m", yLabel: "thousand people" }));',
    "towns",
  ].join("\n"),
  'let turns = 0;\nconsole.log("looping");\nwhile (true) turns++;',
  'turns > 0 ? "kept" : "lost"',
];

/** What Notebook 7.6.5 itself says on every page, with any kernel and without extensions: of its keyboard shortcuts. */
const OF_NOTEBOOK = "TypeError: Cannot read properties of undefined (reading 'schema')";

const session = notebookSession();
let page: Page;

beforeAll(async () => {
  session.write("scratch.ipynb", CELLS);
  page = await session.open("scratch.ipynb");
  await idle();
}, 180_000);

const cell = (place: number): Locator => page.locator(".jp-CodeCell").nth(place);

async function idle(): Promise<void> {
  // Before the kernel has its name, running a cell would ask which kernel to use.
  await page.locator(".jp-Toolbar").getByText("TypeScript (lowrank)", { exact: true }).waitFor({ timeout: 60_000 });
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 60_000 });
}

async function run(place: number): Promise<void> {
  await cell(place).locator(".cm-content").click();
  await page.keyboard.press("Control+Enter");
}

/** What a cell shows, once it is there. */
async function shows(place: number, text: string | RegExp): Promise<void> {
  await cell(place).locator(".jp-OutputArea-output").filter({ hasText: text }).first().waitFor({ timeout: 60_000 });
}

/** Runs the first cell: its number, and our two views. */
async function drawsViews(count: number): Promise<void> {
  await run(0);
  await cell(0).getByText(`[${count}]:`, { exact: true }).first().waitFor({ timeout: 60_000 });
  for (const kind of ["scatter", "table"]) {
    await cell(0).locator(`[data-lowrank-rendered="${kind}"]`).waitFor({ timeout: 60_000 });
  }
}

test("a frame and a plot are drawn by our views", async () => {
  await drawsViews(1);
  await shows(0, "Biel");
});

test("the stop button ends a cell that loops for ever, and the variables are kept", async () => {
  await run(1);
  await shows(1, "looping");
  await page.getByRole("button", { name: "Interrupt the kernel", exact: true }).click();
  await shows(1, "KeyboardInterrupt");
  await run(2);
  await shows(2, "'kept'");
  const folder = process.env.LOWRANK_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, "kernel-notebook-7.png") });
});

test("the restart button asks, forgets the variables, and cells run again", async () => {
  await page.getByRole("button", { name: "Restart the kernel", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Restart Kernel?").waitFor();
  await dialog.getByRole("button", { name: "Confirm Kernel Restart" }).click();
  await dialog.waitFor({ state: "detached" });
  await idle();
  await drawsViews(1);
  await run(2);
  await shows(2, "Cannot find name 'turns'");
});

test("nothing of this leaves an error in the console, but for one of Notebook's own", () => {
  expect(session.errors.filter((error) => error !== OF_NOTEBOOK)).toEqual([]);
});
