import { describe, expect, test } from "@jest/globals";
import { inspect } from "node:util";
import { encodeUint8 } from "#src/display/encode.js";
import { displaySymbol, metadataOf } from "#src/display/host.js";
import { linePlot } from "#src/display/line-plot.js";
import { linesBundle, linesFigure } from "#src/display/lines.js";
import { classColors, missingColor } from "#src/display/palette.js";
import { LINES_MIME, RASTER_MIME, SCATTER_MIME, type LinesPayload, type RasterPayload } from "#src/display/payload.js";
import { rasterBundle } from "#src/display/raster.js";
import { scatterBundle } from "#src/display/scatter.js";
import { pictureOf, scatterOf } from "./pictures.js";
import { seeded } from "./random.js";

const objective: LinesPayload = {
  title: "Objective",
  xLabel: "iteration",
  yLabel: "objective",
  xScale: "linear",
  yScale: "linear",
  series: [{ name: "objective", x: [0, 1, 2], y: [9e11, 4e11, 1.5e11] }],
};

const twoTiles: RasterPayload = {
  title: "",
  width: 2,
  height: 1,
  columns: 2,
  captions: ["Bag", "Coat"],
  palette: "ink",
  pixels: encodeUint8(Uint8Array.of(0, 255, 255, 0)),
};

describe("every picture's bundle", () => {
  test.each([
    [RASTER_MIME, () => rasterBundle(twoTiles), 2],
    [SCATTER_MIME, () => scatterBundle(scatterOf([0, 1, 2], [3, 1, 2], { groups: [0, 1, 2] })), 2],
    [LINES_MIME, () => linesBundle(objective), 2],
  ])("%s: payload, PNG, text; the PNG has twice the pixels of the size it is shown at", async (mime, make, scale) => {
    const bundle = make();
    expect(Object.keys(bundle)).toEqual([mime, "image/png", "text/plain"]);
    const { width, height } = metadataOf(bundle)["image/png"] as { width: number; height: number };
    const picture = await pictureOf(bundle);
    expect([picture.width, picture.height]).toEqual([scale * width, scale * height]);
    expect(picture.color(0, 0)).toBe("#ffffff");
    expect(bundle["text/plain"]).toMatch(/^\[.*\]$/);
    // The metadata travel under a symbol: the JSON holds MIME types only.
    expect(Object.keys(JSON.parse(JSON.stringify(bundle)) as object)).toEqual(Object.keys(bundle));
  });

  test("says the note, which makes room for itself", async () => {
    const plain = await pictureOf(linesBundle(objective));
    const noted = linesBundle({ ...objective, note: "Drawn stand-in data." });
    expect((await pictureOf(noted)).height).toBeGreaterThan(plain.height);
    expect(noted["text/plain"]).toMatch(/\nDrawn stand-in data\.$/);
  });
});

describe("rasterBundle", () => {
  test("draws ink where bytes are high", async () => {
    const picture = await pictureOf(rasterBundle({ ...twoTiles, captions: ["", ""] }));
    // Two tiles of 2 x 1 at zoom 8: two cells of ink of 8 x 8, four pixels each.
    expect(picture.count("#000000")).toBe(2 * 16 * 16);
  });

  test("lays the steps of a slider side by side and names them in the text", async () => {
    const one = { ...twoTiles, columns: 1, captions: ["Bag"] };
    const steps = rasterBundle({ ...one, slider: { label: "k", values: [2, 8], selected: 1 } });
    expect((await pictureOf(steps)).count("#000000")).toBeGreaterThanOrEqual(2 * 16 * 16);
    expect(steps["text/plain"]).toBe("[1 picture of 2 × 1, k = 2, 8: Bag]");
  });

  test("cuts a very long sheet and says so", async () => {
    const count = 5000;
    const bundle = rasterBundle({
      ...twoTiles,
      captions: Array<string>(count).fill("Bag"),
      pixels: encodeUint8(new Uint8Array(2 * count)),
    });
    expect((await pictureOf(bundle)).height).toBeLessThan(2 * 2600);
    expect(bundle["text/plain"]).toBe("[5,000 pictures of 2 × 1: Bag, Bag, Bag, Bag, Bag, …]");
  });
});

