import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readModelFile } from "#src/data/model-file.js";
import { seededRandom } from "#src/data/random.js";
import { Column } from "#src/frame/column.js";
import { Frame } from "#src/frame/frame.js";
import { ForestModel } from "#src/forest/model.js";
import { randomForest } from "#src/forest/random-forest.js";
import type { ForestOptions } from "#src/forest/options.js";
import { Interrupted } from "#src/workers/interrupted.js";

/** Two features that decide, one that does not, and a category; 300 rows. */
function flowers(): Frame {
  const random = seededRandom(7);
  const n = 300;
  const a = Float64Array.from({ length: n }, () => random.uniform());
  const b = Float64Array.from({ length: n }, () => random.uniform());
  const noise = Float64Array.from({ length: n }, () => random.uniform());
  const colour = Array.from({ length: n }, (_, i) => (b[i] > 0.5 ? ["red", "pink"][i % 2] : ["blue", "green"][i % 2]));
  const kind = Array.from({ length: n }, (_, i) => (a[i] > 0.6 ? "tall" : b[i] > 0.5 ? "wide" : "small"));
  const size = Float64Array.from({ length: n }, (_, i) => 3 * a[i] + (b[i] > 0.5 ? 2 : 0) + 0.1 * noise[i]);
  return Frame.fromColumns({ kind, a, noise, colour, size });
}

test("classes: predictions, probabilities, out-of-bag error, confusion and importance fit together", async () => {
  const frame = flowers().drop("size");
  const forest = await randomForest(frame, {
    target: "kind",
    trees: 60,
    importance: "permutation",
    seed: 3,
    threads: 1,
  });
  expect(forest.classes).toEqual(["small", "tall", "wide"]);
  expect(forest.oobError).toBeLessThan(0.05);
  expect(forest.oobErrors.dim()).toEqual([60, 2]);
  const { confusion } = forest;
  expect(confusion!.rows).toBe(300);
  expect(confusion!.accuracy).toBeCloseTo(1 - forest.oobError, 12);
  const predicted = await forest.predict(frame);
  expect(predicted.columnNames).toEqual(["predict", "p_small", "p_tall", "p_wide"]);
  expect(predicted.column("predict").kind).toBe("category");
  for (let row = 0; row < 300; row++) {
    expect(predicted.at(row, "predict")).toBe(frame.at(row, "kind"));
    const shares = ["p_small", "p_tall", "p_wide"].map((name) => predicted.at(row, name) as number);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  }
  const importance = Object.fromEntries(
    forest.importance.objects().map((row) => [row.feature as string, row as unknown as Record<string, number>]),
  );
  const total = forest.importance
    .column("impurity")
    .toNumbers()
    .reduce((sum, value) => sum + value, 0);
  expect(total).toBeCloseTo(1, 12);
  expect(importance.a.impurity).toBeGreaterThan(5 * importance.noise.impurity);
  expect(importance.a.permutation).toBeGreaterThan(0.2);
  expect(importance.colour.permutation).toBeGreaterThan(0.2);
  expect(Math.abs(importance.noise.permutation)).toBeLessThan(0.03);
});

test("numbers: the forest explains a smooth target", async () => {
  const forest = await randomForest(flowers().drop("kind"), { target: "size", trees: 80, seed: 1, threads: 1 });
  expect(forest.options).toMatchObject({ task: "regression", mtry: 1, minNodeSize: 5 });
  expect(forest.oobR2).toBeGreaterThan(0.9);
  expect(forest.confusion).toBeUndefined();
  expect((await forest.predict(flowers())).columnNames).toEqual(["predict"]);
});

test("missing cells and levels that training did not have go a way of their own, and change nothing else", async () => {
  const frame = Frame.fromColumns({
    y: ["no", "yes", "no", "yes", "no", "yes", "no", "yes"],
    x: [1, NaN, 2, NaN, 3, NaN, 1, NaN],
    level: ["a", "b", "a", "b", "a", "b", "a", "b"],
  });
  const options = { target: "y", trees: 20, seed: 1, threads: 1, minNodeSize: 1 } as const;
  const byMissing = await randomForest(frame.drop("level"), options);
  const predicted = await byMissing.predict(Frame.fromColumns({ x: [NaN, 2.5] }));
  expect(predicted.column("predict").toArray()).toEqual(["yes", "no"]);
  const byLevel = await randomForest(frame.drop("x"), options);
  const found = await byLevel.predict(Frame.fromColumns({ level: ["a", "b", "unseen"] }));
  expect(found.column("predict").toArray().slice(0, 2)).toEqual(["no", "yes"]);
  expect(["no", "yes"]).toContain(found.at(2, "predict"));
});

