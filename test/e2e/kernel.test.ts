/**
 * A notebook of no lesson, as a person uses the kernel in JupyterLab: an error, a question, a progress bar, stopping,
 * completion, inspection. With LOWRANK_SCREENSHOTS, pictures of it go into that folder.
 */
import { beforeAll, expect, test } from "@jest/globals";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { execute, labSession } from "./jupyter.js";

const session = labSession();
let page: Page;

beforeAll(async () => {
  session.write("scratch.ipynb", []);
  page = await session.open("scratch.ipynb");
  await page.getByText("TypeScript (lowrank) | Idle").waitFor({ timeout: 60_000 });
}, 180_000);

/** Writes a cell below the others, without running it. */
async function write(code: string): Promise<void> {
  await execute(page, "notebook:insert-cell-below");
  await execute(page, "notebook:enter-edit-mode");
  await page.keyboard.insertText(code);
}

async function run(code: string): Promise<void> {
  await write(code);
  // As a person does; the command itself would wait for the cell to end.
  await page.keyboard.press("Control+Enter");
}

async function screenshot(name: string): Promise<void> {
  const folder = process.env.LOWRANK_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `kernel-${name}.png`) });
}

test("an error shows the cell's own line with a caret, a type error its code and place", async () => {
  await run(
    "interface Size {\n  n: number;\n}\nfunction fail(size: Size): never {\n  throw new RangeError(`too big: ${size.n}`);\n}\nfail({ n: 3 });",
  );
  const output = page.locator(".jp-OutputArea-output").filter({ hasText: "RangeError: too big: 3" });
  await output.first().waitFor({ timeout: 60_000 });
  const text = (await output.first().textContent()) ?? "";
  expect(text).toMatch(/ 5 │ {3}throw new RangeError/);
  expect(text).toMatch(/at fail \(cell\[\d+\]\.ts:5:9\)/);
  await run('const count: number = "three";');
  await page.locator(".jp-OutputArea-output").filter({ hasText: "TS2322" }).first().waitFor();
  await screenshot("errors");
});

test("a question is asked below the cell, and the answer is the cell's", async () => {
  await run('const who = prompt("Who is there? "); `Hello ${who}`');
  const input = page.locator(".jp-Stdin-input");
  await input.waitFor();
  await screenshot("question");
  await input.fill("Ada");
  await input.press("Enter");
  await page.getByText("'Hello Ada'", { exact: true }).waitFor();
});

test("a progress bar moves, is stopped by the stop button, and the variables are kept", async () => {
  await run(
    [
      'import { ProgressBar } from "lowrank";',
      'const bar = new ProgressBar({ label: "counting", total: 1000, unit: "steps" });',
      "let done = 0;",
      "while (done < 1000) { await new Promise((go) => setTimeout(go, 20)); bar.update(++done); }",
    ].join("\n"),
  );
  const bar = page.locator(".lr-Progress").first();
  await bar.waitFor();
  await screenshot("progress");
  await execute(page, "notebook:interrupt-kernel");
  await page
    .getByText(/KeyboardInterrupt/)
    .first()
    .waitFor({ timeout: 30_000 });
  await run('done > 0 && done < 1000 ? "counted" : done');
  await page.getByText("'counted'", { exact: true }).waitFor();
});

test("the tab key completes names of earlier cells, shift and tab explain", async () => {
  await run("/** Twice as much. */\nfunction twice(x: number): number { return 2 * x; }");
  await write("twi");
  await page.keyboard.press("Tab");
  // One match is put in at once, several are offered.
  const offered = page.locator(".jp-Completer-item").filter({ hasText: "twice" });
  const cell = page.locator(".jp-Cell.jp-mod-active .cm-content");
  await expectSoon(async () => (await offered.count()) > 0 || (await cell.textContent()) === "twice");
  await screenshot("completion");
  if ((await cell.textContent()) !== "twice") await page.keyboard.press("Enter");
  await expectSoon(async () => (await cell.textContent()) === "twice");
  await page.keyboard.insertText("(");
  await page.keyboard.press("Shift+Tab");
  const tooltip = page.locator(".jp-Tooltip");
  // The tooltip is there before its text is.
  for (const text of ["function twice(x: number): number", "Twice as much."]) {
    await expectSoon(async () => ((await tooltip.textContent()) ?? "").includes(text));
  }
  await screenshot("inspection");
  await page.keyboard.press("Escape");
});

async function expectSoon(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await condition()) return;
    await page.waitForTimeout(100);
  }
  throw new Error("Waited ten seconds in vain");
}

test("nothing of this leaves an error in the console", () => {
  expect(session.errors).toEqual([]);
});
