import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { compareRanks, type CompareRanksOptions } from "#src/evaluate/compare-ranks.js";
import { crossValidate } from "#src/evaluate/cross-validate.js";
import type { CrossValidation } from "#src/evaluate/cross-validation.js";
import { accuracyOf, deviationOf, logLossOf, r2Of } from "#src/evaluate/metrics.js";
import type { RankComparison } from "#src/evaluate/rank-comparison.js";
import { randomForest } from "#src/forest/random-forest.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { Interrupted } from "#src/workers/interrupted.js";

/** Rows of numbers that lie near a plane in `columns` dimensions; the class is the quadrant in it. */
function plane(rows: number, columns: number, seed = 4): Frame {
  const random = seededRandom(seed);
  const axes = Array.from({ length: 2 }, () => Array.from({ length: columns }, () => random.uniform() - 0.5));
  const data = new Float64Array(rows * columns);
  const y = Array.from({ length: rows }, (_, i) => {
    const at = [random.uniform() - 0.5, random.uniform() - 0.5];
    for (let j = 0; j < columns; j++) {
      data[i * columns + j] = 9 * (at[0] * axes[0][j] + at[1] * axes[1][j]) + 0.05 * random.uniform();
    }
    return `${at[0] > 0 ? "north" : "south"} ${at[1] > 0 ? "east" : "west"}`;
  });
  return Frame.fromColumns({ y }).assign(Frame.fromMatrix({ data, rows, columns }));
}

test("measures are those of their definitions", () => {
  const shares = Float64Array.of(0.9, 0.1, 0.4, 0.6, 0.5, 0.5);
  const labels = Uint16Array.of(0, 0, 1);
  const rows = Uint32Array.of(0, 1, 2);
  expect(accuracyOf(shares, labels, 2, rows)).toBeCloseTo(1 / 3, 12);
  expect(logLossOf(shares, labels, 2, rows)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.5)) / 3, 12);
  expect(logLossOf(Float64Array.of(0, 1), Uint16Array.of(0), 2, Uint32Array.of(0))).toBeCloseTo(34.54, 2);
  expect(r2Of(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 4), rows)).toBeCloseTo(1 - 1 / (14 / 3), 12);
  expect(deviationOf([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 12);
});

test("each fold is predicted by a forest that has not seen it: the validation is the forests', grown one by one", async () => {
  const frame = plane(240, 6);
  const options = { target: "y", trees: 12, seed: 9, threads: 1, replace: false, sampleFraction: 1, mtry: 6 } as const;
  const cv = await crossValidate(frame, { ...options, folds: 3 });
  const accuracy: number[] = [];
  for (let fold = 0; fold < 3; fold++) {
    const forest = await randomForest(
      frame.filter((_, row) => cv.foldOf[row] !== fold),
      options,
    );
    const held = frame.filter((_, row) => cv.foldOf[row] === fold);
    const predicted = (await forest.predict(held)).column("predict").toArray();
    accuracy.push(predicted.filter((name, i) => name === held.at(i, "y")).length / held.rowCount);
  }
  // Without sampling only ties between features are left to chance.
  cv.folds
    .column("accuracy")
    .toArray()
    .forEach((found, fold) => expect(Math.abs((found as number) - accuracy[fold])).toBeLessThan(0.04));
  expect(cv.accuracy).toBeGreaterThan(0.85);
  expect(cv.confusion!.rows).toBe(240);
  expect(cv.confusion!.accuracy).toBeCloseTo(cv.accuracy, 2);
  expect(cv.recall!.dim()).toEqual([4, 2]);
});

test("labels that mean nothing are predicted no better than by chance: no fold sees its own rows", async () => {
  const random = seededRandom(3);
  const rows = 400;
  const frame = Frame.fromColumns({
    y: Array.from({ length: rows }, () => (random.uniform() < 0.5 ? "a" : "b")),
    x: Float64Array.from({ length: rows }, () => random.uniform()),
    // Ordered by the target's shares among training rows only; ordered with all rows this would leak.
    level: Array.from({ length: rows }, () => `l${random.below(150)}`),
  });
  const cv = await crossValidate(frame, { target: "y", trees: 30, folds: 4, seed: 1, threads: 1 });
  expect(Math.abs(cv.accuracy - 0.5)).toBeLessThan(0.1);
});

test("a validation is the same on any number of threads, and follows the seed", async () => {
  const frame = plane(150, 5);
  const run = (threads: number, seed: number): Promise<CrossValidation> =>
    crossValidate(frame, { target: "y", trees: 7, folds: 4, seed, threads });
  const [one, three, other] = [await run(1, 1), await run(3, 1), await run(1, 2)];
  expect(three.folds.toCsv()).toBe(one.folds.toCsv());
  expect([...other.foldOf]).not.toEqual([...one.foldOf]);
});

