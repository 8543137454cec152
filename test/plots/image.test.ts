import { describe, expect, test } from "@jest/globals";
import { linePlot } from "#src/display/line-plot.js";
import { decodeUint8, RASTER_MIME, type RasterPayload } from "#src/display/payload.js";
import type { Figure } from "#src/display/figure.js";
import { seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { grid, image } from "#src/plots/image.js";
import { slider } from "#src/plots/slider.js";

/** Rows of pixels, with labels when given. */
function pixels(rows: number[][], label?: (number | string)[], prefix = "pixel", note?: string): Frame {
  const columns = rows[0].map((_, i) => [`${prefix}${i + 1}`, Float64Array.from(rows, (row) => row[i])] as const);
  return Frame.fromColumns({ ...(label && { label }), ...Object.fromEntries(columns) }, { note });
}

function bytes({ payload }: Figure<RasterPayload>): number[] {
  return [...decodeUint8(payload.pixels)];
}

/** A cell of the first row, 0 where there is no such column. */
function cellOr0(frame: Frame, name: string): number {
  return frame.columnNames.includes(name) ? (frame.at(0, name) as number) : 0;
}

/** A frame laid out like Fashion-MNIST: label, pixel1 ... pixel784. */
function fashion(labels: number[]): Frame {
  const data = new Uint8Array(784 * labels.length).fill(7);
  const names = Array.from({ length: 784 }, (_, i) => `pixel${i + 1}`);
  const images = Frame.fromMatrix({ data, rows: labels.length, columns: 784, names });
  return Frame.fromColumns({ label: Uint8Array.from(labels) }).cbind(images);
}

describe("image", () => {
  test("shows one record of bytes as it is, titled by its label", () => {
    const frame = pixels(
      [
        [0, 10, 200, 255],
        [1, 2, 3, 4],
      ],
      [3, 8],
      "pixel",
      "Drawn stand-in data.",
    );
    expect(image(frame, 0).payload).toEqual({
      title: "",
      width: 2,
      height: 2,
      columns: 1,
      captions: ["3"],
      palette: "ink",
      pixels: Buffer.from([0, 10, 200, 255]).toString("base64"),
      note: "Drawn stand-in data.",
    });
    expect(Object.keys(image(frame, 1).toBundle())).toEqual([RASTER_MIME, "image/png", "text/plain"]);
  });

  test("titles archetypes by their names", () => {
    const rows = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ];
    const columns = pixels(rows);
    const archetypes = new Frame(
      columns.columnNames.map((name) => columns.column(name)),
      { rowNames: ["Arch1", "Arch2"] },
    );
    expect(image(archetypes, 1).payload.captions).toEqual(["Arch2"]);
    expect(grid(archetypes).payload.captions).toEqual(["Arch1", "Arch2"]);
  });

  test("says by name what it cannot draw, and which options it has", () => {
    const model = { representation: pixels([[0]]) } as unknown as Frame;
    expect(() => image(model, 0)).toThrow(/^Expected the frame of image to be a Frame .* with representation$/);
    expect(() => grid(model)).toThrow(/^Expected what grid draws to be a Frame .* with representation$/);
    const misspelt = { titel: "x" } as object;
    expect(() => image(pixels([[0]]), 0, misspelt)).toThrow(
      'Expected an option of image (width, height, range, palette, title, names) but found "titel"; nearest: "title"',
    );
    expect(() => grid(pixels([[0]]), misspelt)).toThrow(/^Expected an option of grid .* nearest: "title"$/);
  });

  test("titles by class names, given or Fashion-MNIST's own, else by number", () => {
    expect(image(fashion([9]), 0).payload.captions).toEqual(["Ankle boot"]);
    expect(image(fashion([9]).drop("label"), 0).payload.captions).toEqual(["record 1"]);
    const frame = pixels(
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
      [1, NaN],
    );
    expect(image(frame, 0, { names: ["Bag", "Coat"] }).payload.captions).toEqual(["Coat"]);
    expect(image(frame, 1).payload.captions).toEqual(["no label"]);
    expect(image(frame, 0, { title: "mine" }).payload.captions).toEqual(["mine"]);
    expect(image(pixels([[1, 2, 3, 4]], ["boot"]), 0).payload.captions).toEqual(["boot"]);
  });

  test("clamps estimates of bytes, which stray", () => {
    expect(bytes(image(pixels([[-60, 100.4, 200.6, 300]], undefined, "reconstr_pixel"), 0))).toEqual([
      0, 100, 201, 255,
    ]);
  });

  test("scales fractions to their largest, in ink, and signed numbers about zero", () => {
    const ink = image(pixels([[0, 0.2, 0.1, 0.4]]), 0);
    expect([ink.payload.palette, bytes(ink)]).toEqual(["ink", [0, 128, 64, 255]]);
    const archetype = image(pixels([[-20.5, 0, 10.25, 41]]), 0);
    expect([archetype.payload.palette, bytes(archetype)]).toEqual(["diverging", [64, 128, 160, 255]]);
    const negative = image(pixels([[-2, -1, 0, 0]]), 0);
    expect([negative.payload.palette, bytes(negative)]).toEqual(["diverging", [0, 64, 128, 128]]);
  });

  test("archetypes of positive weights are not taken for bytes", () => {
    expect(bytes(image(pixels([[0.1, 20.5, 10.25, 41]]), 0))).toEqual([1, 128, 64, 255]);
  });

  test("range and palette override", () => {
    const frame = pixels([[0, 1, 2, 4]]);
    expect(bytes(image(frame, 0, { range: [0, 4] }))).toEqual([0, 64, 128, 255]);
    expect(bytes(image(frame, 0, { range: [-4, 4] }))).toEqual([128, 160, 192, 255]);
    expect(bytes(image(frame, 0, { range: [-4, 4], palette: "ink" }))).toEqual([128, 159, 191, 255]);
    expect(bytes(image(frame, 0, { palette: "diverging" }))).toEqual([128, 160, 192, 255]);
  });

  test("missing cells are paper, and counted in the note", () => {
    const figure = image(pixels([[NaN, 10, 255, NaN]], undefined, "pixel", "Holes."), 0);
    expect(bytes(figure)).toEqual([0, 10, 255, 0]);
    expect(figure.payload.note).toBe("2 of 4 pixels are missing and drawn as paper. Holes.");
  });

  test("pictures may be oblong when a side is given", () => {
    const frame = pixels([[1, 2, 3, 4, 5, 6]]);
    expect(image(frame, 0, { width: 3 }).payload).toMatchObject({ width: 3, height: 2 });
    expect(image(frame, 0, { height: 3 }).payload).toMatchObject({ width: 2, height: 3 });
  });

  test("draws pixels in their places where a model has left out the constant ones", async () => {
    const random = seededRandom(1);
    const data = Array.from({ length: 20 }, () => Array.from({ length: 16 }, () => random.below(256)));
    const frame = pixels(data.map((row) => row.map((value, i) => (i === 0 || i === 9 || i === 15 ? 7 : value))));
    const model = await glrm(frame, { k: 2, threads: 1 });
    expect(model.archetypes.columnNames).toHaveLength(13);
    const { payload } = image(model.archetypes, 0);
    expect([payload.width, payload.height]).toEqual([4, 4]);
    expect(payload.note).toMatch(/^3 of 16 pixels are missing and drawn as /);
    const values = Frame.fromColumns(
      Object.fromEntries(frame.columnNames.map((name) => [name, [cellOr0(model.archetypes, name)]])),
    );
    expect(bytes(image(model.archetypes, 0))).toEqual(bytes(image(values, 0)));
    expect(() => image(frame.drop("pixel2", "pixel3", "pixel4", "pixel5", "pixel6"), 0)).toThrow("found 11 columns");
    expect(() => image(frame.drop("pixel2").rename({ pixel3: "third" }), 0)).toThrow("found 15 columns");
  });

  test("says what is wrong with rows and sizes", () => {
    const frame = pixels([[1, 2, 3, 4, 5, 6]]);
    const say = (call: () => unknown, message: string): void => expect(call).toThrow(new RangeError(message));
    say(() => image(frame, 1), "Expected row to be a whole number from 0 to 0 but found 1");
    say(() => image(frame, -1), "Expected row to be a whole number from 0 to 0 but found -1");
    say(
      () => image(frame, 0),
      "Expected the number of pixel columns to be a square, or width or height to be given, but found 6 columns",
    );
    say(
      () => image(frame, 0, { width: 4 }),
      "Expected width x height to be the number of pixel columns, 6, but found width 4",
    );
    say(
      () => image(frame, 0, { width: 3, height: 3 }),
      "Expected width x height to be the number of pixel columns, 6, but found width 3 and height 3",
    );
    say(() => image(frame, 0, { width: 0 }), "Expected width to be a whole number of at least 1 but found 0");
    say(
      () => image(frame, 0, { width: 3, range: [1, 1] }),
      "Expected range to be two increasing numbers but found [1, 1]",
    );
    say(
      () => image(Frame.fromColumns({ label: [1] }), 0),
      "Expected columns of numbers to draw as pixels but found none",
    );
  });
});

