/** What a model does: reconstruct, impute, place rows, save and load, importance, canonical archetypes. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readModelFile } from "#src/data/model-file.js";
import { displaySymbol } from "#src/display/host.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import { BLOCK_LOSS_NAMES } from "#src/glrm/block-losses.js";
import { glrm } from "#src/glrm/glrm.js";
import { GlrmModel } from "#src/glrm/model.js";
import { slowProduct } from "../reference/linear.js";

const arrests = async (): Promise<Frame> => (await readCsv("test/fixtures/usarrests.csv")).drop("State");
const iris = (): Promise<Frame> => readCsv("test/fixtures/iris-uci.csv");
const rowsOf = (frame: Frame): number[][] => frame.objects().map((row) => Object.values(row) as number[]);

function expectClose(found: Frame, expected: Frame, digits: number): void {
  expect(found.columnNames).toEqual(expected.columnNames);
  found.objects().forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      const other = expected.at(i, name) as unknown;
      if (typeof other === "number") expect(value).toBeCloseTo(other, digits);
      else expect(value).toBe(other);
    }
  });
}

test("a model's warnings stand whole under what it shows", async () => {
  const frame = (await arrests())
    .head(9)
    .assign(Frame.fromColumns({ "the same in each row": Array<number>(9).fill(7) }));
  const model = await glrm(frame, { k: 1, gammaX: 2, threads: 1 });
  expect(model.warnings).toHaveLength(2);
  const text = (await model[displaySymbol]())["text/plain"];
  expect(text).toContain(`\n${model.warnings[0]}. ${model.warnings[1]}.`);
  expect(model.warnings[0]).toContain('"the same in each row"');
});

test("reconstruct is X·Y with the transform undone, and with original: false as it is", async () => {
  const frame = await arrests();
  const model = await glrm(frame, { k: 2, transform: "standardize" });
  const product = slowProduct(rowsOf(model.representation), rowsOf(model.archetypes));
  const plain = await model.reconstruct(undefined, { original: false });
  rowsOf(plain).forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(product[i][j], 10)));
  const back = await model.reconstruct(frame);
  expect(back.columnNames).toEqual(["reconstr_Murder", "reconstr_Assault", "reconstr_UrbanPop", "reconstr_Rape"]);
  const { mean } = (await arrests()).summary(["Murder"]).row(0);
  const numbers = [...frame.column("Murder")] as number[];
  const deviation = Math.sqrt(numbers.reduce((sum, value) => sum + (value - (mean as number)) ** 2, 0) / 49);
  expect(back.at(3, "reconstr_Murder")).toBeCloseTo(product[3][0] * deviation + (mean as number), 10);
});

test("impute keeps what is observed and fills the rest, numbers, categories and booleans, in the frame's order", async () => {
  const whole = (await iris()).derive("long", (row) => (row.petal_len as number) > 3).derive("one", () => 7);
  const holes = insertMissing(whole, { fraction: 0.15, seed: 3 });
  const model = await glrm(holes, {
    k: 2,
    transform: "standardize",
    ...{ regularizationX: "quadratic", regularizationY: "quadratic", gammaX: 0.5, gammaY: 0.5 },
  });
  expect(model.archetypes.columnNames).not.toContain("one");
  const filled = await model.impute(holes);
  expect(filled.columnNames).toEqual(whole.columnNames);
  let [right, missing] = [0, 0];
  for (const name of whole.columnNames) {
    expect(filled.column(name).kind).toBe(whole.column(name).kind);
    for (let i = 0; i < whole.rowCount; i++) {
      if (!holes.column(name).isMissing(i)) expect(filled.at(i, name)).toBe(holes.at(i, name));
      else if (name === "class") {
        missing++;
        right += Number(filled.at(i, name) === whole.at(i, name));
      }
      expect(filled.column(name).isMissing(i)).toBe(false);
    }
  }
  // Guessing gets a third.
  expect(right / missing).toBeGreaterThan(0.5);
  expect([...filled.column("one")].every((value) => value === 7)).toBe(true);
});

describe("rows that the model has not seen", () => {
  test("placed again, the training rows come out where they were, and the objective of each row is at its least", async () => {
    const frame = await arrests();
    const model = await glrm(frame, { k: 2, transform: "standardize" });
    const copy = Frame.fromColumns(
      Object.fromEntries(frame.columnNames.map((name) => [name, [...frame.column(name)]])),
    );
    expectClose(await model.transform(copy), model.representation, 9);
    const wanted = ["Rape", "Murder", "UrbanPop", "Assault"];
    expectClose(await model.transform(copy.select(...wanted)), model.representation, 9);
  });

  test("with missing cells the least squares are over the cells that are there", async () => {
    const frame = await arrests();
    const model = await glrm(frame, { k: 2, transform: "demean" });
    const row = Frame.fromColumns({ Murder: [13.2], Assault: [NaN], UrbanPop: [58], Rape: [21.2] });
    const [x] = rowsOf(await model.transform(row));
    const means = frame.summary().column("mean").toArray() as number[];
    const cost = (a: number, b: number): number => {
      return ["Murder", "UrbanPop", "Rape"].reduce((sum, name) => {
        const [y1, y2] = [...model.archetypes.column(name)] as number[];
        const target = (row.at(0, name) as number) - means[frame.columnNames.indexOf(name)];
        return sum + (a * y1 + b * y2 - target) ** 2;
      }, 0);
    };
    for (const [da, db] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
    ]) {
      expect(cost(x[0], x[1])).toBeLessThan(cost(x[0] + da, x[1] + db));
    }
  });
});

test("saved and loaded, a model is the same and does the same; a damaged file is refused with a reason", async () => {
  const frame = insertMissing(await iris(), { fraction: 0.1, seed: 1 });
  const model = await glrm(frame, {
    k: 2,
    transform: "standardize",
    lossByCol: { class: "multinomial" },
    recoverSvd: true,
  });
  const path = join(mkdtempSync(join(tmpdir(), "lowrank-")), "iris.glrm");
  await model.save(path);
  const again = GlrmModel.fromFile(await readModelFile(path));
  expect(again.options).toEqual(model.options);
  expect([again.objective, again.solver, again.converged]).toEqual([model.objective, model.solver, model.converged]);
  expectClose(again.representation, model.representation, 15);
  expectClose(again.archetypes, model.archetypes, 15);
  expectClose(again.eigenvectors!, model.eigenvectors!, 15);
  // A frame that is not the training rows, so that both models place them.
  const rows = frame.rename({});
  expectClose(await again.impute(rows), await model.impute(rows), 12);
  await expect(again.metrics()).rejects.toThrow(/does not hold the rows/);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
  await expect(readModelFile(path)).rejects.toThrow(/checksum/);
});

test("a loss of one's own cannot be saved, and the error says so", async () => {
  const own = {
    name: "mine",
    value: (u: number, a: number) => (u - a) ** 2,
    slope: (u: number, a: number) => 2 * (u - a),
  };
  const model = await glrm(await arrests(), { k: 1, loss: { ...own, curvature: 2, best: (u) => u }, maxIterations: 3 });
  await expect(model.save(join(tmpdir(), "never.glrm"))).rejects.toThrow(/loss "mine" of column "Murder"/);
});

test("canonical archetypes are orthogonal, in order, of fixed sign, and give the same X·Y", async () => {
  const frame = insertMissing(await arrests(), { fraction: 0.1, seed: 1234 });
  const options = { k: 2, transform: "standardize", seed: 4, init: "random" } as const;
  const [plain, turned] = [await glrm(frame, options), await glrm(frame, { ...options, canonical: true })];
  const before = slowProduct(rowsOf(plain.representation), rowsOf(plain.archetypes));
  const [x, y] = [rowsOf(turned.representation), rowsOf(turned.archetypes)];
  slowProduct(x, y).forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(before[i][j], 9)));
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
  expect(dot(y[0], y[1])).toBeCloseTo(0, 9);
  const { singularValues } = turned;
  y.forEach((line, i) => expect(dot(line, line)).toBeCloseTo(singularValues[i], 9));
  for (const line of y) expect(Math.max(...line)).toBeCloseTo(Math.max(...line.map(Math.abs)), 12);
  expect(singularValues[0]).toBeGreaterThan(singularValues[1]);
});

test("the objective of a canonical model is that of its X and Y, whose penalties the turn makes smaller", async () => {
  const penalties = { regularizationX: "quadratic", regularizationY: "quadratic", gammaX: 2, gammaY: 2 } as const;
  const options = { k: 2, ...penalties, solver: "weighted", maxIterations: 1, canonical: true } as const;
  const frame = await arrests();
  const model = await glrm(frame, options);
  const [x, y] = [rowsOf(model.representation), rowsOf(model.archetypes)];
  const squares = (rows: number[][]): number => rows.flat().reduce((sum, value) => sum + value * value, 0);
  const cells = rowsOf(frame);
  const errors = slowProduct(x, y).map((row, i) => row.map((value, j) => value - cells[i][j]));
  expect(model.objective / (squares(errors) + 2 * (squares(x) + squares(y)))).toBeCloseTo(1, 12);
});

test("an error that is infinite is infinite in a file too", async () => {
  const frame = Frame.fromColumns({ a: [0, 0, 1], b: [1e9, 0, 2] });
  const userY = Frame.fromColumns({ a: [1], b: [1000] });
  const options = { k: 1, loss: "poisson", userY, userX: Frame.fromColumns({ x: [1, -1, 0] }), solver: "h2o" } as const;
  const model = await glrm(frame, { ...options, maxUpdates: 1, validationFrame: frame });
  expect(model.validationMetrics?.numErr).toBe(Infinity);
  const path = join(mkdtempSync(join(tmpdir(), "glrm-")), "infinite.glrm");
  await model.save(path);
  expect(GlrmModel.fromFile(await readModelFile(path)).validationMetrics).toEqual(model.validationMetrics);
});

test("a category of one level is given back as that level, whatever its loss", async () => {
  const frame = Frame.fromColumns({ c: ["a", "a", null], n: [1, 2, 4] });
  for (const multiLoss of BLOCK_LOSS_NAMES) {
    const simplex = { regularizationX: "simplex", regularizationY: "simplex" } as const;
    const model = await glrm(frame, { k: 1, multiLoss, ...simplex, ignoreConstCols: false });
    expect([...(await model.reconstruct()).column("reconstr_c")]).toEqual(["a", "a", "a"]);
    expect((await model.metrics()).catErr).toBe(0);
  }
});

test("validation rows are scored with the training rows' X, as in H2O", async () => {
  const frame = await arrests();
  const model = await glrm(frame, { k: 2, transform: "standardize", validationFrame: frame });
  const metrics = await model.metrics();
  expect(model.validationMetrics).toEqual(metrics);
  expect(metrics.numErr).toBeCloseTo(model.objective, 8);
  expect([metrics.catErr, metrics.numCnt, metrics.catCnt]).toEqual([0, 200, 0]);
});

test("recipes: k-means puts each row at its nearest archetype; non-negative factors are not negative", async () => {
  const frame = await arrests();
  const kMeans = await glrm(frame, { k: 4, transform: "standardize", regularizationX: "unitOneSparse" });
  const [x, y] = [rowsOf(kMeans.representation), rowsOf(kMeans.archetypes)];
  const scaled = rowsOf(await kMeans.reconstruct(undefined, { original: false }));
  x.forEach((row, i) => {
    const own = row.indexOf(1);
    expect(row.filter((value) => value !== 0)).toEqual([1]);
    scaled[i].forEach((value, j) => expect(value).toBeCloseTo(y[own][j], 10));
  });
  const factors = { regularizationX: "nonNegative", regularizationY: "nonNegative" } as const;
  const parts = await glrm(frame, { k: 2, ...factors });
  for (const row of [...rowsOf(parts.representation), ...rowsOf(parts.archetypes)]) {
    for (const value of row) expect(value).toBeGreaterThanOrEqual(0);
  }
});

test("errors count booleans as they are given back, and not the numbers that stand for them", async () => {
  const b = Array.from({ length: 12 }, (_, i) => i % 3 === 0);
  const frame = Frame.fromColumns({ b, c: b.map((value) => !value), n: b.map((value) => 2 * Number(value)) });
  const model = await glrm(frame, { k: 2, validationFrame: frame });
  expect(model.objective).toBeLessThan(1e-20);
  expect(await model.metrics()).toMatchObject({ catErr: 0, catCnt: 24, numCnt: 12 });
  expect(model.validationMetrics).toMatchObject({ catErr: 0, catCnt: 24 });
});

test("reconstruct and projectArchetypes keep the order of the frame's columns, also out of a file", async () => {
  const frame = Frame.fromColumns({
    x: [1, 2, 3, 4, 6, 5],
    b: [true, false, true, true, false, false],
    c: ["p", "q", "p", "q", "r", "p"],
    same: [1, 1, 1, 1, 1, 1],
    two: ["n", "y", "y", "n", "n", "y"],
    z: [2, 1, 4, 3, 5, 5],
  });
  const model = await glrm(frame, { k: 2, maxIterations: 20 });
  const path = join(mkdtempSync(join(tmpdir(), "lowrank-")), "order.glrm");
  await model.save(path);
  const names = ["x", "b", "c", "two", "z"];
  for (const one of [model, GlrmModel.fromFile(await readModelFile(path))]) {
    expect((await one.reconstruct()).columnNames).toEqual(names.map((name) => `reconstr_${name}`));
    expect((await one.projectArchetypes()).columnNames).toEqual(names);
    expect((await one.reconstruct()).column("reconstr_c").levels).toEqual(["p", "q", "r"]);
  }
});

test("a boolean under a loss of numbers is imputed as the nearer of false and true", async () => {
  const frame = Frame.fromColumns({
    a: [1, 1, 0, 0, 0.3],
    b: [true, true, false, false, null],
    c: [1, 1, 0, 0.1, 0.3],
  });
  const model = await glrm(frame, { k: 1 });
  const [share] = rowsOf(await model.reconstruct(frame, { original: false })).slice(4);
  expect(share).toHaveLength(3);
  const filled = await model.impute(frame);
  const [x] = rowsOf(model.representation).slice(4);
  const u = x[0] * (model.archetypes.at(0, "b") as number);
  expect(filled.at(4, "b")).toBe(u > 0.5);
  expect(u).toBeGreaterThan(0);
  expect((await model.reconstruct(frame)).at(2, "reconstr_b")).toBe(false);
  const { catErr, catCnt } = await model.metrics();
  const back = [...(await model.reconstruct()).column("reconstr_b")];
  const wrong = back.filter((value, i) => frame.at(i, "b") !== null && value !== frame.at(i, "b"));
  expect([catErr, catCnt]).toEqual([wrong.length, 4]);
});