test("a target of numbers is validated by R² and squared error", async () => {
  const frame = plane(200, 4).drop("y");
  const cv = await crossValidate(frame, { target: "V1", trees: 30, folds: 4, threads: 1 });
  expect(cv.foldAssignment).toBe("random");
  expect(cv.r2).toBeGreaterThan(0.8);
  expect(cv.squaredError).toBeGreaterThan(0);
  expect([cv.accuracy, cv.logLoss]).toEqual([NaN, NaN]);
});

test("an interrupted validation keeps whole folds only", async () => {
  const frame = plane(3000, 12);
  const stop = new AbortController();
  const options = { target: "y", trees: 150, folds: 4, seed: 2, threads: 1 } as const;
  const onProgress = (share: number): void => void (share > 0.4 && stop.abort(new Error("enough")));
  const error = await crossValidate(frame, { ...options, signal: stop.signal, onProgress }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Interrupted);
  const { model } = error as Interrupted<CrossValidation>;
  const whole = await crossValidate(frame, options);
  expect(model!.folds.rowCount).toBeGreaterThanOrEqual(1);
  expect(model!.folds.rowCount).toBeLessThan(4);
  expect(model!.folds.toCsv()).toBe(whole.folds.head(model!.folds.rowCount).toCsv());
}, 30_000);

const small = { target: "y", folds: 3, trees: 10, seed: 1, threads: 1 } as const;

test("ranks are compared in order: the plane needs two archetypes, and more do not help", async () => {
  const table = await compareRanks(plane(300, 12), { ...small, k: [0, 1, 2, 4] });
  expect(table.rows.map(({ k }) => k)).toEqual([0, 1, 2, 4]);
  const [raw, one, two, four] = table.rows;
  expect(two.accuracy).toBeGreaterThan(one.accuracy + 0.2);
  expect(Math.abs(four.accuracy - two.accuracy)).toBeLessThan(0.08);
  expect(raw.objective).toBeNaN();
  expect(raw.fitSeconds).toBe(0);
  expect(two.objective).toBeLessThan(one.objective);
  for (const row of table.rows) expect(row.seconds).toBeCloseTo(row.fitSeconds + row.forestSeconds, 9);
  expect(table.toFrame().dim()).toEqual([4, 7]);
});

test("outside is a validation on X of all rows; inside fits the training rows of each fold and places the others", async () => {
  const frame = plane(200, 8);
  const outside = await compareRanks(frame, { ...small, k: [2] });
  const { representation } = await glrm(frame.drop("y"), { k: 2, transform: "demean" });
  const cv = await crossValidate(frame.select("y").assign(representation), small);
  expect(outside.rows[0].accuracy).toBe(cv.accuracy);
  const inside = await compareRanks(frame, { ...small, k: [2], leakage: "inside" });
  expect(inside.leakage).toBe("inside");
  // Fewer rows, less error in all; and the accuracy hardly moves on rows this regular.
  expect(inside.rows[0].objective).toBeLessThan(outside.rows[0].objective);
  expect(inside.rows[0].objective).toBeGreaterThan(0.5 * outside.rows[0].objective);
  expect(Math.abs(inside.rows[0].accuracy - outside.rows[0].accuracy)).toBeLessThan(0.08);
});

test("an interrupted comparison keeps the finished ranks", async () => {
  const stop = new AbortController();
  const error = await compareRanks(plane(400, 12), {
    ...small,
    k: [1, 2, 4],
    signal: stop.signal,
    onProgress: ({ rows }) => void (rows.length === 1 && stop.abort(new Error("enough"))),
  }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Interrupted);
  expect((error as Interrupted<RankComparison>).model!.rows.map(({ k }) => k)).toEqual([1]);
});

test.each([
  [{ k: [] }, "Expected k to be a list"],
  [{ k: [2, 13] }, "Expected every k to be a whole number from 0 to min(rows, features) = 12 but found 13"],
  [{ k: [1.5] }, "found 1.5"],
  [{ leakage: "none" }, "leakage"],
  [{ ranks: [2] }, 'found "ranks"'],
  [{ folds: 500 }, "folds"],
])("a bad option is refused before any work: %j", async (option, message) => {
  const options = { ...small, ...option } as unknown as CompareRanksOptions;
  await expect(compareRanks(plane(40, 12), options)).rejects.toThrow(message);
});
