import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { fashionMnist } from "#src/frame/fashion-mnist.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { TRANSFORMS } from "#src/matrix/columns.js";
import { testOnRealData } from "../helpers/real-data.js";

const fixture = <T>(name: string): T => JSON.parse(readFileSync(`test/fixtures/${name}.json`, "utf8")) as T;

const arrests = fixture<{ names: string[]; rows: number[][]; singularValues: Record<string, number[]> }>("usarrests");

test.each(TRANSFORMS)("USArrests with transform %s has NumPy's singular values and objectives", async (transform) => {
  const data = Float64Array.from(arrests.rows.flat());
  const frame = Frame.fromMatrix({ data, rows: 50, columns: 4, names: arrests.names });
  const expected = arrests.singularValues[transform];
  for (const k of [1, 2, 3]) {
    const model = await glrm(frame, { k, transform });
    model.singularValues.forEach((value, i) => expect(value / expected[i]).toBeCloseTo(1, 9));
    const left = expected.slice(k).reduce((sum, value) => sum + value ** 2, 0);
    expect(model.objective / left).toBeCloseTo(1, 8);
  }
});

interface FashionReference {
  objective: Record<string, number>;
  singularValues: number[];
  reconstruction: { record: number; k: number; pixels: number[] };
}

testOnRealData("Fashion-MNIST, k = 2: objective, singular values and a record as NumPy's SVD gives them", async () => {
  const reference = fixture<FashionReference>("fashion-svd");
  const pixels = (await fashionMnist()).drop("label");
  const model = await glrm(pixels, { k: 2, maxIterations: 100, seed: 123 });
  expect(Math.abs(model.objective / reference.objective["2"] - 1)).toBeLessThan(1e-9);
  model.singularValues.forEach((value, i) => expect(value / reference.singularValues[i]).toBeCloseTo(1, 9));
  expect(model.representation.dim()).toEqual([60_000, 2]);
  expect(model.archetypes.dim()).toEqual([2, 784]);
  const back = await model.reconstruct(pixels);
  expect(back.dim()).toEqual([60_000, 784]);
  expect(back.columnNames.slice(0, 2)).toEqual(["reconstr_pixel1", "reconstr_pixel2"]);
  const record = Object.values(back.row(reference.reconstruction.record - 1)) as number[];
  record.forEach((value, j) => expect(Math.abs(value - reference.reconstruction.pixels[j])).toBeLessThan(1e-2));
});

testOnRealData("Fashion-MNIST, k = 8 and 64: the objective is NumPy's, by both ways to the eigenvectors", async () => {
  const reference = fixture<FashionReference>("fashion-svd");
  const pixels = (await fashionMnist()).drop("label");
  for (const k of [8, 64]) {
    const model = await glrm(pixels, { k });
    expect(Math.abs(model.objective / reference.objective[String(k)] - 1)).toBeLessThan(1e-9);
  }
});
