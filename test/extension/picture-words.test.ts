import { expect, test } from "@jest/globals";
import { scatterPlot } from "../../src/display/scatter-plot.js";
import { linesWords, rasterWords, scatterWords } from "../../extension/src/views/picture-words.js";

const lines = { title: "", xLabel: "iteration", yLabel: "objective", xScale: "linear", yScale: "linear" } as const;

test("curves are named with how many points they have, and where they begin and end; a single one may have no name", () => {
  const series = [
    { name: "here", x: [1, 2], y: [98, 25.9697] },
    { name: "there", x: [1], y: [3] },
  ];
  expect(linesWords({ ...lines, title: "Two", series })).toBe(
    "Two. objective over iteration: here (2 points, 98 to 26), there (1 point, 3)",
  );
  expect(linesWords({ ...lines, series: [{ name: "", x: [1, 2], y: [3, 4] }] })).toBe(
    "objective over iteration: 2 points, 3 to 4",
  );
});

test("pictures are named by their size and captions, the first ten", () => {
  const raster = { title: "", width: 28, height: 28, columns: 2, palette: "ink", pixels: "" } as const;
  expect(rasterWords({ ...raster, captions: ["Bag", ""] })).toBe("2 pictures of 28 by 28 pixels: Bag");
  const captions = Array.from({ length: 11 }, (_, i) => String(i));
  expect(rasterWords({ ...raster, title: "Digits", captions })).toBe(
    "Digits. 11 pictures of 28 by 28 pixels: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …",
  );
});

test("a scatter plot is named by its points, groups and axes", () => {
  const range: [number, number] = [0, 1];
  const scatter = { title: "", xLabel: "a", yLabel: "b", count: 60_000, xRange: range, yRange: range, positions: "" };
  expect(scatterWords({ ...scatter, mark: "dot" })).toBe("Scatter plot of 60,000 points, a across, b up");
  expect(scatterWords({ ...scatter, title: "T", mark: "dot", group: "", groupNames: ["x", "y"] })).toBe(
    "T. Scatter plot of 60,000 points in 2 groups, a across, b up",
  );
});

test("points with names of their own are said with their places, the first ten", () => {
  const points = { x: [1.78, -0.5], y: [-1.1036, 2] };
  const { payload } = scatterPlot(points, { label: ["Murder", "UrbanPop"], mark: "label", xLabel: "a", yLabel: "b" });
  expect(scatterWords(payload)).toBe(
    "Scatter plot of 2 points, a across, b up: Murder (1.78, -1.1), UrbanPop (-0.5, 2)",
  );
  const many = Array.from({ length: 11 }, (_, i) => i);
  const { payload: eleven } = scatterPlot({ x: many, y: many }, { label: many, mark: "label" });
  expect(scatterWords(eleven)).toMatch(/: 0 \(0, 0\), .*, 9 \(9, 9\), …$/);
});
