import { describe, expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { displaySymbol } from "#src/display/host.js";
import {
  type CrossValidateRankOptions,
  crossValidateRankBy,
  type Fit,
  type RankProgress,
} from "#src/evaluate/cross-validate-rank.js";
import { RankCurve } from "#src/evaluate/rank-curve.js";
import { Frame } from "#src/frame/frame.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { Interrupted } from "#src/workers/interrupted.js";
import { forSeeds, signed } from "../helpers/property.js";

const quiet = { onProgress: () => {} };

/** A model that fills every cell with its column's answer, and remembers what it was asked to fit. */
function fakeFit(answers: Readonly<Record<string, unknown>>): {
  fit: Fit;
  asked: { frame: Frame; options: GlrmOptions }[];
} {
  const asked: { frame: Frame; options: GlrmOptions }[] = [];
  const fit: Fit = (frame, options) => {
    asked.push({ frame, options });
    const filled = Object.fromEntries(
      frame.columnNames.map((name) => [
        `reconstr_${name}`,
        Array.from({ length: frame.rowCount }, () => answers[name]),
      ]),
    );
    return Promise.resolve({ reconstruct: () => Promise.resolve(Frame.fromColumns(filled)) });
  };
  return { fit, asked };
}

function randomFrame(random: Parameters<typeof signed>[0], rows: number, columns: number, missing: number): Frame {
  const data = Float64Array.from({ length: rows * columns }, () => (random.uniform() < missing ? NaN : signed(random)));
  return Frame.fromMatrix({ data, rows, columns });
}

describe("the folds", () => {
  test("hide each observed cell exactly once for each k, and change no other", async () => {
    await forSeeds(12, async (random, seed) => {
      const frame = randomFrame(random, 30 + random.below(30), 3 + random.below(3), 0.15);
      const { fit, asked } = fakeFit({ V1: 0, V2: 0, V3: 0, V4: 0, V5: 0 });
      await crossValidateRankBy(fit, frame, { k: [1, 2], folds: 3, seed, ...quiet });
      expect(asked.map(({ options }) => options.k)).toEqual([1, 1, 1, 2, 2, 2]);
      for (const name of frame.columnNames) {
        for (let row = 0; row < frame.rowCount; row++) {
          const cell = frame.at(row, name) as number;
          const seen = asked.slice(0, 3).map((one) => one.frame.at(row, name) as number);
          const hidden = seen.filter(Number.isNaN).length;
          expect(hidden).toBe(Number.isNaN(cell) ? 3 : 1);
          expect(seen.every((value) => Number.isNaN(value) || value === cell)).toBe(true);
          expect(asked[3].frame.at(row, name)).toBe(asked[0].frame.at(row, name));
        }
      }
    });
  });

  test("are the same for the same seed, and others for another", async () => {
    await forSeeds(3, async (random) => {
      const frame = randomFrame(random, 40, 4, 0);
      const hidden = async (seed: number): Promise<string> => {
        const { fit, asked } = fakeFit({ V1: 0, V2: 0, V3: 0, V4: 0 });
        await crossValidateRankBy(fit, frame, { k: [1], folds: 2, seed, ...quiet });
        return asked[0].frame.toCsv();
      };
      expect(await hidden(5)).toBe(await hidden(5));
      expect(await hidden(5)).not.toBe(await hidden(6));
    });
  });
});

describe("the error of a hidden cell", () => {
  const rows = 40;
  const numbers = Float64Array.from({ length: rows }, (_, row) => (row * 7) % 11);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / rows;
  const deviation = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1));

  /** Fills one column with one answer; expects the mean over the folds of the mean over their hidden cells. */
  async function expectError(
    column: Frame,
    answer: unknown,
    options: Omit<CrossValidateRankOptions, "k">,
    error: (a: number) => number,
  ): Promise<void> {
    const [name] = column.columnNames;
    const { fit, asked } = fakeFit({ [name]: answer });
    const curve = await crossValidateRankBy(fit, column, { k: [1], folds: 4, ...options, ...quiet });
    const means = asked.map(({ frame }) => {
      const hidden = [...numbers].filter((_, row) => frame.column(name).isMissing(row));
      return hidden.reduce((sum, a) => sum + error(a), 0) / hidden.length;
    });
    expect(curve.foldErrors.column("error").toArray()).toEqual(means.map((value) => expect.closeTo(value, 10)));
    expect(curve.rows.at(0, "error")).toBeCloseTo(means.reduce((sum, value) => sum + value, 0) / 4, 10);
  }

  test("is its loss in transformed units", async () => {
    const frame = Frame.fromColumns({ size: numbers });
    await expectError(frame, 3, {}, (a) => (3 - a) ** 2);
    await expectError(frame, 3, { transform: "standardize" }, (a) => ((3 - a) / deviation) ** 2);
    await expectError(frame, 3, { transform: "normalize" }, (a) => ((3 - a) / 10) ** 2);
    await expectError(frame, 3, { transform: "descale", loss: "absolute" }, (a) => Math.abs(3 - a) / deviation);
    const huber = (d: number): number => (Math.abs(d) <= 1 ? d ** 2 / 2 : Math.abs(d) - 0.5);
    await expectError(frame, 3, { lossByCol: { size: "huber" } }, (a) => huber(3 - a));
    const poisson = (a: number): number => 3 - a * Math.log(3) + (a === 0 ? 0 : a * Math.log(a)) - a;
    await expectError(frame, 3, { loss: "poisson" }, poisson);
    const pinball = (a: number): number => (a >= 3 ? 0.9 * (a - 3) : 0.1 * (3 - a));
    await expectError(frame, 3, { loss: "quantile", quantile: 0.9 }, pinball);
  });

  test("is 1 for a wrong category, boolean or bit, whatever the order of the levels", async () => {
    const wordOf = (value: number): string => (value > 7 ? "high" : value > 3 ? "middle" : "low");
    const frame = Frame.fromColumns({ words: Array.from(numbers, wordOf) });
    await expectError(frame, "middle", {}, (a) => Number(wordOf(a) !== "middle"));
    await expectError(frame, "low", { multiLoss: "ordinal" }, (a) => Number(wordOf(a) !== "low"));
    const bits = numbers.map((value) => Number(value > 3));
    await expectError(Frame.fromColumns({ bits }), 1, { loss: "logistic" }, (a) => Number(a <= 3));
    const flags = Array.from(bits, Boolean);
    await expectError(Frame.fromColumns({ flags }), true, {}, (a) => Number(a <= 3));
  });

  test("is exact where every cell is equally wrong", async () => {
    const { fit } = fakeFit({ V1: 2, V2: 2 });
    const data = Float64Array.from({ length: 60 }, (_, i) => 2 + 3 * (i % 4 < 2 ? 1 : -1));
    const frame = Frame.fromMatrix({ data, rows: 30, columns: 2 });
    const curve = await crossValidateRankBy(fit, frame, { k: [2, 1], folds: 3, ...quiet });
    expect(curve.rows.column("k").toArray()).toEqual([1, 2]);
    expect(curve.rows.column("error").toArray()).toEqual([9, 9]);
    expect(curve.rows.column("standardError").toArray()).toEqual([0, 0]);
    expect(curve.foldErrors.dim()).toEqual([6, 3]);
    expect([curve.best, curve.oneStandardError]).toEqual([1, 1]);
  });
});