test("one class, constant columns, duplicated rows and a single row are no trouble", async () => {
  const run = (frame: Frame, more: Partial<ForestOptions> = {}): Promise<ForestModel> =>
    randomForest(frame, { target: "y", trees: 5, seed: 1, threads: 1, ...more });
  const one = await run(Frame.fromColumns({ y: ["a", "a", "a"], x: [1, 2, 3] }));
  expect((await one.predict(Frame.fromColumns({ x: [9] }))).at(0, "predict")).toBe("a");
  expect(one.oobError).toBe(0);
  const constant = await run(Frame.fromColumns({ y: ["a", "b", "b", "b"], x: [1, 1, 1, 1] }));
  expect((await constant.predict(Frame.fromColumns({ x: [1] }))).at(0, "predict")).toBe("b");
  expect(constant.importance.at(0, "impurity")).toBe(0);
  const twice = await run(Frame.fromColumns({ y: [1.5, 1.5, 2.5, 2.5], x: [0, 0, 1, 1] }), {
    replace: false,
    sampleFraction: 1,
    minNodeSize: 1,
  });
  expect((await twice.predict(Frame.fromColumns({ x: [0, 1] }))).column("predict").toArray()).toEqual([1.5, 2.5]);
  expect(twice.oobError).toBeNaN();
  const single = await run(Frame.fromColumns({ y: ["a"], x: [1] }));
  expect((await single.predict(Frame.fromColumns({ x: [5] }))).at(0, "predict")).toBe("a");
});

test("wide data, 100 rows and 10,000 columns, is grown from as it is", async () => {
  const random = seededRandom(5);
  const [rows, columns] = [100, 10_000];
  const data = Float64Array.from({ length: rows * columns }, () => random.uniform());
  const labels = Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? "even" : "odd"));
  for (let i = 0; i < rows; i++) for (let j = 0; j < 300; j++) data[i * columns + j] += i % 2;
  const frame = Frame.fromColumns({ y: labels }).assign(Frame.fromMatrix({ data, rows, columns }));
  const forest = await randomForest(frame, { target: "y", trees: 50, seed: 1, threads: 2 });
  expect(forest.options.mtry).toBe(100);
  expect(forest.oobError).toBeLessThan(0.05);
});

test("a target of whole numbers needs the task, unless its codes have names", async () => {
  const x = [1, 2, 3, 4];
  await expect(randomForest(Frame.fromColumns({ y: [0, 1, 0, 1], x }), { target: "y" })).rejects.toThrow(
    'Expected task to be "classification" or "regression" for target "y", whose cells are whole numbers',
  );
  const codes = new Column("y", {
    kind: "number",
    values: Uint8Array.of(0, 1, 0, 1),
    length: 4,
    codeNames: ["no", "yes"],
  });
  const frame = new Frame([codes]).assign(Frame.fromColumns({ x }));
  const forest = await randomForest(frame, { target: "y", trees: 3, threads: 1 });
  expect(forest.classes).toEqual(["no", "yes"]);
  const predicted = (await forest.predict(frame)).column("predict");
  expect(predicted.kind).toBe("number");
  expect(predicted.codeNames).toEqual(["no", "yes"]);
});

test.each([
  [{ target: "z" }, 'found "z"'],
  [{ tree: 5 }, 'found "tree"'],
  [{ trees: 0 }, "Expected trees to be a whole number of at least 1 but found 0"],
  [{ mtry: 9 }, "Expected mtry to be at most the number of features = 3 but found 9"],
  [{ sampleFraction: 0 }, "Expected sampleFraction to be above 0 and at most 1 but found 0"],
  [{ minNodeSize: 0 }, "minNodeSize"],
  [{ maxDepth: -1 }, "maxDepth"],
  [{ criterion: "log" }, 'Expected criterion to be one of "gini", "entropy" but found "log"'],
  [{ classWeights: { blue: 1 } }, 'found "blue"'],
  [{ classWeights: { tall: 0 } }, 'Expected the weight of class "tall" to be a number above 0 but found 0'],
  [{ seed: 0.5 }, "Expected seed to be an integer but found 0.5"],
  [{ importance: "gain" }, "importance"],
  [{ task: "regression" }, 'Expected target "kind" to be made of numbers for regression but it is category'],
])("a bad option is refused before any work: %j", async (option, message) => {
  const options = { target: "kind", ...option } as unknown as ForestOptions;
  await expect(randomForest(flowers().drop("size"), options)).rejects.toThrow(message);
});

