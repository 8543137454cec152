import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { fashionMnist } from "#src/frame/fashion-mnist.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmOptions } from "#src/glrm/options.js";
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

interface Missing {
  missing: { fraction: number; seed: number };
  transform: string;
}

const references = fixture<{
  quadratic: Record<"standardize" | "normalize", Record<string, Record<string, number>>>;
  convexMissing: (Missing & { gamma_x: number; global_minimum: number })[];
  nonconvexMissing: (Missing & { k: number; gamma: number; best_of_20_starts: number })[];
  softImpute: {
    triplets: [number, number, number][];
    lambda_: number;
    converged_d: number[];
    glrm_objective_gamma_1_9: number;
  };
  fashion: { NORMALIZE_optimum: Record<string, number> };
  fashionMissing: { em_sweeps: Record<string, number>; n_observed: number };
  importance: { standardDeviation: number[]; proportion: number[] };
}>("glrm-references");

const usArrests = (): Frame =>
  Frame.fromMatrix({ data: Float64Array.from(arrests.rows.flat()), rows: 50, columns: 4, names: arrests.names });
const both = (gamma: number): Partial<GlrmOptions> => ({
  ...{ regularizationX: "quadratic", regularizationY: "quadratic", gammaX: gamma, gammaY: gamma },
});

test("quadratic regularisers on both sides: the closed form's objective, and the iterations' the same", async () => {
  for (const transform of ["standardize", "normalize"] as const) {
    for (const [gamma, byK] of Object.entries(references.quadratic[transform])) {
      for (const [k, expected] of Object.entries(byK)) {
        const options = { k: Number(k), transform, ...both(Number(gamma)) };
        expect((await glrm(usArrests(), options)).objective).toBeCloseTo(expected, 6);
        for (const solver of ["majorize", "weighted"] as const) {
          const model = await glrm(usArrests(), { ...options, solver, tolerance: 1e-12 });
          expect(model.objective).toBeCloseTo(expected, 5);
        }
      }
    }
  }
});

test("unequal weights: the singular values shrink by their geometric mean, and each side has its share", async () => {
  const unequal = await glrm(usArrests(), { k: 2, transform: "standardize", ...both(0.5), gammaX: 0.25, gammaY: 1 });
  expect(unequal.objective).toBeCloseTo(references.quadratic.standardize["0.5"]["2"], 6);
  const slow = await glrm(usArrests(), {
    ...{ k: 2, transform: "standardize", solver: "majorize", tolerance: 1e-13 },
    ...{ ...both(0.5), gammaX: 0.25, gammaY: 1 },
  });
  expect(slow.objective).toBeCloseTo(unequal.objective, 5);
});

test("missing cells with full rank and quadratic regularisers: the one minimum there is", async () => {
  for (const { missing, transform, gamma_x: gamma, global_minimum: expected } of references.convexMissing) {
    const frame = insertMissing(usArrests(), missing);
    const options = { k: 4, transform: transform.toLowerCase() as "normalize", ...both(gamma), tolerance: 1e-13 };
    for (const solver of ["auto", "majorize"] as const) {
      const model = await glrm(frame, { ...options, solver });
      expect(model.objective).toBeCloseTo(expected, 6);
    }
  }
});

test("missing cells, k = 2: as good as the best of twenty starts of another program", async () => {
  for (const { missing, k, gamma, best_of_20_starts: expected } of references.nonconvexMissing) {
    const frame = insertMissing(usArrests(), missing);
    const model = await glrm(frame, {
      k,
      transform: "standardize",
      ...(gamma > 0 ? both(gamma) : {}),
      tolerance: 1e-12,
    });
    expect(model.objective).toBeLessThan(expected * (1 + 1e-5));
  }
});

test("softImpute's vignette: the same objective and singular values", async () => {
  const { triplets, lambda_: gamma, converged_d: d, glrm_objective_gamma_1_9: expected } = references.softImpute;
  const data = new Float64Array(30).fill(NaN);
  for (const [row, column, value] of triplets) data[(row - 1) * 5 + column - 1] = value;
  const frame = Frame.fromMatrix({ data, rows: 6, columns: 5 });
  const model = await glrm(frame, { k: 3, ...both(gamma), tolerance: 1e-14, maxIterations: 5000 });
  expect(model.objective).toBeCloseTo(expected, 6);
  d.forEach((value, i) => expect(model.singularValues[i]).toBeCloseTo(value, 3));
});

test("importance of USArrests is that of its principal components", async () => {
  const { importance } = await glrm(usArrests(), { k: 4, transform: "standardize" });
  const { standardDeviation, proportion } = references.importance;
  importance.objects().forEach((row, i) => {
    expect(row.standardDeviation).toBeCloseTo(standardDeviation[i], 6);
    expect(row.proportionOfVariance).toBeCloseTo(proportion[i], 4);
  });
  expect(importance.at(3, "cumulativeProportion")).toBeCloseTo(1, 12);
});

testOnRealData("Fashion-MNIST normalized: the optimum for k = 2, 8 and 32", async () => {
  const pixels = (await fashionMnist()).drop("label");
  for (const k of [2, 8, 32]) {
    const model = await glrm(pixels, { k, transform: "normalize", ignoreConstCols: false });
    expect(Math.abs(model.objective / references.fashion.NORMALIZE_optimum[k] - 1)).toBeLessThan(1e-8);
  }
});

testOnRealData(
  "Fashion-MNIST with 20% missing, k = 64: after 16 rounds as good as 20 rounds of softImpute-ALS, and still falling",
  async () => {
    const holes = insertMissing((await fashionMnist()).drop("label"), { fraction: 0.2, seed: 1234 });
    const options = { k: 64, transform: "normalize", ignoreConstCols: false, seed: 123, maxIterations: 16 } as const;
    const model = await glrm(holes, options);
    expect(model.objective).toBeLessThan(references.fashionMissing.em_sweeps["20"] * (1 + 1e-3));
    const values = [...model.history.column("objective")] as number[];
    values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(values[i]));
    expect((await model.metrics()).numCnt).toBe(references.fashionMissing.n_observed);
  },
  180_000,
);

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