describe("scatterBundle", () => {
  test("draws each group in its colour, as dots, marks or labels", async () => {
    const points = scatterOf([0, 1, 2], [3, 1, 2], { groups: [0, 1, 2], labels: ["Bag", "Coat", "Shirt"] });
    for (const mark of ["dot", "groupMark", "label"] as const) {
      const picture = await pictureOf(scatterBundle({ ...points, mark }));
      for (const color of classColors.slice(0, 3)) expect(picture.count(color)).toBeGreaterThan(10);
    }
  });

  test("draws points of no class in grey, in no class's colour", async () => {
    const points = scatterOf([0, 1, 2], [3, 1, 2], { groups: [0, 1, 2], labels: ["a", "b", "c"], missingGroup: 2 });
    for (const mark of ["dot", "groupMark", "label"] as const) {
      const picture = await pictureOf(scatterBundle({ ...points, mark }));
      expect(picture.count(missingColor)).toBeGreaterThan(10);
      expect(picture.count(classColors[2])).toBe(0);
    }
  });

  test("writes the names of groups at their centroids, over the points", async () => {
    const points = scatterOf([0, 1, 2], [3, 1, 2], { groups: [0, 1, 2] });
    const centroids = [{ group: 1, x: 1.5, y: 2.5 }];
    const [plain, named] = [
      await pictureOf(scatterBundle(points)),
      await pictureOf(scatterBundle({ ...points, centroids })),
    ];
    expect(named.count(classColors[1])).toBeGreaterThan(plain.count(classColors[1]) + 50);
    expect(named.count(classColors[0])).toBe(plain.count(classColors[0]));
  });

  test("describes itself by its ranges and groups, or its labels", () => {
    const points = scatterOf([0, 1, 2], [3, 1, 2], { groups: [0, 1, 2], title: "Three" });
    expect(scatterBundle(points)["text/plain"]).toBe("[Three: 3 points, x from 0 to 2, y from 1 to 3: a, b, c]");
    expect(scatterBundle({ ...points, mark: "label", labels: ["Bag", "Coat", "Shirt"] })["text/plain"]).toBe(
      "[Three: 3 points, x from 0 to 2, y from 1 to 3: Bag, Coat, Shirt]",
    );
  });

  test("60,000 marks take less than 400 kB", () => {
    const random = seeded(1);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const x = Array.from({ length: 60000 }, normal);
    const y = Array.from({ length: 60000 }, normal);
    const groups = x.map((value, i) => Math.floor(3 * Math.abs(Math.sin(value + y[i]))));
    const png = scatterBundle(scatterOf(x, y, { groups, mark: "groupMark" }))["image/png"] as string;
    expect((png.length * 3) / 4).toBeLessThan(400_000);
  });

  test("no points are an empty chart", async () => {
    expect((await pictureOf(scatterBundle(scatterOf([], [], {})))).width).toBe(2 * 680);
  });
});

describe("linesBundle", () => {
  test("describes each curve by its ends", () => {
    expect(linesBundle(objective)["text/plain"]).toBe(
      "[Objective: objective by iteration, 3 points: 9.0000e+11 to 1.5000e+11]",
    );
    const series = [
      { name: "here", x: [2, 4], y: [0.5, 0.7] },
      { name: "there", x: [2], y: [0.6] },
    ];
    expect(linesBundle({ ...objective, title: "", series })["text/plain"]).toBe(
      "[objective by iteration, here, 2 points: 0.5 to 0.7; there, 1 point: 0.6 to 0.6]",
    );
  });

  test("draws several curves in their colours, with holes where a value has no place", async () => {
    const x = [1, 10, 100, 1000];
    const series = [
      { name: "a", x, y: [1, NaN, 3, 4] },
      { name: "b", x, y: [4, 3, 2, 1] },
    ];
    const picture = await pictureOf(linesBundle({ ...objective, xScale: "log", series }));
    for (const color of classColors.slice(0, 2)) expect(picture.count(color)).toBeGreaterThan(100);
  });
});

describe("Figure", () => {
  test("shows its bundle, prints its description, and gives its picture as a file", async () => {
    const figure = linesFigure(objective);
    expect(figure[displaySymbol]()).toEqual(linesBundle(objective));
    expect(figure.payload).toBe(objective);
    expect(inspect(figure)).toBe(linesBundle(objective)["text/plain"]);
    expect(String(figure)).toBe(inspect(figure));
    expect(Buffer.from(figure.toPng()).toString("base64")).toBe(figure.toBundle()["image/png"]);
    expect(await pictureOf(figure.toBundle())).toMatchObject({ width: 1280 });
  });
});

describe("linePlot", () => {
  test("takes one curve or several, as any arrays", () => {
    expect(linePlot({ x: Float64Array.of(1, 2), y: [3, 4] }, { title: "t", note: "n" }).payload).toEqual({
      title: "t",
      xLabel: "x",
      yLabel: "y",
      xScale: "linear",
      yScale: "linear",
      series: [{ name: "", x: [1, 2], y: [3, 4] }],
      note: "n",
    });
    expect(linePlot([{ name: "a", x: [], y: [] }]).payload.series).toEqual([{ name: "a", x: [], y: [] }]);
  });

  test("says what is wrong with which array", () => {
    expect(() => linePlot({ name: "a", x: [1], y: [] })).toThrow(
      new RangeError('Expected x and y of "a" to be equally long but found 1 and 0'),
    );
    expect(() => linePlot({ x: [1, 0], y: [1, 1] }, { xScale: "log" })).toThrow(
      new RangeError("Expected x to be positive on a logarithmic axis but found 0 at 1"),
    );
  });
});

test("curves of shares stand as high over the bottom as they are large", async () => {
  const flat = { ...objective, series: [{ name: "each", x: [0, 1, 2], y: [0.8, 0.8, 0.8] }] };
  const heights = [{ ...flat, fromZero: true as const }, flat].map(async (payload) => {
    const picture = await pictureOf(linesBundle(payload));
    const middle = Math.round(0.4 * picture.width);
    for (let y = 0; y < picture.height; y++) if (picture.color(middle, y) === classColors[0]) return y / picture.height;
    return NaN;
  });
  const [fromZero, around] = await Promise.all(heights);
  expect(fromZero).toBeLessThan(0.2);
  expect(around).toBeGreaterThan(0.4);
});
