/**
 * What a person does with the views of a saved, not yet trusted lesson: slide, point, sort, hide. And the stop button.
 */
import { beforeAll, expect, test } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { execute, labSession } from "./jupyter.js";

const { errors, open } = labSession();
let page: Page;

beforeAll(async () => {
  page = await open("03-visualising-a-glrm-model.ipynb");
  await page.getByText("TypeScript (lowrank) | Idle").waitFor({ timeout: 60_000 });
}, 180_000);

/** The one view that holds such a part, scrolled to where a person would look at it. */
async function show(selector: string): Promise<Locator> {
  const part = page.locator(selector).first();
  await part.waitFor({ state: "attached", timeout: 60_000 });
  await part.evaluate((node) => node.scrollIntoView({ block: "center" }));
  await part.waitFor({ state: "visible" });
  return part;
}

test("the slider moves by keyboard, says its value, and changes the picture", async () => {
  const slider = await show(".lr-Slider:not([hidden]) .lr-Slider-input");
  const picture = (): Promise<string> =>
    slider.evaluate((node) => node.closest(".lr-Output")!.querySelector("canvas")!.toDataURL());
  const before = await picture();
  await slider.focus();
  for (let press = 0; press < 3; press++) await slider.press("ArrowRight");
  await page.getByText("k = 16", { exact: true }).waitFor();
  expect(await picture()).not.toBe(before);
});

test("pointing at a mark of the map says what it is", async () => {
  const plot = await show(".lr-Scatter .nsewdrag");
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await page.mouse.move(box.x + 0.45 * box.width, box.y + 0.5 * box.height);
  const tooltip = page.locator(".lr-Tooltip").filter({ hasText: /Arch1: .*Arch2: .*row \d+/s });
  await tooltip.waitFor();
});

test("a click in the legend hides a class, another shows it again", async () => {
  const entry = await show(".lr-Legend-entry");
  const pressed = await entry.getAttribute("aria-pressed");
  await entry.click();
  expect(await entry.getAttribute("aria-pressed")).not.toBe(pressed);
  // A double click would isolate the class.
  await page.waitForTimeout(600);
  await entry.click();
  expect(await entry.getAttribute("aria-pressed")).toBe(pressed);
});

test("a header sorts the shown rows", async () => {
  const header = await show(".lr-Table-sort");
  const column = page.locator(".lr-Table").first().locator("tbody td:nth-of-type(1)");
  await header.click();
  const sorted = (await column.allTextContents()).map(Number);
  expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
});

test("the stop button ends a cell that loops for ever, and the kernel goes on", async () => {
  const scratch = await open("03-visualising-a-glrm-model.ipynb");
  await scratch.getByText("TypeScript (lowrank) | Idle").waitFor({ timeout: 60_000 });
  const type = async (code: string): Promise<void> => {
    await execute(scratch, "notebook:insert-cell-below");
    await execute(scratch, "notebook:enter-edit-mode");
    await scratch.keyboard.insertText(code);
    // As a person does; the command itself would wait for the cell to end.
    await scratch.keyboard.press("Control+Enter");
  };
  await type('let turns = 0; console.log("looping"); while (true) turns++;');
  await scratch.getByText("looping", { exact: true }).waitFor({ timeout: 60_000 });
  await execute(scratch, "notebook:interrupt-kernel");
  await scratch
    .getByText(/KeyboardInterrupt/)
    .first()
    .waitFor({ timeout: 30_000 });
  await type('turns > 0 ? "kept" : "lost"');
  await scratch.getByText("'kept'", { exact: true }).waitFor({ timeout: 30_000 });
  await scratch.close();
}, 60_000);

test("nothing of this leaves an error in the console", () => {
  expect(errors).toEqual([]);
});
