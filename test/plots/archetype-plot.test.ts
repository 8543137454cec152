import { describe, expect, test } from "@jest/globals";
import { dequantize } from "#src/display/encode.js";
import { decodeUint16, decodeUint8, type ScatterPayload } from "#src/display/payload.js";
import { Frame } from "#src/frame/frame.js";
import { archetypePlot, centroidPlot } from "#src/plots/archetype-plot.js";
import { forSeeds } from "../display/random.js";

const representation = Frame.fromColumns(
  { Arch1: [0, 2, 4, NaN], Arch2: [1, 3, 5, 0], Arch3: [7, 8, 9, 10] },
  { note: "Drawn stand-in data." },
);
const names = ["Bag", "Coat"];

/** The points as they come back from the payload. */
function pointsOf({ positions, xRange, yRange }: ScatterPayload): number[][] {
  const places = [...decodeUint16(positions)];
  return places
    .map((place, i) => dequantize(place, i % 2 ? yRange : xRange))
    .reduce<number[][]>((points, value, i) => {
      if (i % 2) points[points.length - 1].push(value);
      else points.push([value]);
      return points;
    }, []);
}

describe("archetypePlot", () => {
  test("draws the first two columns of a model, marked by class", () => {
    const label = Frame.fromColumns({ label: Uint8Array.of(0, 1, 1, 0) }).column("label");
    const { payload } = archetypePlot({ representation }, { label, names });
    expect(payload).toMatchObject({
      title: "Records by Arch1 and Arch2",
      xLabel: "Arch1",
      yLabel: "Arch2",
      count: 3,
      mark: "groupMark",
      groupNames: names,
      groupMarks: ["0", "1"],
      note: "1 point without a place left out. Drawn stand-in data.",
    });
    expect([...decodeUint8(payload.group!)]).toEqual([0, 1, 1]);
    expect(pointsOf(payload).map((point) => point.map((value) => Math.round(1e3 * value) / 1e3))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  test("takes any frame and columns, with dots where there are no classes", () => {
    const { payload } = archetypePlot(representation, { x: "Arch3", y: "Arch2", title: "Mine" });
    expect(payload).toMatchObject({ title: "Mine", xLabel: "Arch3", yLabel: "Arch2", count: 4, mark: "dot" });
    expect(payload.group).toBeUndefined();
  });

  test("says which columns and labels it needs", () => {
    expect(() => archetypePlot(representation.select("Arch1"))).toThrow(
      new RangeError("Expected at least 2 columns to draw but found 1: Arch1"),
    );
    expect(() => archetypePlot(representation, { x: "Arch9" })).toThrow(/Arch9/);
    expect(() => archetypePlot(representation, { label: [0] })).toThrow(
      new RangeError("Expected label to have one value for each of the 4 rows but found 1"),
    );
    expect(() => centroidPlot(representation, { label: [0] })).toThrow(/one value for each of the 4 rows/);
  });
});

describe("archetypePlot with a text beside each record", () => {
  const mark = "label";

  test("draws the labels of the records that have a place, more than there may be classes", () => {
    const { payload } = archetypePlot({ representation }, { label: ["Iowa", null, "Utah", "Ohio"], mark });
    expect(payload).toMatchObject({ mark, count: 3, labels: ["Iowa", "missing", "Utah"] });
    expect(payload.group).toBeUndefined();
    expect(archetypePlot(representation, { label: [1, 0, 1, 0], names, mark }).payload.labels).toEqual([
      ...["Coat", "Bag", "Coat"],
    ]);
    const many = Float64Array.from({ length: 300 }, (_, i) => i);
    const { labels } = archetypePlot(Frame.fromColumns({ x: many, y: many }), { label: many, mark }).payload;
    expect(labels).toEqual(Array.from(many, String));
  });

  test("says how many may be written, and where labels are not as many as records", () => {
    const x = new Float64Array(501);
    expect(() => archetypePlot(Frame.fromColumns({ x, y: x }), { label: x, mark })).toThrow(
      new RangeError('Expected at most 500 points with mark "label" but found 501; take "groupMark" or "dot"'),
    );
    expect(() => archetypePlot(representation, { label: ["a"], mark })).toThrow(/each of the 4 rows but found 1/);
  });
});

describe("centroidPlot", () => {
  test("draws the mean of each class that has rows, with its name", () => {
    const { payload } = centroidPlot({ representation }, { label: [2, 0, 0, 1], names: ["Bag", "Coat", "Shirt"] });
    expect(payload).toMatchObject({
      title: "Class centroids by Arch1 and Arch2",
      count: 2,
      mark: "label",
      labels: ["Bag", "Shirt"],
      groupNames: ["Bag", "Coat", "Shirt"],
      note: "Drawn stand-in data.",
    });
    expect([...decodeUint8(payload.group!)]).toEqual([0, 2]);
    expect(pointsOf(payload)).toEqual([
      [3, 4],
      [0, 1],
    ]);
  });

  test("property: centroids are the means of their classes' rows", () => {
    forSeeds(50, (random) => {
      const rows = 20 + Math.floor(random() * 50);
      const x = Float64Array.from({ length: rows }, () => random() * 10 - 5);
      const y = Float64Array.from({ length: rows }, () => random() * 1e6);
      const label = Array.from({ length: rows }, () => Math.floor(random() * 4));
      const { payload } = centroidPlot(Frame.fromColumns({ x, y }), { label });
      const points = pointsOf(payload);
      payload.labels!.forEach((name, index) => {
        const members = label.flatMap((value, row) => (String(value) === name ? [row] : []));
        const mean = (values: Float64Array): number =>
          members.reduce((sum, row) => sum + values[row], 0) / members.length;
        expect(Math.abs(points[index][0] - mean(x))).toBeLessThan(1e-3);
        expect(Math.abs(points[index][1] - mean(y))).toBeLessThan(100);
      });
      expect(payload.labels).toHaveLength(new Set(label).size);
    });
  });
});

describe.each([
  ["archetypePlot", archetypePlot],
  ["centroidPlot", centroidPlot],
] as const)("%s says by name what it cannot draw", (name, draw) => {
  const label = [0, 1, 1, 0];
  const drawn = (model: unknown, options: unknown) => () => draw(model as Frame, options as { label: number[] });

  test("what is no model and no frame, and columns that are not of numbers", () => {
    for (const model of [null, 5, {}, { representation: null }]) {
      expect(drawn(model, { label })).toThrow(/^Expected a model with a representation, or a Frame, but found/);
    }
    const frame = representation.assign(Frame.fromColumns({ kind: ["a", "b", "a", "b"] }));
    expect(drawn(frame, { label, y: "kind" })).toThrow('Expected column "kind" to hold numbers but found category');
  });

  test("options that it does not have, or not so", () => {
    expect(drawn(representation, null)).toThrow(`Expected the options of ${name} to be an object`);
    expect(drawn(representation, { label, colour: "red" })).toThrow(/^Expected an option of .* but found "colour"$/);
    for (const label of [5, "kind"]) {
      expect(drawn(representation, { label })).toThrow(
        `Expected label to be a column or a list, e.g. frame.column("label"), but found ${JSON.stringify(label)}`,
      );
    }
    expect(drawn(representation, { label, names: "ab" })).toThrow(
      'Expected names to be a list of texts but found "ab"',
    );
  });
});

test("a centroid needs classes, and a record has one of three marks", () => {
  const none = {} as { label: number[] };
  expect(() => centroidPlot(representation, none)).toThrow(
    "Expected label to say the class of each row but found undefined",
  );
  const mark = "star" as "dot";
  expect(() => archetypePlot(representation, { mark })).toThrow(
    'Expected mark to be "groupMark", "dot" or "label" but found "star"',
  );
});