describe("the curve", () => {
  const curve = new RankCurve(
    [
      { k: 8, errors: [1, 1.2, 1.1], seconds: 3 },
      { k: 1, errors: [5, 7, 6], seconds: 1 },
      { k: 4, errors: [1, 1.1, 0.9], seconds: 2 },
      { k: 2, errors: [1, 1.1, 1.05], seconds: 2 },
    ],
    { note: "drawn" },
  );

  test("gives mean and standard error by k in order, the best k, and the smallest within one standard error", () => {
    expect(curve.rows.column("k").toArray()).toEqual([1, 2, 4, 8]);
    const expected = [6, 1.05, 1, 1.1];
    expected.forEach((error, i) => expect(curve.rows.at(i, "error")).toBeCloseTo(error, 12));
    expect(curve.rows.at(0, "standardError")).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(curve.rows.at(2, "standardError")).toBeCloseTo(0.1 / Math.sqrt(3), 12);
    expect([curve.best, curve.oneStandardError]).toEqual([4, 2]);
  });

  test("shows itself as a curve with a picture and text that name the choice", async () => {
    const { payload } = curve.plot();
    expect(payload.series.map(({ x }) => x)).toEqual([
      [1, 2, 4, 8],
      [1, 8],
    ]);
    expect(payload.series[1].y[0]).toBeCloseTo(1 + 0.1 / Math.sqrt(3), 12);
    expect(payload).toMatchObject({ xScale: "log", xLabel: "k", title: "Error of held-out cells, 3 folds" });
    const bundle = await curve[displaySymbol]();
    expect(Object.keys(bundle)).toEqual(["application/vnd.lowrank.lines.v1+json", "image/png", "text/plain"]);
    expect(payload.yScale).toBe("linear");
    expect(bundle["text/plain"]).toContain(
      "Least error at k = 4; within one standard error of it from k = 2 on. drawn",
    );
  });

  test("draws errors of unlike size on a logarithmic axis, so that the small ones are told apart", () => {
    const errors = [[2], [1], [1000], [Infinity]];
    const ranks = errors.map((found, i) => ({ k: i + 1, errors: [...found, ...found], seconds: 0 }));
    expect(new RankCurve(ranks).plot().payload.yScale).toBe("log");
    expect(new RankCurve(ranks.filter(({ k }) => k !== 3)).plot().payload.yScale).toBe("linear");
    // Nothing below 0 has a place there: an exact fit has an error of 0.
    expect(new RankCurve([...ranks, { k: 9, errors: [0, 0], seconds: 0 }]).plot().payload.yScale).toBe("linear");
  });
});

