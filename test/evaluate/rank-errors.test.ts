/** Errors of `crossValidateRank` that are not finite, and arguments that it refuses. */
import { expect, test } from "@jest/globals";
import { crossValidateRank, type CrossValidateRankOptions } from "#src/evaluate/cross-validate-rank.js";
import { RankCurve } from "#src/evaluate/rank-curve.js";
import { displaySymbol, inspectSymbol } from "#src/display/host.js";
import { Frame } from "#src/frame/frame.js";
import { readCsv } from "#src/frame/read-csv.js";

test("a count that is filled in with Infinity has an infinite error; the curve says where and chooses another k", async () => {
  const arrests = (await readCsv("test/fixtures/usarrests.csv")).drop("State");
  const curve = await crossValidateRank(arrests, { k: [2, 1], loss: "poisson", onProgress: () => {} });
  const errors = [...curve.foldErrors.column("error").toNumbers()];
  expect(errors.some((error) => Number.isNaN(error))).toBe(false);
  expect(errors.slice(5)).toContain(Infinity);
  expect(curve.rows.at(1, "error")).toBe(Infinity);
  expect(curve.best).toBe(1);
  expect(curve.oneStandardError).toBe(1);
  expect(curve.warnings).toHaveLength(1);
  expect(curve.warnings[0]).toMatch(
    /^k = 2: the error of folds? [\d, ]+ of 5 is infinite, for in fold \d row \d+ of "\w+", \d+(\.\d+)?, was filled in with (Infinity|0)$/,
  );
  expect(curve.plot().payload.note).toContain(curve.warnings[0]);
});

test("a curve without any finite error has no best k and can be shown", async () => {
  const warning = "k = 1: the error of fold 1 of 2 is not finite, for in fold 1 a cell is";
  const curve = new RankCurve([{ k: 1, errors: [NaN, 1], seconds: 1, warning }]);
  expect([curve.best, curve.oneStandardError]).toEqual([NaN, NaN]);
  expect(curve.rows.at(0, "error")).toBeNaN();
  expect(curve[inspectSymbol]()).toBe(`RankCurve k = 1; no k has a finite error\n${warning}`);
  await expect(Promise.resolve(curve[displaySymbol]())).resolves.toHaveProperty("text/plain");
});

test("a frame is a frame, options are an object, a listener is a function", async () => {
  const call = crossValidateRank as (...given: unknown[]) => Promise<unknown>;
  const frame = Frame.fromColumns({ a: [1, 2, 3], b: [2, 1, 5] });
  await expect(call(undefined, { k: [1] })).rejects.toThrow(/frame of crossValidateRank to be a Frame/);
  await expect(call(frame)).rejects.toThrow(/options of crossValidateRank to be an object/);
  const bar = { k: [1], onProgress: 5 } as unknown as CrossValidateRankOptions;
  await expect(crossValidateRank(frame, bar)).rejects.toThrow(/onProgress to be a function but found 5/);
});