describe("grid", () => {
  const frame = pixels(
    [
      [0, 1, 2, 255],
      [9, 9, 9, 9],
      [5, 5, 5, 5],
    ],
    [0, 1, 2],
  );

  test("shows the first records, on one scale", () => {
    const { payload } = grid(frame, { rows: 2, columns: 2, title: "First" });
    expect(payload).toMatchObject({ title: "First", columns: 2, captions: ["0", "1"], palette: "ink" });
    expect([...decodeUint8(payload.pixels)]).toEqual([0, 1, 2, 255, 9, 9, 9, 9]);
    expect(grid(frame).payload).toMatchObject({ title: "", columns: 3, captions: ["0", "1", "2"] });
    const many = grid(fashion(Array.from({ length: 30 }, (_, i) => i % 10))).payload;
    expect([many.columns, many.captions.length, many.captions[24]]).toEqual([5, 25, "Coat"]);
  });

  test("takes captions of its own, one for each picture", () => {
    expect(grid(frame, { rows: 2, captions: ["Arch1", "Arch2"] }).payload.captions).toEqual(["Arch1", "Arch2"]);
    expect(grid([image(frame, 0)], { captions: ["before"] }).payload.captions).toEqual(["before"]);
    expect(() => grid(frame, { rows: 2, captions: ["one"] })).toThrow("Expected captions to be 2 texts but found 1");
  });

  test("joins figures side by side with their titles and notes", () => {
    const noted = pixels([[1, 2, 3, 4]], undefined, "reconstr_pixel", "Drawn.");
    const { payload } = grid([image(noted, 0, { title: "k = 2" }), grid(frame, { rows: 2 }), image(noted, 0)]);
    expect(payload).toMatchObject({ columns: 4, captions: ["k = 2", "0", "1", "record 1"], note: "Drawn." });
    expect([...decodeUint8(payload.pixels)]).toEqual([1, 2, 3, 4, 0, 1, 2, 255, 9, 9, 9, 9, 1, 2, 3, 4]);
  });

  test("says which figure does not fit, and why", () => {
    const square = image(frame, 0);
    const say = (figures: unknown[], error: Error): void =>
      expect(() => grid(figures as Figure<RasterPayload>[])).toThrow(error);
    say([], new RangeError("Expected at least one figure but found none"));
    say(
      [square, linePlot({ x: [], y: [] })],
      new TypeError("Expected figures[1] of grid to be made by image() or grid() but found lines"),
    );
    say(
      [square, image(pixels([[1]]), 0)],
      new RangeError("Expected figures[1] of grid to be 2 x 2 like the first but found 1 x 1"),
    );
    say(
      [square, image(pixels([[-1, 1, 0.5, 0]]), 0)],
      new RangeError(
        'Expected figures[1] of grid to have the palette "ink" like the first but found "diverging"; ' +
          'give image() { palette: "ink" }',
      ),
    );
    say(
      [slider("k", [1], [square])],
      new RangeError("Expected figures[0] of grid to be without a slider but found one over k"),
    );
    expect(() => grid(frame, { rows: 0 })).toThrow(
      new RangeError("Expected rows to be a whole number of at least 1 but found 0"),
    );
    expect(() => grid(frame.head(0))).toThrow(new RangeError("Expected a frame with rows to draw but found 0 rows"));
  });
});