describe("an interrupt", () => {
  const frame = Frame.fromMatrix({
    data: Float64Array.from({ length: 80 }, (_, i) => (i * 13) % 7),
    rows: 40,
    columns: 2,
  });

  test("keeps the ranks that are finished", async () => {
    const controller = new AbortController();
    const { fit } = fakeFit({ V1: 0, V2: 0 });
    const stopping: Fit = (data, options) => {
      if (options.k === 2) controller.abort(new Error("stop"));
      return fit(data, options);
    };
    const options = { k: [1, 2], folds: 2, signal: controller.signal, ...quiet };
    const error: unknown = await crossValidateRankBy(stopping, frame, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Interrupted);
    const { model, message } = error as Interrupted<RankCurve>;
    expect(message).toMatch(/interrupted after 1 of 2/);
    expect(model!.rows.column("k").toArray()).toEqual([1]);
  });

  test("before the first is finished has no curve, and an error that is none stays what it is", async () => {
    const { fit } = fakeFit({ V1: 0, V2: 0 });
    const signal = AbortSignal.abort(new Error("stop"));
    const stopped: unknown = await crossValidateRankBy(fit, frame, { k: [1], signal, ...quiet }).catch(
      (reason: unknown) => reason,
    );
    expect(stopped).toBeInstanceOf(Interrupted);
    expect((stopped as Interrupted<RankCurve>).model).toBeUndefined();
    const failing: Fit = () => Promise.reject(new Error("singular"));
    await expect(crossValidateRankBy(failing, frame, { k: [1], ...quiet })).rejects.toThrow(/^singular$/);
  });

  test("progress rises from 0 to the end and says k and fold", async () => {
    const seen: RankProgress[] = [];
    const { fit } = fakeFit({ V1: 0, V2: 0 });
    const reporting: Fit = async (data, options) => {
      options.onProgress!({ share: 0.5, iteration: 1, objective: 1 });
      return fit(data, options);
    };
    await crossValidateRankBy(reporting, frame, { k: [1, 2], folds: 2, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ share }) => share)).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]);
    expect(seen.at(-1)).toEqual({ share: 0.875, k: 2, fold: 2 });
  });
});

