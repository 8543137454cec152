/** What a fit tells its user though nothing is refused. */
import { describe, expect, test } from "@jest/globals";
import { readCsv } from "#src/frame/read-csv.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { glrm } from "#src/glrm/glrm.js";
import { lossNamed } from "#src/glrm/losses.js";
import type { Regularizer } from "#src/glrm/regularizers.js";
import { forSeeds, signed } from "../helpers/property.js";

const arrests = async (): Promise<Frame> => (await readCsv("test/fixtures/usarrests.csv")).drop("State");

describe("columns that are left out", () => {
  const columns = { a: [1, 2, 3, 4], b: [2, 1, 4, 3], c: [NaN, NaN, NaN, NaN], d: [5, 5, NaN, 5] };

  test("are named, those without a value apart from those of one", async () => {
    const { warnings } = await glrm(Frame.fromColumns(columns), { k: 1 });
    expect(warnings).toEqual([
      '1 column without any value left out of the model, because ignoreConstCols is true: "c"',
      '1 column of a single value left out of the model, because ignoreConstCols is true: "d"',
    ]);
    const { a, b, d } = columns;
    expect((await glrm(Frame.fromColumns({ a, b, d }), { k: 1, ignoreConstCols: false })).warnings).toEqual([]);
  });

  test("are named by the first few when they are many", async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, j) => [`p${j}`, [0, 0, 0, 0]]));
    const { warnings } = await glrm(Frame.fromColumns({ a: columns.a, ...many }), { k: 1 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^300 columns of a single value .*: "p0", "p1", "p2", "p3", "p4", …$/);
  });
});

test("losses of lowrank's own that run on to rounding do not ask for their curvature", async () => {
  const holes = insertMissing(await arrests(), { fraction: 0.1, seed: 3 });
  const model = await glrm(holes, { k: 2, transform: "standardize", solver: "majorize", tolerance: 0 });
  expect(model.warnings).toEqual([]);
});

test("a loss of one's own whose curvature is too small is asked for it", async () => {
  const quadratic = lossNamed("quadratic", { crossover: 1, quantile: 0.5, period: 1 });
  const frame = insertMissing(await arrests(), { fraction: 0.1, seed: 3 });
  const options = { k: 2, transform: "standardize", solver: "majorize" } as const;
  const flat = { name: "too flat", curvature: 1e-3, weight: () => 1e-3 };
  const model = await glrm(frame, { ...options, loss: { ...quadratic, ...flat } });
  expect(model.warnings.join()).toMatch(/is the curvature of your loss right/);
});

test.each(["regularizationX", "regularizationY"] as const)(
  "steps that such a loss takes back stay among the vectors that are allowed: %s",
  async (side) => {
    const whole: Regularizer = {
      ...{ name: "whole", constraint: true, convex: false },
      value: (v) => (v.every(Number.isInteger) ? 0 : Infinity),
      proximal: (v) => void v.set(v.map((entry) => Math.round(entry) + 0)),
    };
    const quadratic = lossNamed("quadratic", { crossover: 1, quantile: 0.5, period: 1 });
    const loss = { ...quadratic, name: "too flat", curvature: 0.7 };
    await forSeeds(8, async (random) => {
      const columns = Array.from({ length: 5 }, (_, j) => [
        `c${j}`,
        Array.from({ length: 30 }, () => 3 * signed(random)),
      ]);
      const options = { k: 2, solver: "majorize", loss, seed: random.below(100), [side]: whole } as const;
      const model = await glrm(Frame.fromColumns(Object.fromEntries(columns) as Record<string, number[]>), options);
      const factor = side === "regularizationX" ? model.representation : model.archetypes;
      for (const name of factor.columnNames) {
        for (const entry of factor.column(name).toNumbers()) expect(entry % 1).toBeCloseTo(0, 12);
      }
    });
  },
);

test("a penalty on one side is warned of unless the other side has a size of its own", async () => {
  const l1OfX = { k: 2, regularizationX: "l1", gammaX: 1, maxIterations: 3 } as const;
  for (const regularizationY of ["none", "nonNegative", "oneSparse", "quadratic"] as const) {
    const { warnings } = await glrm(await arrests(), { ...l1OfX, regularizationY });
    expect(warnings.join()).toMatch("so the fit has no minimum");
  }
  for (const bound of [{ regularizationY: "simplex" }, { regularizationY: "quadratic", gammaY: 1 }] as const) {
    expect((await glrm(await arrests(), { ...l1OfX, ...bound })).warnings).toEqual([]);
  }
});

describe("Poisson counts that overflow", () => {
  test("are warned of, with their columns", async () => {
    const holes = insertMissing(await arrests(), { fraction: 0.2, seed: 3 });
    const model = await glrm(holes, { k: 2, loss: "poisson" });
    const filled = await model.reconstruct(holes);
    const infinite = filled.columnNames.filter((name) => filled.column(name).toNumbers().includes(Infinity));
    expect(infinite.length).toBeGreaterThan(0);
    const cells = infinite.flatMap((name) =>
      [...filled.column(name).toNumbers()].filter((value) => value === Infinity),
    );
    const warning = model.warnings.join();
    expect(warning).toMatch(`e^(x·y) overflows in ${cells.length} cells`);
    for (const name of infinite) expect(warning).toMatch(JSON.stringify(name.replace("reconstr_", "")));
    const safe = await glrm(holes, { k: 1, loss: "poisson" });
    expect(safe.warnings.join()).not.toMatch("overflows");
  });
});
