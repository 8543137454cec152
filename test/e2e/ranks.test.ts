/**
 * What a person does with the comparison of ranks in the saved, not yet trusted lesson: sorts it with the keyboard.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { type Lab, openNotebook, startBrowser, startLab } from "./jupyter.js";

let lab: Lab;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  [lab, browser] = await Promise.all([startLab(), startBrowser()]);
  page = await openNotebook(browser, lab, "04-missing-data-and-faster-models.ipynb", errors);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
}, 30_000);

test("a header sorts the ranks, keeps each row together, and a third press brings their order back", async () => {
  const view = page.locator(".lr-Ranks").first();
  await view.waitFor({ state: "attached", timeout: 60_000 });
  await view.evaluate((node) => node.scrollIntoView({ block: "center" }));
  const header = view.getByRole("button", { name: "mean accuracy" });
  const rows = async (): Promise<string[]> => view.locator("tbody tr").allTextContents();
  const ranks = async (): Promise<string[]> => view.locator("tbody th").allTextContents();
  const before = await rows();
  expect(await ranks()).toEqual(["0 (all columns)", "2", "4", "8", "16", "32", "64", "128", "256"]);
  await header.focus();
  await header.press("Enter");
  expect((await ranks())[0]).toBe("2");
  expect(await view.locator('th[aria-sort="ascending"]').count()).toBe(1);
  expect([...(await rows())].sort()).toEqual([...before].sort());
  await header.press("Enter");
  expect((await ranks())[0]).toBe("0 (all columns)");
  await header.press("Enter");
  expect(await rows()).toEqual(before);
  expect(await view.locator("svg[role=img]").count()).toBe(2);
  expect(errors).toEqual([]);
});
