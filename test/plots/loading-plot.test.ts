import { describe, expect, test } from "@jest/globals";
import { dequantize } from "#src/display/encode.js";
import { decodeUint16 } from "#src/display/payload.js";
import { Frame } from "#src/frame/frame.js";
import { loadingPlot } from "#src/plots/loading-plot.js";

const model = {
  representation: Frame.fromColumns({ Arch1: [0], Arch2: [0], Arch3: [0] }),
  archetypes: Frame.fromColumns(
    { age: [1, 2, 0], "smoker?.yes": [-3, 4, 1], income: [0.5, 0, 9] },
    { note: "Drawn stand-in data." },
  ),
};

describe("loadingPlot", () => {
  test("draws each column at its weights, farthest first, the origin within the axes", () => {
    const { payload } = loadingPlot(model);
    expect(payload).toMatchObject({
      title: "Columns by Arch1 and Arch2",
      xLabel: "Arch1",
      yLabel: "Arch2",
      count: 3,
      mark: "label",
      labels: ["smoker?.yes", "age", "income"],
      xRange: [-3, 1],
      yRange: [0, 4],
      note: "Drawn stand-in data.",
    });
    const places = [...decodeUint16(payload.positions)];
    const values = places.map((place, i) => dequantize(place, i % 2 ? payload.yRange : payload.xRange));
    [-3, 4, 1, 2, 0.5, 0].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 3));
  });

  test("draws the columns with the largest weights in the archetypes that are asked for", () => {
    const { payload } = loadingPlot(model, { x: "Arch3", y: "Arch1", most: 1, title: "Who?" });
    expect(payload).toMatchObject({ title: "Who?", xLabel: "Arch3", yLabel: "Arch1", labels: ["income"] });
    expect(payload.note).toBe("The 1 of 3 columns with the largest weights. Drawn stand-in data.");
  });

  test("says what is wrong with what it is given", () => {
    expect(() => loadingPlot(model, { x: "Arch4" })).toThrow(
      'Expected x to be one of "Arch1", "Arch2", "Arch3" but found "Arch4"',
    );
    expect(() => loadingPlot(model, { most: 0 })).toThrow("Expected most to be a whole number of at least 1");
    expect(() => loadingPlot(model, { mots: 3 } as object)).toThrow('but found "mots"; nearest: "most"');
    expect(() => loadingPlot(model.archetypes as never)).toThrow("Expected a low rank model but found");
    const single = { ...model, representation: Frame.fromColumns({ Arch1: [0] }) };
    expect(() => loadingPlot(single)).toThrow("Expected a model of at least 2 archetypes but found 1");
  });
});
