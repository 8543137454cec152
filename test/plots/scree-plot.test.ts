import { expect, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";
import { screePlot } from "#src/plots/scree-plot.js";

test("draws the shares of a principal component analysis, each and so far", async () => {
  const arrests = (await readCsv("test/fixtures/usarrests.csv")).drop("State");
  const model = await glrm(arrests, { k: 4, transform: "standardize", threads: 1 });
  const { series, yLabel, fromZero } = screePlot(model).payload;
  expect([yLabel, fromZero]).toEqual(["share of variance", true]);
  expect(series.map(({ name, x }) => [name, x])).toEqual([
    ["each", [1, 2, 3, 4]],
    ["so far", [1, 2, 3, 4]],
  ]);
  // scikit-learn 1.7.2, PCA(svd_solver="full").fit(standardized).explained_variance_ratio_
  const shares = [0.62006039, 0.24744129, 0.0891408, 0.04335752];
  let sum = 0;
  shares.forEach((share, i) => {
    expect(series[0].y[i]).toBeCloseTo(share, 7);
    expect(series[1].y[i]).toBeCloseTo((sum += share), 7);
  });
});

test("says when shares reach 1 only because they are shares of the components' own variance", async () => {
  const arrests = (await readCsv("test/fixtures/usarrests.csv")).drop("State");
  const options = { k: 4, transform: "standardize", threads: 1 } as const;
  const whole = screePlot(await glrm(arrests, options)).payload;
  expect(whole.series[1].y[3]).toBeCloseTo(1, 9);
  expect(whole.note).toBeUndefined();
  const columns = arrests.columnNames.map((name) => arrests.column(name));
  const drawn = new Frame(columns, { note: "Drawn stand-in data." });
  const model = await glrm(insertMissing(drawn, { fraction: 0.4, seed: 1 }), options);
  const holes = screePlot(model).payload;
  expect(Math.max(...holes.series[1].y)).toBe(1);
  expect(holes.note).toMatch(
    /^Drawn stand-in data\. .* these are shares of the components' own variance and reach 1\.$/,
  );
  expect(model.importance.note).toBe(holes.note);
});

test("takes a low rank model only", () => {
  expect(() => screePlot({} as never)).toThrow("Expected a low rank model but found an object without keys");
  const frame = Frame.fromColumns({ a: [1] });
  expect(() => screePlot(frame as never)).toThrow("Expected a low rank model but found an object of type Frame");
  expect(() => screePlot(undefined as never)).toThrow("Expected a low rank model but found undefined");
});
