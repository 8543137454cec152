/**
 * What a person does with the comparison of ranks in the saved, not yet trusted lesson: sorts it with the keyboard.
 */
import { beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { labSession } from "./jupyter.js";

const { errors, open } = labSession();
let page: Page;

beforeAll(async () => {
  page = await open("04-missing-data-and-faster-models.ipynb");
}, 180_000);

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
