/**
 * Plotly figures as the kernel sends them, drawn by our extension: in the page's colours and width, and in words where
 * the basic bundle lacks the type.
 */
import { beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { execute, labSession, runAll } from "./jupyter.js";

const CELLS = [
  '({ data: [{ type: "scatter", x: Float64Array.of(1, 2, 3), y: [3, 4, 1] }, { type: "bar", x: [1, 2], y: [1, 2] }], layout: { title: { text: "Both" } } })',
  '({ data: [{ type: "pie", labels: ["a", "b"], values: [1, 2] }], layout: { width: 300, height: 250 } })',
  '({ data: [{ type: "heatmap", z: [[1, 2], [3, 4]] }], layout: {} })',
];

const { errors, open, write } = labSession();
let page: Page;

beforeAll(async () => {
  write("plotly.ipynb", CELLS);
  page = await open("plotly.ipynb");
  await runAll(page, 60);
}, 180_000);

test("bars and scatter plots are drawn as wide as the page, again when that changes", async () => {
  const figure = page.locator('[data-lowrank-rendered="plotly"]').first();
  await figure.locator(".scatterlayer .point").nth(2).waitFor({ timeout: 30_000 });
  await figure.locator(".barlayer .point").nth(1).waitFor();
  await figure.getByRole("img", { name: /^Plotly figure "Both": scatter .*, bar / }).waitFor();
  const width = (): Promise<number> =>
    figure
      .locator(".main-svg")
      .first()
      .evaluate((node) => node.clientWidth);
  const before = await width();
  await page.setViewportSize({ width: 700, height: 900 });
  await page.waitForFunction(
    (wide) => document.querySelector('[data-lowrank-rendered="plotly"] .main-svg')!.clientWidth < wide,
    before,
  );
  await page.setViewportSize({ width: 1200, height: 900 });
});

test("a figure keeps the size that it asks for", async () => {
  const pie = page.locator('[data-lowrank-rendered="plotly"]:has(.pielayer .slice)');
  const box = await pie.locator(".main-svg").first().boundingBox();
  expect([box?.width, box?.height]).toEqual([300, 250]);
});

test("what the figure leaves open follows the page's theme", async () => {
  const title = page.locator('[data-lowrank-rendered="plotly"] .gtitle').first();
  const color = (): Promise<string> => title.evaluate((node) => getComputedStyle(node).fill);
  const light = await color();
  await execute(page, "apputils:change-theme", { theme: "JupyterLab Dark" });
  await page.waitForFunction((before) => {
    const node = document.querySelector('[data-lowrank-rendered="plotly"] .gtitle');
    return node !== null && getComputedStyle(node).fill !== before;
  }, light);
  await execute(page, "apputils:change-theme", { theme: "JupyterLab Light" });
});

test("a type of trace that the bundle lacks is told, with the figure in words", async () => {
  const message = page.getByRole("alert");
  await message.waitFor();
  expect(await message.textContent()).toMatch(/bar, pie, scatter but found heatmap.*pip install plotly/);
  await page.getByText("Plotly figure: heatmap").waitFor();
  expect(errors).toEqual([]);
});
