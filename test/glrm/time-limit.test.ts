/** The option `maxRuntimeSecs`, whatever the solver. */
import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";

/** Noise, whose singular values lie close together, so that no solver is soon at its end. */
function noise(rows: number, columns: number): Frame {
  const random = seededRandom(1);
  const data = Float64Array.from({ length: rows * columns }, () => random.uniform());
  return Frame.fromMatrix({ data, rows, columns, names: Array.from({ length: columns }, (_, j) => `c${j}`) });
}

test.each(["auto", "weighted", "majorize", "h2o"] as const)(
  "solver %s begins no iteration after it, and the model is not converged",
  async (solver) => {
    const options = { k: 2, transform: "standardize", solver, tolerance: 0, maxIterations: 200 } as const;
    const frame = noise(300, 200);
    const model = await glrm(frame, { ...options, maxRuntimeSecs: 1e-6 });
    expect(model.converged).toBe(false);
    expect(model.iterations).toBeLessThanOrEqual(1);
    expect((await glrm(frame, { ...options, maxIterations: 5, maxRuntimeSecs: 60 })).iterations).toBe(5);
  },
);
