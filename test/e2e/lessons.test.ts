/**
 * The lessons in a real JupyterLab: every cell runs, every figure is drawn by our views, the console stays clean.
 * Screenshots of the whole notebooks land in test-results/, in the light and the dark theme.
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { execute, labSession, runAll } from "./jupyter.js";

const lessons = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));
const { open } = labSession();
mkdirSync("test-results", { recursive: true });

/** What each figure of a lesson's source is drawn as, in order. */
const VIEWS: [RegExp, string][] = [
  [/^(?:image|grid|slider|importanceMap)\(/, "raster"],
  [/^(?:archetypePlot|centroidPlot)\(/, "scatter"],
  // The map that moves while it is made ends as a scatter plot.
  [/^const map = await tsne\(|^(?:few|many|early)\.plot\(/, "scatter"],
  [/^(?:model\d*|forest)\.plot\(|^curve$|\.plotCosts\(|^linePlot\(/, "lines"],
  [/\.confusion$/, "confusion"],
  [/^forest\.tree\(/, "tree"],
  [/^const \w+ = await compareRanks\(/, "ranks"],
  [/^(?:forest|cv|hundred|map|model\d*)(?:\.history)?$|^curve\.rows$|\.mean\(\)$|^Frame\.fromColumns\(/, "table"],
  [/\.(?:head|summary|table)\(.*\)$/, "table"],
];

function expectedViews(name: string): string[] {
  const { cells } = JSON.parse(readFileSync(`notebooks/${name}`, "utf8")) as {
    cells: { cell_type: string; source: string[] | string }[];
  };
  return cells
    .filter((cell) => cell.cell_type === "code")
    .flatMap((cell) => {
      // Where the last statement begins: lines that go on or close are indented or start with a bracket.
      const lines = [cell.source].flat().join("").trim().split("\n");
      const last = lines.filter((line) => /^[^\s)\]}]/.test(line)).at(-1) ?? "";
      const view = VIEWS.find(([pattern]) => pattern.test(last));
      return view === undefined ? [] : [view[1]];
    });
}

/** The views in the page's order, once as many are drawn as expected; progress bars aside. */
async function drawnViews(page: Page, count: number): Promise<string[]> {
  const read = (): Promise<string[]> =>
    page.$$eval("[data-lowrank-rendered]", (nodes) =>
      nodes.map((node) => (node as HTMLElement).dataset.lowrankRendered ?? "").filter((kind) => kind !== "progress"),
    );
  for (let tries = 0; tries < 100 && (await read()).length < count; tries++) await page.waitForTimeout(200);
  return read();
}

/** The beginnings of our canvases and SVGs that a screen reader has no name for. */
async function namelessPictures(page: Page): Promise<string[]> {
  return page.$$eval(".lr-Output canvas, .lr-Output svg", (pictures) =>
    pictures
      .filter((picture) => picture.closest("[role=img][aria-label], [aria-hidden=true]") === null)
      .map((picture) => picture.outerHTML.slice(0, 80)),
  );
}

/** A picture of the whole notebook: the window is made as high as its cells. */
async function screenshot(page: Page, name: string): Promise<void> {
  const outer = page.locator(".jp-WindowedPanel-outer");
  const bottom = (): Promise<number> =>
    outer.evaluate((node) => {
      node.scrollTop = 0;
      const cells = [...node.querySelectorAll(".jp-Cell")].map((cell) => cell.getBoundingClientRect().bottom);
      return Math.ceil(Math.max(...cells));
    });
  // JupyterLab lays cells out as they come into sight: a higher page shows more, until it shows all.
  for (let height = 0, next = await bottom(); next !== height; next = await bottom()) {
    height = next;
    await page.setViewportSize({ width: 1200, height: height + 80 });
    await page.waitForTimeout(1500);
  }
  await outer.evaluate((node) => (node.scrollTop = 0));
  await page.screenshot({ path: `test-results/${name}.png` });
}

async function setTheme(page: Page, theme: string): Promise<void> {
  await execute(page, "apputils:change-theme", { theme });
  await page.waitForFunction((name) => document.body.dataset.jpThemeName === name, theme);
}

test.each(lessons)(
  "%s runs from top to bottom, drawn by our views, without an error in the console",
  async (name) => {
    const errors: string[] = [];
    const page = await open(name, errors);
    await runAll(page, 480);
    const expected = expectedViews(name);
    expect(expected.length).toBeGreaterThan(3);
    expect(await drawnViews(page, expected.length)).toEqual(expected);
    expect(
      await page.$$eval(
        ".jp-OutputArea-output",
        (all) => all.filter((one) => one.textContent?.includes("Error:")).length,
      ),
    ).toBe(0);
    expect(await namelessPictures(page)).toEqual([]);
    const base = name.replace(".ipynb", "");
    await screenshot(page, `${base}-light`);
    await setTheme(page, "JupyterLab Dark");
    await screenshot(page, `${base}-dark`);
    await setTheme(page, "JupyterLab Light");
    expect(errors).toEqual([]);
    await page.close();
  },
  600_000,
);
