import { describe, expect, test } from "@jest/globals";
import {
  checkLines,
  checkProgress,
  checkRaster,
  checkScatter,
  checkTable,
  PayloadError,
} from "../../extension/src/payloads/check.js";
import { checkPlotly } from "../../extension/src/payloads/check-plotly.js";

const raster = {
  title: "",
  width: 2,
  height: 1,
  columns: 1,
  captions: ["a", "b"],
  palette: "ink",
  pixels: Buffer.from([0, 1, 2, 3]).toString("base64"),
};
const scatter = {
  title: "",
  xLabel: "x",
  yLabel: "y",
  count: 2,
  xRange: [0, 1],
  yRange: [0, 1],
  positions: Buffer.alloc(8).toString("base64"),
  group: Buffer.from([0, 1]).toString("base64"),
  groupNames: ["zero", "one"],
  mark: "dot",
};
const lines = {
  title: "",
  xLabel: "k",
  yLabel: "accuracy",
  xScale: "log",
  yScale: "linear",
  series: [{ name: "a", x: [1, 2], y: [0.5, null] }],
};
const table = {
  title: "",
  rowCount: 60_000,
  columnCount: 785,
  columns: [{ name: "label", kind: "category" }],
  cells: [["Bag", null]],
  rowNames: [0, "1"],
};
const progress = { label: "Fitting", done: 1, total: 2, seconds: 0.5, state: "running", detail: "" };

describe("a payload that can be drawn", () => {
  test("is returned as it is", () => {
    expect(checkRaster(raster)).toBe(raster);
    expect(checkScatter(scatter)).toBe(scatter);
    expect(checkLines(lines)).toBe(lines);
    expect(checkTable(table)).toBe(table);
    expect(checkProgress(progress)).toBe(progress);
  });

  test("may have no tiles, points, series or rows", () => {
    checkRaster({ ...raster, captions: [], pixels: "" });
    checkScatter({ ...scatter, count: 0, positions: "", group: "" });
    checkLines({ ...lines, series: [] });
    checkTable({ ...table, cells: [[]], rowNames: [] });
  });

  test("may have centroids of its groups", () => {
    checkScatter({ ...scatter, centroids: [{ group: 1, x: 0.5, y: -2 }] });
  });

  test("with a slider holds one step per value", () => {
    const slider = { label: "k", values: [2, 4], selected: 1 };
    checkRaster({ ...raster, slider, pixels: Buffer.alloc(8).toString("base64") });
    expect(() => checkRaster({ ...raster, slider })).toThrow("Expected pixels to hold 8 bytes but found 4");
    expect(() => checkRaster({ ...raster, slider: { ...slider, selected: 2 } })).toThrow("from 0 to 1 but found 2");
  });
});

describe("a Plotly figure", () => {
  test("may leave out layout and config, and what its traces hold is Plotly's to check", () => {
    expect(checkPlotly({ data: [{ type: "pie" }, {}] })).toEqual({
      data: [{ type: "pie" }, {}],
      layout: {},
      config: {},
    });
  });

  test("holds a list of traces", () => {
    expect(() => checkPlotly({ data: {}, layout: {} })).toThrow("Expected data to be a list of traces");
    expect(() => checkPlotly({ data: [1], layout: {} })).toThrow("Expected data to be a list of traces");
    expect(() => checkPlotly({ data: [], layout: [] })).toThrow("Expected layout to be an object");
  });
});

describe("a payload that cannot be drawn says why", () => {
  const wrong: [string, () => unknown, string][] = [
    ["nothing", () => checkRaster(undefined), "Expected the payload to be an object"],
    ["a list", () => checkTable([]), "Expected the payload to be an object"],
    ["too few pixels", () => checkRaster({ ...raster, height: 2 }), "Expected pixels to hold 8 bytes but found 4"],
    ["a huge tile", () => checkRaster({ ...raster, width: 1e9 }), "Expected width to be a whole number from 1 to 4096"],
    ["no base64", () => checkRaster({ ...raster, pixels: "<b>" }), "Expected pixels to be a base64 block"],
    ["an unknown palette", () => checkRaster({ ...raster, palette: "hot" }), 'one of ink, diverging but found "hot"'],
    ["a wrong count", () => checkScatter({ ...scatter, count: 3 }), "Expected positions to hold 12 bytes but found 8"],
    [
      "an endless range",
      () => checkScatter({ ...scatter, xRange: [0, null] }),
      "Expected xRange to be a list of numbers",
    ],
    ["no class past the groups", () => checkScatter({ ...scatter, missingGroup: 2 }), "Expected missingGroup"],
    ["groups without names", () => checkScatter({ ...scatter, groupNames: undefined }), "Expected groupNames"],
    ["marks that lack", () => checkScatter({ ...scatter, mark: "groupMark", groupMarks: ["0"] }), "each of 2 groups"],
    ["labels that lack", () => checkScatter({ ...scatter, mark: "label", labels: [] }), "each of 2 points but found 0"],
    [
      "a centroid of no group",
      () => checkScatter({ ...scatter, centroids: [{ group: 2, x: 0, y: 0 }] }),
      "Expected group to be a whole number from 0 to 1 but found 2",
    ],
    [
      "a centroid without a place",
      () => checkScatter({ ...scatter, centroids: [{ group: 0, x: null, y: 0 }] }),
      "a finite x and y",
    ],
    ["a torn series", () => checkLines({ ...lines, series: [{ name: "a", x: [1], y: [] }] }), 'series "a": 1 and 0'],
    ["a torn column", () => checkTable({ ...table, cells: [["Bag"]] }), "Expected 2 cells in column 1 but found 1"],
    ["a cell that is an object", () => checkTable({ ...table, cells: [["Bag", {}]] }), "not all plain"],
    ["time that runs back", () => checkProgress({ ...progress, seconds: -1 }), "Expected seconds"],
  ];
  test.each(wrong)("%s", (_, check, message) => {
    expect(check).toThrow(PayloadError);
    expect(check).toThrow(message);
  });
});
