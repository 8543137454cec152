/** Which start `init: "auto"` takes, and what it gains by it. */
import { expect, test } from "@jest/globals";
import { type Random, seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmOptions, Init } from "#src/glrm/options.js";
import { signed } from "../helpers/property.js";

/** X·Y with X of both signs, or of none below zero, Y not below zero, and some cells missing. */
function planted(random: Random, entry: () => number): Frame {
  const x = Array.from({ length: 60 }, () => [entry(), entry(), entry()]);
  const columns = Array.from({ length: 9 }, (_, j) => {
    const y = [random.uniform(), random.uniform(), random.uniform()];
    return [`c${j}`, x.map((row) => row.reduce((sum, value, c) => sum + value * y[c], 0))] as const;
  });
  return insertMissing(Frame.fromColumns(Object.fromEntries(columns)), { fraction: 0.1, seed: random.below(1000) });
}

async function objectiveOf(frame: Frame, options: Partial<GlrmOptions>): Promise<number> {
  const model = await glrm(frame, { k: 3, seed: 1, maxIterations: 200, onProgress: () => undefined, ...options });
  return model.objective;
}

test.each(["nonNegative", "oneSparse", "unitOneSparse"] as const)(
  "where Y alone is cut down by %s, the start ends far below that by rows of the data",
  async (regularizationY) => {
    let sum = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const random = seededRandom(seed);
      const frame = planted(random, () => signed(random));
      const automatic = await objectiveOf(frame, { regularizationY });
      sum += Math.log(automatic / (await objectiveOf(frame, { regularizationY, init: "plusplus" })));
    }
    expect(sum / 8).toBeLessThan(-0.1);
  },
);

test.each<[Partial<GlrmOptions>, Init]>([
  [{ loss: "huber" }, "svd"],
  [{ regularizationX: "l1", gammaX: 0.1, regularizationY: "quadratic", gammaY: 0.1 }, "svd"],
  [{ regularizationX: "nonNegative" }, "plusplus"],
  [{ regularizationX: "unitOneSparse" }, "plusplus"],
  [{ regularizationY: "simplex" }, "plusplus"],
  [{ regularizationY: "nonNegative" }, "plusplus"],
  [{ regularizationY: "nonNegative", transform: "demean" }, "random"],
  [{ regularizationY: "oneSparse" }, "random"],
  [{ regularizationY: "oneSparse", gammaY: 1, solver: "h2o" }, "plusplus"],
])("of cells above zero, %j starts by %s", async (options, init) => {
  const random = seededRandom(3);
  const frame = planted(random, () => random.uniform());
  expect(await objectiveOf(frame, options)).toBe(await objectiveOf(frame, { ...options, init }));
});
