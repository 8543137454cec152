/** An interrupt is heard while cells are checked and rows are worked on, and the model's methods take a signal. */
import { describe, expect, test } from "@jest/globals";
import { crossValidateRankBy } from "#src/evaluate/cross-validate-rank.js";
import { Frame } from "#src/frame/frame.js";
import { findCell } from "#src/glrm/find-cell.js";
import { glrm } from "#src/glrm/glrm.js";
import type { Loss } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import type { RowsOptions } from "#src/glrm/rows-options.js";
import { seededRandom } from "#src/data/random.js";
import { Interrupted } from "#src/workers/interrupted.js";
import { forSeeds } from "../helpers/property.js";

/** Longer than a loop may keep others waiting. */
const LONG = 60;

function spin(): void {
  for (const end = performance.now() + LONG; performance.now() < end;);
}

function counts(rows: number): Frame {
  return Frame.fromColumns({
    a: Float64Array.from({ length: rows }, (_, i) => 1 + (i % 7)),
    b: Float64Array.from({ length: rows }, (_, i) => 1 + (i % 5)),
  });
}

describe("the search for a wrong cell", () => {
  test("finds the first of the first column that has one, as a plain search does", async () => {
    await forSeeds(40, async (random) => {
      const [rows, columns] = [1 + random.below(200), 1 + random.below(6)];
      const data = Float64Array.from({ length: rows * columns + 3 }, () => Number(random.below(rows * 2) === 0));
      const matrix = { data, rows, columns, rowStride: columns, offset: 3, names: [] };
      const tests = Array.from({ length: columns }, () => (random.below(4) === 0 ? undefined : (c: number) => c === 1));
      let expected: object | undefined;
      for (let column = columns - 1; column >= 0; column--) {
        for (let row = rows - 1; row >= 0; row--) {
          const cell = data[3 + row * columns + column];
          if (tests[column]?.(cell) === true) expected = { row, column, cell };
        }
      }
      expect(await findCell(matrix, tests, undefined)).toEqual(expected);
    });
  });

  test("stops soon after the signal does", async () => {
    const controller = new AbortController();
    const matrix = { data: new Float64Array(5000), rows: 5000, columns: 1, rowStride: 1, offset: 0, names: [] };
    let asked = 0;
    const look = (): boolean => {
      if (asked++ === 0) setTimeout(() => controller.abort());
      if (asked === 2) spin();
      return false;
    };
    await expect(findCell(matrix, [look], controller.signal)).rejects.toThrow(/aborted/);
    expect(asked).toBeLessThan(5000);
  });
});

test("a fit is interrupted while its cells are checked", async () => {
  const controller = new AbortController();
  let asked = 0;
  const accepts = (): boolean => {
    if (asked++ === 0) setTimeout(() => controller.abort());
    if (asked === 2) spin();
    return true;
  };
  const loss: Loss = {
    ...{ name: "counted", curvature: 2, accepts, best: (u) => u },
    value: (u, a) => (u - a) ** 2,
    slope: (u, a) => 2 * (u - a),
  };
  const fit = glrm(counts(20000), { k: 1, loss, signal: controller.signal, onProgress: () => {} });
  await expect(fit).rejects.toThrow(Interrupted);
  expect(asked).toBeLessThan(40000);
});

test("a comparison of ranks lets others run before its first fit", async () => {
  let turns = 0;
  const clock = setInterval(() => turns++);
  try {
    const stop = new Error("enough");
    const fit = (): Promise<never> => Promise.reject(stop);
    await expect(crossValidateRankBy(fit, counts(100000), { k: [1], folds: 2, onProgress: () => {} })).rejects.toBe(
      stop,
    );
    expect(turns).toBeGreaterThan(0);
  } finally {
    clearInterval(clock);
  }
});

describe("the methods of a model", () => {
  const fitted = glrm(counts(40), { k: 1, loss: "huber", maxIterations: 3 });
  const rows = counts(9);
  const methods: Record<string, (options: RowsOptions) => Promise<unknown>> = {
    transform: async (options) => (await (await fitted).transform(rows, options)).objects(),
    reconstruct: async (options) => (await (await fitted).reconstruct(rows, options)).objects(),
    impute: async (options) => (await (await fitted).impute(rows, options)).objects(),
    projectArchetypes: async (options) => (await (await fitted).projectArchetypes(options)).objects(),
    metrics: async (options) => (await fitted).metrics(rows, options),
  };

  test.each(Object.keys(methods))("%s stops for a signal, and is the same on any number of threads", async (name) => {
    const call = methods[name];
    await expect(call({ signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    expect(await call({ threads: 1 })).toEqual(await call({ threads: 2, signal: new AbortController().signal }));
  });

  test.each(Object.keys(methods))("%s refuses options that it does not have", async (name) => {
    const call = methods[name] as (options: unknown) => Promise<unknown>;
    await expect(call({ thread: 1 })).rejects.toThrow(`Expected an option of ${name} (`);
    await expect(call({ threads: 0 })).rejects.toThrow(/Expected threads to be a whole number/);
    await expect(call({ signal: 5 })).rejects.toThrow(/Expected signal to be an AbortSignal but found 5/);
    await expect(call(null)).rejects.toThrow(/to be an object, e.g. .* but found null/);
  });
});

test("an interrupt after the last iteration has the model too, without scores of its validation frame", async () => {
  for (const loss of ["huber", "quadratic"] as const) {
    const controller = new AbortController();
    const onProgress = ({ share }: { share: number }): void => void (share === 1 && controller.abort());
    const options = { k: 1, loss, validationFrame: counts(40), signal: controller.signal, onProgress };
    const error: unknown = await glrm(counts(40), options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Interrupted);
    const { message, model } = error as Interrupted<GlrmModel>;
    expect(message).toMatch(/interrupted at iteration [1-9]/);
    expect(model?.objective).toBe((await glrm(counts(40), { k: 1, loss })).objective);
    expect(model?.validationMetrics).toBeUndefined();
  }
});

test("an interrupted fit is canonical unless it is so large that who stopped it would wait, which it says", async () => {
  const inner = (model: GlrmModel): number => {
    const [first, second] = model.archetypes.objects().map((row) => Object.values(row) as number[]);
    const product = (a: number[], b: number[]): number => a.reduce((sum, value, j) => sum + value * b[j], 0);
    return Math.abs(product(first, second)) / Math.sqrt(product(first, first) * product(second, second));
  };
  for (const [rows, k] of [
    [300, 20],
    [5000, 250],
  ]) {
    const random = seededRandom(3);
    const data = Float64Array.from({ length: rows * (k + 1) }, () => random.uniform());
    const names = Array.from({ length: k + 1 }, (_, j) => `c${j}`);
    const frame = Frame.fromMatrix({ data, rows, columns: k + 1, names });
    const controller = new AbortController();
    const how = { canonical: true, solver: "majorize", init: "random", tolerance: 0 } as const;
    const options = { k, ...how, maxIterations: 1e5 };
    const onProgress = ({ iteration }: { iteration: number }): void => void (iteration > 0 && controller.abort());
    const error: unknown = await glrm(frame, { ...options, signal: controller.signal, onProgress }).catch(
      (reason: unknown) => reason,
    );
    const { model } = error as Interrupted<GlrmModel>;
    const large = rows * k * k > 3e8;
    expect(model!.warnings.some((warning) => warning.includes("not canonical"))).toBe(large);
    expect(inner(model!) < 1e-6).toBe(!large);
    expect(model!.singularValues[0]).toBeGreaterThan(0);
  }
});