test("columns of a single value are left out of fit and score, and losses go by name", async () => {
  const data = { one: new Float64Array(20).fill(1), size: Float64Array.from({ length: 20 }, (_, i) => i) };
  const { fit, asked } = fakeFit({ one: 1, size: 0 });
  const lossByCol = ["quadratic", "absolute"] as const;
  await crossValidateRankBy(fit, Frame.fromColumns(data), { k: [1], folds: 2, lossByCol, ...quiet });
  expect(asked[0].frame.columnNames).toEqual(["size"]);
  expect(asked[0].options).toMatchObject({ lossByCol: { size: "absolute" }, ignoreConstCols: false, seed: 1 });
  expect("lossByColIdx" in asked[0].options).toBe(false);
});

test("bad input is refused before any fit", async () => {
  const frame = Frame.fromMatrix({ data: Float64Array.from({ length: 40 }, (_, i) => i % 9), rows: 20, columns: 2 });
  const refuse = async (options: object, message: string, data: Frame = frame): Promise<void> => {
    const { fit, asked } = fakeFit({ V1: 0, V2: 0 });
    await expect(crossValidateRankBy(fit, data, { k: [1], ...quiet, ...options })).rejects.toThrow(message);
    expect(asked).toEqual([]);
  };
  await refuse({ k: [] }, "Expected k to be a list of ranks but found a list of 0");
  await refuse({ k: 2 }, "Expected k to be a list of ranks but found 2");
  await refuse({ k: [1, 2, 1] }, "Expected the ranks in k to differ but found 1 twice");
  await refuse({ k: [1, 3] }, "Expected each k to be at most min(rows, columns) = 2 but found 3");
  const ofTwo = frame.assign(Frame.fromColumns({ c: Array.from({ length: frame.rowCount }, (_, i) => "yn"[i % 2]) }));
  const most = "Expected each k to be at most min(rows, columns) = 3 but found 4";
  for (const loss of ["logistic", "biggerVersusSmaller"]) {
    await refuse({ k: [1, 4], lossByCol: { c: loss } }, most, ofTwo);
  }
  await refuse({ k: [0] }, "Expected k to be a whole number of at least 1 but found 0");
  await refuse({ folds: 1 }, "Expected folds to be a whole number from 2 to 255 but found 1");
  await refuse({ seed: 0.5 }, "Expected seed to be an integer but found 0.5");
  for (const name of ["userX", "userY", "expandUserY", "validationFrame"]) {
    await refuse({ [name]: frame }, `, folds) but found "${name}"`);
  }
  await refuse(
    { init: "user" },
    `Expected init to be one of "auto", "svd", "nndsvd", "plusplus", "random" but found "user"`,
  );
  const cells = { few: [1, 2, ...Array<null>(18).fill(null)], many: Array.from({ length: 20 }, (_, i) => i) };
  const seed = [1, 2, 3, 4, 5, 6, 7, 8].find((one) => hidesBoth(one))!;
  const text =
    /Expected each fold to leave observed cells in every column but fold \d of 2 hides all 2 of column "few"/;
  const { fit } = fakeFit({});
  await expect(
    crossValidateRankBy(fit, Frame.fromColumns(cells), { k: [1], folds: 2, seed, ...quiet }),
  ).rejects.toThrow(text);
});

/** Whether this seed puts the first cells of rows 0 and 1 of a frame of two columns into one of two folds. */
function hidesBoth(seed: number): boolean {
  const random = seededRandom(seed);
  const [first, , second] = [random.below(2), random.below(2), random.below(2)];
  return first === second;
}