test("a target with missing cells, text columns and a lone target are refused by name", async () => {
  const missing = Frame.fromColumns({ y: ["a", null, "b"], x: [1, 2, 3] });
  await expect(randomForest(missing, { target: "y" })).rejects.toThrow(
    'every cell of target "y" to be there but found null in row 1',
  );
  const text = new Column("t", { kind: "text", values: ["p", "q", "r"], length: 3 });
  const frame = Frame.fromColumns({ y: ["a", "a", "b"] }).assign(new Frame([text]));
  await expect(randomForest(frame, { target: "y" })).rejects.toThrow('column "t"');
  await expect(randomForest(frame.drop("t"), { target: "y" })).rejects.toThrow("beside the target");
});

test("a saved forest predicts the same, and says the same of itself", async () => {
  const frame = flowers().drop("size");
  const forest = await randomForest(frame, {
    target: "kind",
    trees: 10,
    importance: "permutation",
    seed: 3,
    threads: 1,
  });
  const folder = mkdtempSync(join(tmpdir(), "lowrank-forest-"));
  try {
    await forest.save(join(folder, "kinds.forest"));
    const again = ForestModel.fromFile(await readModelFile(join(folder, "kinds.forest")));
    expect(again.options).toEqual(forest.options);
    expect(again.oobError).toBe(forest.oobError);
    expect(again.importance.objects()).toEqual(forest.importance.objects());
    expect((await again.predict(frame)).toCsv()).toBe((await forest.predict(frame)).toCsv());
    expect(again.tree(2).payload).toEqual(forest.tree(2).payload);
    const file = await readModelFile(join(folder, "kinds.forest"));
    file.arrays.right[0] = 1e6;
    expect(() => ForestModel.fromFile(file)).toThrow("Expected the trees of the file to fit together");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an interrupted forest keeps the trees that are done, the same as in an undisturbed run", async () => {
  const random = seededRandom(2);
  const data = Uint8Array.from({ length: 4000 * 40 }, () => random.below(256));
  const y = Array.from({ length: 4000 }, (_, i) => (data[40 * i] + data[40 * i + 1] > 255 ? "high" : "low"));
  const frame = Frame.fromColumns({ y }).assign(Frame.fromMatrix({ data, rows: 4000, columns: 40 }));
  const stop = new AbortController();
  const options = { target: "y", trees: 2000, seed: 5, threads: 1 } as const;
  const interrupted = randomForest(frame, {
    ...options,
    signal: stop.signal,
    onProgress: ({ trees }) => void (trees >= 5 && stop.abort(new Error("enough"))),
  });
  const error = await interrupted.then(
    () => undefined,
    (thrown: unknown) => thrown as Interrupted<ForestModel>,
  );
  expect(error).toBeInstanceOf(Interrupted);
  const { model } = error!;
  expect(model!.trees).toBeGreaterThanOrEqual(5);
  expect(model!.trees).toBeLessThan(2000);
  const whole = await randomForest(frame, { ...options, trees: model!.trees });
  expect((await whole.predict(frame.head(50))).toCsv()).toBe((await model!.predict(frame.head(50))).toCsv());
  expect(whole.oobError).toBe(model!.oobError);
}, 30_000);

test("a tree as text asks its questions in order, and says what is below the cut", async () => {
  const forest = await randomForest(flowers().drop("size"), { target: "kind", trees: 2, seed: 1, threads: 1 });
  const { payload } = forest.tree(1, { depth: 2 });
  expect(payload.nodes[0].size).toBe(300);
  for (const [index, node] of payload.nodes.entries()) {
    if (node.right < 0) continue;
    expect(payload.nodes[index + 1].size + payload.nodes[node.right].size).toBe(node.size);
  }
  expect(String(forest.tree(1))).toMatch(/^Tree 2 of 2: \d+ nodes\n.* \?/);
  expect(() => forest.tree(2)).toThrow("Expected tree to be a whole number from 0 to 1 but found 2");
});
