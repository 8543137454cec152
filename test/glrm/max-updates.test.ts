/** The option `maxUpdates`, whatever the solver. */
import { describe, expect, test } from "@jest/globals";
import type { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";

const arrests = async (): Promise<Frame> => (await readCsv("test/fixtures/usarrests.csv")).drop("State");

describe("maxUpdates is two an iteration", () => {
  test.each(["auto", "weighted", "majorize", "h2o"] as const)("solver %s", async (solver) => {
    const holes = insertMissing(await arrests(), { fraction: 0.1, seed: 3 });
    const options = { k: 2, transform: "standardize", tolerance: 0, solver } as const;
    const { iterations, converged } = await glrm(holes, { ...options, maxUpdates: 4 });
    expect(iterations).toBe(2);
    expect(converged).toBe(false);
    const one = await glrm(holes, { ...options, maxUpdates: 1 });
    // H2O's rule steps X alone.
    expect(one.iterations).toBe(solver === "h2o" ? 1 : 0);
    expect((await glrm(holes, { ...options, maxIterations: 3, maxUpdates: 100 })).iterations).toBe(3);
  });

  test("so the start alone is left of an exact fit with one update", async () => {
    const one = await glrm(await arrests(), { k: 2, transform: "standardize", maxUpdates: 1 });
    expect(one.converged).toBe(false);
    expect((await glrm(await arrests(), { k: 2, transform: "standardize", maxUpdates: 2 })).converged).toBe(true);
  });
});