describe("slider", () => {
  const frame = pixels(
    [
      [0, 1, 2, 255],
      [9, 9, 9, 9],
    ],
    [0, 1],
  );
  const steps = [grid([image(frame, 0), image(frame, 1)]), grid([image(frame, 1), image(frame, 1)])];

  test("joins one figure per value as the steps of one picture", () => {
    const { payload } = slider("k", [2, 8], steps, { selected: 1, title: "Record 1000" });
    expect(payload).toMatchObject({
      title: "Record 1000",
      columns: 2,
      captions: ["0", "1"],
      slider: { label: "k", values: [2, 8], selected: 1 },
    });
    expect([...decodeUint8(payload.pixels)]).toEqual([0, 1, 2, 255, ...Array<number>(12).fill(9)]);
  });

  test("says what does not fit", () => {
    expect(() => slider("k", [2], steps)).toThrow(
      new RangeError("Expected one figure for each value, at least one, but found 2 figures and 1 values"),
    );
    expect(() => slider("k", [2, 8], steps, { selected: 2 })).toThrow(
      new RangeError("Expected selected to be a whole number from 0 to 1 but found 2"),
    );
    expect(() => slider("k", [2, 8], [steps[0], image(frame, 0)])).toThrow(
      new RangeError("Expected figures[1] of slider to have as many pictures as the first, 2, but found 1"),
    );
  });
});
