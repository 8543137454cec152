import { describe, expect, test } from "@jest/globals";
import { inspect } from "node:util";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmModel } from "#src/glrm/model.js";
import { TRANSFORMS } from "#src/matrix/columns.js";
import { Interrupted } from "#src/workers/interrupted.js";
import { forSeeds, signed } from "../helpers/property.js";
import { frameOf } from "./frame-of.js";
import { slowEigen, slowGram, slowObjective } from "../reference/linear.js";

function rowsOf(frame: Frame): number[][] {
  return frame.objects().map((row) => Object.values(row) as number[]);
}

/** A model's objective from its factors, cell by cell. */
function objectiveOf(rows: number[][], model: GlrmModel): number {
  return slowObjective(rows, rowsOf(model.representation), rowsOf(model.archetypes));
}

describe("on random data", () => {
  test("the objective is that of the factors, and no rank-k model does better", async () => {
    await forSeeds(6, async (random) => {
      const [m, n] = [20 + random.below(60), 3 + random.below(12)];
      const rows = Array.from({ length: m }, () => Array.from({ length: n }, () => signed(random)));
      const k = 1 + random.below(n - 1);
      const model = await glrm(frameOf(rows), { k, threads: 1 });
      const best = slowEigen(slowGram(rows))
        .values.slice(k)
        .reduce((a, b) => a + b, 0);
      expect(model.objective / best).toBeCloseTo(1, 9);
      expect(objectiveOf(rows, model) / best).toBeCloseTo(1, 9);
      expect(model.converged).toBe(true);
    });
  });

  test("permuting the rows permutes X and leaves Y alone", async () => {
    await forSeeds(3, async (random) => {
      const rows = Array.from({ length: 40 }, () => Array.from({ length: 6 }, () => random.below(256)));
      const order = rows.map((_, i) => (7 * i) % 40);
      const model = await glrm(frameOf(rows), { k: 2, threads: 1 });
      const permuted = await glrm(frameOf(order.map((i) => rows[i])), { k: 2, threads: 1 });
      const [x, y, xp, yp] = [model, permuted].flatMap((one) => [rowsOf(one.representation), rowsOf(one.archetypes)]);
      y.flat().forEach((value, i) => expect(yp.flat()[i]).toBeCloseTo(value, 8));
      order.forEach((from, to) => x[from].forEach((value, j) => expect(xp[to][j]).toBeCloseTo(value, 8)));
    });
  });

  test("the same seed gives the same bits on 1, 2 and 3 threads", async () => {
    await forSeeds(2, async (random) => {
      const data = Uint8Array.from({ length: 900 * 150 }, () => random.below(256));
      const frame = Frame.fromMatrix({ data, rows: 900, columns: 150 });
      const models = await Promise.all([1, 2, 3].map((threads) => glrm(frame, { k: 2, threads, seed: 5 })));
      const bits = models.map((model) => [model.objective, rowsOf(model.representation), rowsOf(model.archetypes)]);
      expect(bits[1]).toEqual(bits[0]);
      expect(bits[2]).toEqual(bits[0]);
    });
  });

  test("data of rank k are reconstructed whole, in their own units, under every transform", async () => {
    await forSeeds(2, async (random) => {
      const factors = Array.from({ length: 30 }, () => [signed(random), signed(random)]);
      const directions = Array.from({ length: 2 }, () => Array.from({ length: 7 }, () => 5 * signed(random)));
      const rows = factors.map((x) =>
        directions[0].map((_, j) => 100 + x[0] * directions[0][j] + x[1] * directions[1][j]),
      );
      for (const transform of TRANSFORMS) {
        const model = await glrm(frameOf(rows), { k: 3, transform, threads: 1 });
        const back = rowsOf(await model.reconstruct());
        back.flat().forEach((value, i) => expect(value).toBeCloseTo(rows.flat()[i], 3));
      }
    });
  });
});

test("the training rows, seen as new rows, get the X they have", async () => {
  const rows = Array.from({ length: 25 }, (_, i) => [i, (i * i) % 11, 3 * i + ((i * 7) % 5)]);
  const frame = frameOf(rows, ["a", "b", "c"]);
  const model = await glrm(frame, { k: 2, transform: "standardize" });
  const again = await model.transform(frameOf(rows, ["a", "b", "c"]));
  expect(again.columnNames).toEqual(["Arch1", "Arch2"]);
  rowsOf(again)
    .flat()
    .forEach((value, i) => expect(value).toBeCloseTo(rowsOf(model.representation).flat()[i], 9));
});

test("the model says what ran, and keeps its history", async () => {
  const model = await glrm(
    frameOf([
      [1, 2],
      [3, 5],
      [4, 4],
    ]),
    { k: 1, seed: 3 },
  );
  expect(model.options).toMatchObject({ k: 1, seed: 3, loss: "quadratic", transform: "none", maxIterations: 1000 });
  expect(model.history.columnNames).toEqual(["iteration", "objective", "step", "seconds"]);
  expect(model.history.rowCount).toBe(model.iterations + 1);
  expect(model.history.at(model.iterations, "objective")).toBe(model.objective);
  expect(model.plot().kind).toBe("lines");
});

test("constant columns are left out by default and kept when asked", async () => {
  const frame = frameOf(
    [
      [1, 5, 2],
      [3, 5, 1],
      [2, 5, 7],
    ],
    ["a", "b", "c"],
  );
  expect((await glrm(frame, { k: 1 })).archetypes.columnNames).toEqual(["a", "c"]);
  expect((await glrm(frame, { k: 1, ignoreConstCols: false })).archetypes.columnNames).toEqual(["a", "b", "c"]);
});

test("an interrupted fit throws Interrupted; before the first iteration there is no model on it", async () => {
  const controller = new AbortController();
  controller.abort();
  const running = glrm(
    frameOf([
      [1, 2],
      [3, 4],
    ]),
    { k: 1, signal: controller.signal },
  );
  await expect(running).rejects.toBeInstanceOf(Interrupted);
});

test("interrupted among its iterations, the error carries the best model so far", async () => {
  const n = 400;
  // Singular values so close to each other that hundreds of iterations are needed.
  const data = Float64Array.from({ length: 500 * n }, (_, i) => (i % n === Math.floor(i / n) ? 1 + 1e-7 * (i % n) : 0));
  const controller = new AbortController();
  const stop = ({ share }: { share: number }): void => {
    if (share > 0.7) controller.abort();
  };
  const frame = Frame.fromMatrix({ data, rows: 500, columns: n });
  const running = glrm(frame, {
    k: 1,
    threads: 2,
    maxIterations: 100_000,
    signal: controller.signal,
    onProgress: stop,
  });
  const outcome: unknown = await running.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Interrupted);
  const { model } = outcome as Interrupted<GlrmModel>;
  expect(model?.converged).toBe(false);
  expect(model?.representation.dim()).toEqual([500, 1]);
});

test.each(["auto", "weighted"] as const)("an interrupt is shown in few lines, solver %s", async (solver) => {
  const data = Float64Array.from({ length: 900 }, (_, i) => Math.sin(i * i));
  const frame = Frame.fromMatrix({ data, rows: 300, columns: 3 });
  const controller = new AbortController();
  const options = { k: 2, solver, tolerance: 0, threads: 1, signal: controller.signal };
  const running = glrm(frame, { ...options, onProgress: () => controller.abort() });
  const error: unknown = await running.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Interrupted);
  expect((error as Interrupted<GlrmModel>).cause).toBe(controller.signal.reason);
  // Not the arrays of the solution so far.
  expect(inspect(error)).not.toContain("Float64Array");
});
