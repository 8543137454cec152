/** Arguments of glrm that are no words or numbers, and what their user is told when nothing is wrong but much is lost. */
import { describe, expect, test } from "@jest/globals";
import { crossValidateRank } from "#src/evaluate/cross-validate-rank.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";
import type { Loss } from "#src/glrm/losses.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { REGULARIZERS } from "#src/glrm/regularizers.js";

const file = new URL("../fixtures/usarrests.csv", import.meta.url).pathname;
const arrests = (await readCsv(file)).drop("State");
const holes = insertMissing(arrests, { fraction: 0.1, seed: 3 });
const quiet = { onProgress: () => undefined };

const square: Loss = {
  name: "mySquare",
  value: (u, a) => (u - a) ** 2,
  slope: (u, a) => 2 * (u - a),
  curvature: 2,
  best: (u) => u,
};

describe("an argument of another kind is refused by name, rule and value", () => {
  const cases: [unknown, RegExp][] = [
    [undefined, /Expected options to be an object with k but found undefined/],
    [{ k: 1, loss: null }, /Expected loss to be a name or an object but found null/],
    [{ k: 1, loss: 5 }, /Expected loss to be a name or an object but found 5/],
    [{ k: 1, loss: {} }, /Expected loss.value to be a function but found undefined/],
    [
      { k: 1, loss: { ...square, name: "quadratic" } },
      /Expected loss.name to be no name of a built-in one.*"quadratic"/,
    ],
    [{ k: 1, loss: { ...square, curvature: Infinity } }, /Expected loss.weight to be a function, because curvature/],
    [{ k: 1, loss: { ...square, value: () => NaN } }, /Expected loss.value\(-0.5, 0\) to be a finite number .* NaN/],
    [{ k: 1, lossByCol: null }, /Expected lossByCol to be losses by column name, or a list of them but found null/],
    [{ k: 1, lossByCol: "huber" }, /Expected lossByCol to be losses .* but found "huber"/],
    [{ k: 1, lossByCol: { Murder: null } }, /Expected the loss of column "Murder" to be a name or an object .* null/],
    [{ k: 1, lossByCol: { Murdr: "huber" } }, /In lossByCol: .*"Murdr"; nearest: "Murder"/],
    [{ k: 1, lossByCol: ["huber", "huber"], lossByColIdx: [1, 1] }, /lossByColIdx to name columns once .* "Assault"/],
    [{ k: 1, regularizationX: null }, /Expected regularizationX to be a name or an object but found null/],
    [{ k: 1, regularizationX: {} }, /Expected regularizationX.value to be a function but found undefined/],
    [{ k: 1, regularizationY: 3 }, /Expected regularizationY to be a name or an object but found 3/],
    [
      { k: 1, regularizationX: { ...REGULARIZERS.l1, name: "quadratic" } },
      /Expected regularizationX.name to be no name of a built-in one but found "quadratic"/,
    ],
    [{ k: 1, signal: {} }, /Expected signal to be an AbortSignal but found an object/],
    [{ k: 1, onProgress: 5 }, /Expected onProgress to be a function but found 5/],
    [{ k: 1, userX: [[1]] }, /Expected userX to be a Frame but found a list/],
    [{ k: 1, validationFrame: 5 }, /Expected validationFrame to be a Frame but found 5/],
    [{ k: 1, threads: 1000 }, /Expected threads to be a whole number of at least 1 and at most 256 but found 1000/],
    [{ k: 1, canonical: true, regularizationX: "simplex" }, /Expected canonical only without regularisers.*"simplex"/],
    [
      { k: 1, canonical: true, regularizationX: "quadratic", regularizationY: "quadratic", gammaX: 1, gammaY: 2 },
      /Expected canonical only .* equal gamma/,
    ],
  ];
  test.each(cases)("%j", async (options, message) => {
    const given = typeof options === "object" ? { ...quiet, ...options } : options;
    await expect(glrm(arrests, given as GlrmOptions)).rejects.toThrow(message);
  });

  test("a frame that is none", async () => {
    await expect(glrm(undefined as unknown as Frame, { k: 1 })).rejects.toThrow(
      /Expected frame to be a Frame .* undef/,
    );
    await expect(glrm([[1]] as unknown as Frame, { k: 1 })).rejects.toThrow(/Expected frame to be a Frame .* a list/);
  });

  test("a start that is no number", async () => {
    const start = { Murder: [1, 2], Assault: [1, 2], UrbanPop: [1, 2], Rape: [1, 2] };
    for (const bad of [
      [1, Infinity],
      ["one", "two"],
    ]) {
      const userY = Frame.fromColumns({ ...start, Assault: bad });
      await expect(glrm(arrests, { ...quiet, k: 2, userY })).rejects.toThrow(
        /Expected userY to hold finite numbers but found (null|"one") in row \d of "Assault"/,
      );
    }
  });

  test("cells whose squares no number holds", async () => {
    const frame = Frame.fromColumns({ a: [1, 1e200, 3], b: [2, 3, 1] });
    await expect(glrm(frame, { ...quiet, k: 1 })).rejects.toThrow(/squares add up .* 1e\+200 in row 1 of "a"/);
  });
});

describe("what a model warns of", () => {
  test("columns that it leaves out", async () => {
    const frame = Frame.fromColumns({
      a: [1, 2, 3, 4],
      b: [2, 1, 4, 3],
      c: [null, null, null, null],
      d: [5, 5, null, 5],
    });
    const { warnings } = await glrm(frame, { ...quiet, k: 1 });
    expect(warnings).toContain("1 columns have no observed cell and are left out: c");
    expect(warnings).toContain("1 columns hold one value and are left out (see ignoreConstCols): d");
  });

  test("no stalling, where a built-in loss is at its optimum", async () => {
    const options = { ...quiet, k: 2, transform: "standardize", solver: "majorize", tolerance: 0 } as const;
    expect((await glrm(holes, options)).warnings).toEqual([]);
  });

  test("Poisson cells that overflow, which are infinitely wrong", async () => {
    const frame = insertMissing(arrests, { fraction: 0.2, seed: 3 });
    const model = await glrm(frame, { ...quiet, k: 2, loss: "poisson" });
    const values = (await model.reconstruct()).objects().flatMap((row) => Object.values(row) as unknown[]);
    const infinite = values.filter((value) => value === Infinity).length;
    expect(infinite).toBeGreaterThan(0);
    expect(model.warnings.join()).toContain(`${infinite} cells under the Poisson loss are reconstructed as Infinity`);
    const curve = await crossValidateRank(arrests, { k: [2, 1], loss: "poisson", onProgress: () => undefined });
    expect([...curve.rows.column("error")]).not.toContain(NaN);
  });
});

test.each(["auto", "majorize", "weighted"] as const)("maxUpdates ends the solver %s", async (solver) => {
  const options = { ...quiet, k: 2, transform: "standardize", tolerance: 0, solver } as const;
  const model = await glrm(holes, { ...options, maxUpdates: 6 });
  expect(model.iterations).toBe(3);
  expect(model.converged).toBe(false);
});
