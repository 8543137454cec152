/** Frames that a model was not fitted on: what it takes of them, fills in, and refuses. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readModelFile } from "#src/data/model-file.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";
import { lossNamed } from "#src/glrm/losses.js";
import { GlrmModel } from "#src/glrm/model.js";
import { forSeeds, signed } from "../helpers/property.js";

const mixed = Frame.fromColumns({
  a: [1, 2, 3, 4, 5, 6],
  b: [true, false, true, false, true, true],
  c: ["x", "y", "x", "y", "x", "z"],
});
const fitMixed = (): Promise<GlrmModel> => glrm(mixed, { k: 2, maxIterations: 50 });

test("impute leaves columns that the model does not know as they are, in their place", async () => {
  const arrests = await readCsv("test/fixtures/usarrests.csv");
  const model = await glrm(arrests.drop("State"), { k: 2, transform: "standardize" });
  const holes = insertMissing(arrests.rename({ Murder: "Rape", Rape: "Murder" }), { fraction: 0.1, seed: 3 });
  const filled = await model.impute(holes);
  expect(filled.columnNames).toEqual(holes.columnNames);
  expect([...filled.column("State")]).toEqual([...holes.column("State")]);
  for (const name of ["Murder", "Assault", "UrbanPop", "Rape"]) {
    expect([...filled.column(name)].some(Number.isNaN)).toBe(false);
  }
});

describe("columns that the model left out as constant", () => {
  const training = Frame.fromColumns({
    a: [1, 2, 3, 4],
    b: [2, 1, 4, 3],
    category: ["b", "b", null, "b"],
    boolean: [null, true, true, true],
    number: [7, NaN, 7, 7],
    nothing: [NaN, NaN, NaN, NaN],
  });
  const cells = { a: [1, 2, 3], b: [1, 2, 3] };
  const imputed = async (columns: Record<string, unknown[]>): Promise<Frame> => {
    const model = await glrm(training, { k: 1 });
    const path = join(mkdtempSync(join(tmpdir(), "lowrank-")), "constant.glrm");
    await model.save(path);
    const frame = Frame.fromColumns({ ...columns, ...cells });
    const [filled, again] = [
      await model.impute(frame),
      await GlrmModel.fromFile(await readModelFile(path)).impute(frame),
    ];
    expect(again.columnNames).toEqual(frame.columnNames);
    for (const name of Object.keys(columns)) expect([...again.column(name)]).toEqual([...filled.column(name)]);
    return filled;
  };

  test("get their level by its name, whatever levels the new rows have", async () => {
    const one = await imputed({ category: ["a", null, "b"], boolean: [false, null, null], number: [1, NaN, 2] });
    expect([...one.column("category")]).toEqual(["a", "b", "b"]);
    expect([...one.column("boolean")]).toEqual([false, true, true]);
    expect([...one.column("number")]).toEqual([1, 7, 2]);
    const other = await imputed({ category: ["c", null, "a"] });
    expect([...other.column("category")]).toEqual(["c", "b", "a"]);
  });

  test("get it also where all their cells are missing; without a value they stay as they are", async () => {
    const none = [null, null, null];
    const filled = await imputed({ nothing: none, category: none, number: none, boolean: none });
    expect([...filled.column("category")]).toEqual(["b", "b", "b"]);
    expect([...filled.column("boolean")]).toEqual([true, true, true]);
    expect([...filled.column("number")]).toEqual([7, 7, 7]);
    expect([...filled.column("nothing")]).toEqual([NaN, NaN, NaN]);
  });

  test("are refused by impute when they are of another kind", async () => {
    await expect(imputed({ category: [0, NaN, 1] })).rejects.toThrow(
      'Expected column "category" of frame to be of kind category but found number',
    );
  });
});

test("a column whose cells are all missing is taken, whatever kind it then has", async () => {
  const model = await fitMixed();
  const none = Frame.fromColumns({ a: [1, 2], b: [NaN, NaN], c: [null, null] });
  const levels = Frame.fromColumns({ a: [1, 2, 3], b: [true, null, null], c: ["x", null, null] });
  const typed = levels.slice(1).assign(Frame.fromColumns({ a: [1, 2] }));
  expect(typed.column("c").kind).toBe("category");
  expect([...(await model.transform(none)).column("Arch1")]).toEqual([
    ...(await model.transform(typed)).column("Arch1"),
  ]);
  const filled = await model.impute(none);
  expect(filled.columnNames.map((name) => filled.column(name).kind)).toEqual(["number", "boolean", "category"]);
  expect([...filled.column("c")].every((level) => ["x", "y", "z"].includes(level as string))).toBe(true);
  const numbers = Frame.fromColumns({ a: ["q", null, null], b: [true, null, false], c: ["x", "x", "y"] }).slice(1, 2);
  expect((await model.reconstruct(numbers)).column("reconstr_a").kind).toBe("number");
});

describe("new rows are refused before any work", () => {
  const calls = ["transform", "reconstruct", "impute", "metrics"] as const;

  test.each(calls)("by %s: with a level that the model has not seen", async (call) => {
    const model = await fitMixed();
    const frame = Frame.fromColumns({ a: [1, 2], b: [true, false], c: ["x", "w"] });
    await expect(model[call](frame)).rejects.toThrow(
      'Expected the cells of "c" in frame to be levels of the training rows (x, y, z) or missing but found "w" in row 1',
    );
    // A level that no row has any more does no harm.
    await expect(model[call](frame.slice(0, 1))).resolves.toBeDefined();
  });

  test.each(calls)("by %s: with an infinite cell", async (call) => {
    const model = await fitMixed();
    const frame = Frame.fromColumns({ a: [1, -Infinity], b: [true, false], c: ["x", "y"] });
    await expect(model[call](frame)).rejects.toThrow(
      'Expected every cell of frame to be a finite number or missing but found -Infinity in row 1 of "a"',
    );
  });

  test.each(calls)("by %s: with a cell so large that sums of squares may overflow", async (call) => {
    const model = await glrm(mixed, { k: 2, maxIterations: 50, transform: "standardize" });
    const frame = Frame.fromColumns({ a: [1, 1e200], b: [true, false], c: ["x", "y"] });
    await expect(model[call](frame)).rejects.toThrow(
      'Expected every cell of frame to be at most 1e+50 in size after the transform or missing but found 1e+200 in row 1 of "a"',
    );
    const large = Frame.fromColumns({ a: [1, 1e49], b: [true, false], c: ["x", "y"] });
    const placed = await model.transform(large);
    expect(
      placed.columnNames.flatMap((name) => Array.from(placed.column(name).toNumbers())).every(Number.isFinite),
    ).toBe(true);
  });

  test.each(calls)("by %s: with a column of another kind, or without one", async (call) => {
    const model = await fitMixed();
    const frame = Frame.fromColumns({ a: [1, 2], b: [true, false], c: [1, 2] });
    await expect(model[call](frame)).rejects.toThrow(
      'Expected column "c" of frame to be of kind category but found number',
    );
    await expect(model[call](frame.drop("c"))).rejects.toThrow(
      'Expected frame to have the model\'s column "c" but found a, b',
    );
  });

  test("the validation frame by name, before the fit starts", async () => {
    const cases: [Frame, RegExp][] = [
      [Frame.fromColumns({ a: [Infinity, 2, 3, 4, 5, 6] }), /cell of validationFrame to be .* found Infinity in row 0/],
      [Frame.fromColumns({ c: ["w", "x", "x", "x", "x", "x"] }), /"c" in validationFrame .* found "w" in row 0/],
      [Frame.fromColumns({ c: [1, 2, 3, 4, 5, 6] }), /"c" of validationFrame to be of kind category but found number/],
    ];
    await expect(glrm(mixed, { k: 2, validationFrame: mixed.drop("a") })).rejects.toThrow(
      /validationFrame to have the model's column "a" but found b, c/,
    );
    for (const [other, message] of cases) {
      const steps: number[] = [];
      const onProgress = ({ iteration }: { iteration: number }): void => void steps.push(iteration);
      const fit = glrm(mixed, { k: 2, validationFrame: mixed.assign(other), onProgress });
      await expect(fit).rejects.toThrow(message);
      expect(steps).toEqual([]);
    }
  });
});

test("what is no frame, and options that a method does not have, are refused by name", async () => {
  const model = await glrm(Frame.fromColumns({ a: [1, 2, 4], b: [2, 1, 3] }), { k: 1 });
  for (const call of ["transform", "reconstruct", "impute", "metrics"] as const) {
    for (const wrong of [5, null]) {
      const message = new RegExp(`Expected frame to be a Frame .* found ${String(wrong)}`);
      await expect(model[call](wrong as unknown as Frame)).rejects.toThrow(message);
    }
  }
  const misspelt = { orginal: false } as object;
  await expect(model.reconstruct(undefined, misspelt)).rejects.toThrow(/an option of reconstruct .* found "orginal"/);
  await expect(model.projectArchetypes({ original: 1 as unknown as boolean })).rejects.toThrow(
    "Expected original to be true or false but found 1",
  );
});

test("new rows under a periodic loss cost no more than training rows of the same cells", async () => {
  await forSeeds(5, async (random) => {
    const [rows, k, period] = [40, 2, 6];
    const spread = (): number => 4 * signed(random);
    const x = Array.from({ length: rows }, () => Array.from({ length: k }, spread));
    const y = Array.from({ length: 5 }, () => Array.from({ length: k }, spread));
    const angles = y.map((column) =>
      x.map((row) => (((row[0] * column[0] + row[1] * column[1]) % period) + period) % period),
    );
    const frame = Frame.fromColumns(Object.fromEntries(angles.map((column, j) => [`angle${j}`, column])));
    const model = await glrm(frame, { k, loss: "periodic", period, init: "random", maxIterations: 100 });
    const loss = lossNamed("periodic", { period, crossover: 1, quantile: 0.5 });
    const copy = Frame.fromColumns(
      Object.fromEntries(frame.columnNames.map((name) => [name, [...frame.column(name)]])),
    );
    const cost = async (of: Frame | undefined): Promise<number> => {
      const filled = (await model.reconstruct(of)).objects().map((row) => Object.values(row) as number[]);
      return filled.reduce((sum, row, i) => sum + row.reduce((s, u, j) => s + loss.value(u, angles[j][i]), 0), 0);
    };
    expect(await cost(copy)).toBeLessThanOrEqual((await cost(undefined)) * (1 + 1e-6));
  });
});
