/** Rounds of squared errors without holes, which never make X·Y: their objective is a difference of sums. */
import { describe, expect, test } from "@jest/globals";
import { type Random, seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { type Loss, lossNamed } from "#src/glrm/losses.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { forSeeds } from "../helpers/property.js";
import { slowGlrmObjective } from "../reference/glrm.js";

const quadratic = lossNamed("quadratic", { crossover: 1, quantile: 0.5, period: 1 });
const quiet = { solver: "majorize", onProgress: () => undefined } as const;

/** Positive numbers of a rank, and noise. */
function table(random: Random, rows: number, columns: number, rank: number, noise: number): Frame {
  const x = Float64Array.from({ length: rows * rank }, () => random.uniform());
  const y = Float64Array.from({ length: rank * columns }, () => random.uniform());
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = noise * random.uniform();
      for (let c = 0; c < rank; c++) sum += x[i * rank + c] * y[c * columns + j];
      data[i * columns + j] = sum;
    }
  }
  return Frame.fromMatrix({ data, rows, columns, names: Array.from({ length: columns }, (_, j) => `c${j}`) });
}

const penalties: Record<string, Partial<GlrmOptions>> = {
  nonNegative: { regularizationX: "nonNegative", regularizationY: "nonNegative" },
  "free X": { regularizationY: "l1", gammaY: 0.1 },
  "ridge X": { regularizationX: "quadratic", gammaX: 0.3, regularizationY: "l1", gammaY: 0.2 },
  simplex: { regularizationX: "simplex", regularizationY: "quadratic", gammaY: 0.1 },
  clusters: { regularizationX: "unitOneSparse" },
};

describe("the objective is what it says and never rises", () => {
  test.each(Object.keys(penalties))("%s", async (name) => {
    await forSeeds(8, async (random, seed) => {
      const [rows, columns] = [10 + random.below(300), 3 + random.below(12)];
      const k = 1 + random.below(3);
      const frame = table(random, rows, columns, k + 1, 0.3);
      const model = await glrm(frame, { ...quiet, ...penalties[name], k, seed, maxIterations: 1 + random.below(30) });
      expect(model.objective / slowGlrmObjective(frame, model, quadratic)).toBeCloseTo(1, 9);
      const objectives = model.history.column("objective").toNumbers();
      expect([...objectives].sort((a, b) => b - a)).toEqual([...objectives]);
    });
  });
});

test("its rounds are those of the same losses cell by cell", async () => {
  const own: Loss = {
    ...{ name: "squares", curvature: 2, best: (u) => u },
    value: (u, a) => (u - a) ** 2,
    slope: (u, a) => 2 * (u - a),
  };
  for (const name of ["nonNegative", "ridge X", "simplex"]) {
    await forSeeds(3, async (random, seed) => {
      const frame = table(random, 60, 6, 4, 0.3);
      const options = {
        ...quiet,
        ...penalties[name],
        k: 3,
        seed,
        maxIterations: 9,
        tolerance: 0,
        init: "random",
      } as const;
      const [plain, cells] = [await glrm(frame, options), await glrm(frame, { ...options, loss: own })];
      const expected = cells.history.column("objective").toNumbers();
      const found = plain.history.column("objective").toNumbers();
      expect(found).toHaveLength(expected.length);
      found.forEach((value, i) => expect(value / expected[i]).toBeCloseTo(1, 7));
    });
  }
});

test("where next to nothing is left it is still right", async () => {
  await forSeeds(6, async (random, seed) => {
    const frame = table(random, 100, 8, 2, 1e-5);
    const options = { ...penalties["free X"], gammaY: 0, k: 2, seed, tolerance: 1e-12, maxIterations: 200 };
    const model = await glrm(frame, { ...quiet, ...options });
    const left = slowGlrmObjective(frame, model, quadratic);
    expect(left).toBeLessThan(100 * 8 * 1e-10);
    expect(model.objective / left).toBeCloseTo(1, 6);
  });
});

test("bytes in float32 agree with float64 and with the scores of the model", async () => {
  const [rows, columns] = [4096, 256];
  const numbers = table(seededRandom(2), rows, columns, 6, 0.5);
  const names = numbers.columnNames;
  const cells = names.map((name) => numbers.column(name).toNumbers());
  const bytes = Uint8Array.from({ length: rows * columns }, (_, at) => {
    return Math.max(0, Math.min(255, 60 * cells[at % columns][Math.floor(at / columns)]));
  });
  const options = { ...quiet, ...penalties.nonNegative, k: 5, seed: 1, maxIterations: 6, tolerance: 0 };
  const model = await glrm(Frame.fromMatrix({ data: bytes, rows, columns, names }), { ...options, threads: 2 });
  const doubles = Frame.fromMatrix({ data: Float64Array.from(bytes), rows, columns, names });
  expect(model.objective / (await glrm(doubles, options)).objective).toBeCloseTo(1, 4);
  expect((await model.metrics()).numErr / model.objective).toBeCloseTo(1, 5);
});
