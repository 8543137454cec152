/** Every solver on every loss and regulariser: the objective is what it says, never rises, and is no worse than H2O's. */
import { describe, expect, test } from "@jest/globals";
import { type Random, seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { glrm } from "#src/glrm/glrm.js";
import { type Loss, LOSS_NAMES, lossNamed, type LossName } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { type Regularizer, REGULARIZER_NAMES, REGULARIZERS } from "#src/glrm/regularizers.js";
import { Interrupted } from "#src/workers/interrupted.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowGlrmObjective } from "../reference/glrm.js";
import { h2oCases, h2oFrame, h2oOptions } from "./h2o.js";

/** m × n numbers of rank k with some noise, such that the loss takes them. */
function planted(loss: LossName, random: Random, [m, n, k]: [number, number, number], noise = 0.1): Frame {
  const x = Array.from({ length: m }, () => Array.from({ length: k }, () => signed(random)));
  const y = Array.from({ length: k }, () => Array.from({ length: n }, () => 2 * signed(random)));
  const cell = (i: number, j: number): number => {
    const u = x[i].reduce((sum, value, c) => sum + value * y[c][j], 0) + noise * signed(random);
    if (loss === "poisson") return Math.round(Math.exp(u));
    return loss === "logistic" || loss === "hinge" ? Number(u > 0) : u;
  };
  const data = Float64Array.from({ length: m * n }, (_, at) => cell(Math.floor(at / n), at % n));
  return Frame.fromMatrix({ data, rows: m, columns: n });
}

const objectives = (model: GlrmModel): number[] => [...model.history.column("objective")] as number[];

function expectNeverRises(model: GlrmModel): void {
  const values = objectives(model);
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1] * (1 + 1e-12) + 1e-12);
}

describe.each(LOSS_NAMES)("loss %s", (loss) => {
  test("the objective never rises, is the sum of the losses, and falls under that of the start", async () => {
    await forSeeds(3, async (random, seed) => {
      const frame = insertMissing(planted(loss, random, [40, 9, 3]), { fraction: 0.15, seed });
      for (const solver of ["auto", "weighted"] as const) {
        const model = await glrm(frame, { k: 3, loss, solver, maxIterations: 60, ignoreConstCols: false });
        expectNeverRises(model);
        const expected = slowGlrmObjective(frame, model, lossNamed(loss, model.options));
        expect(Math.abs(model.objective - expected)).toBeLessThan(1e-9 * (1 + expected));
        expect(model.objective).toBeLessThan(objectives(model)[0]);
      }
    });
  });

  test("planted factors are found again: hidden cells are better than the column's best constant", async () => {
    await forSeeds(2, async (random, seed) => {
      const whole = planted(loss, random, [150, 20, 2], 0);
      const frame = insertMissing(whole, { fraction: 0.2, seed });
      const gamma = loss === "logistic" || loss === "hinge" || loss === "poisson" ? 0.1 : 0;
      // A period longer than the cells' range: where they go round several times there are many local optima.
      const options: GlrmOptions = { k: 2, loss, period: 12, maxIterations: 300, ignoreConstCols: false };
      const penalty = {
        regularizationX: "quadratic",
        regularizationY: "quadratic",
        gammaX: gamma,
        gammaY: gamma,
      } as const;
      const model = await glrm(frame, gamma > 0 ? { ...options, ...penalty } : options);
      const filled = await model.impute(frame);
      let [error, spread] = [0, 0];
      for (const name of frame.columnNames) {
        const truth = whole.column(name).toNumbers();
        const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
        const binary = loss === "logistic" || loss === "hinge";
        const constant = binary ? Number(mean > 0.5) : mean;
        for (let i = 0; i < truth.length; i++) {
          if (!frame.column(name).isMissing(i)) continue;
          error += ((filled.at(i, name) as number) - truth[i]) ** 2;
          spread += (truth[i] - constant) ** 2;
        }
      }
      expect(error).toBeLessThan(0.5 * spread);
      if (["quadratic", "absolute", "huber", "quantile", "periodic"].includes(loss)) {
        expect(error).toBeLessThan(1e-3 * spread);
      }
    });
  });
});

describe.each(REGULARIZER_NAMES)("regulariser %s", (name) => {
  test("on X and on Y: the objective never rises, is what it says, and constraints hold", async () => {
    await forSeeds(2, async (random, seed) => {
      const whole = planted("quadratic", random, [30, 8, 3]);
      const shifted = Frame.fromColumns(
        Object.fromEntries(whole.columnNames.map((column) => [column, whole.column(column).toNumbers().map(Math.abs)])),
      );
      for (const frame of [shifted, insertMissing(shifted, { fraction: 0.1, seed })]) {
        for (const side of ["X", "Y"] as const) {
          for (const solver of ["majorize", "weighted"] as const) {
            const options = { [`regularization${side}`]: name, [`gamma${side}`]: 0.3 };
            const model = await glrm(frame, { k: 3, solver, maxIterations: 40, ...options });
            expectNeverRises(model);
            const expected = slowGlrmObjective(frame, model, lossNamed("quadratic", model.options));
            expect(Math.abs(model.objective - expected)).toBeLessThan(1e-9 * (1 + expected));
            if (REGULARIZERS[name].constraint && name !== "simplex") expectWithin(model, side, REGULARIZERS[name]);
          }
        }
      }
    });
  });
});

function expectWithin(model: GlrmModel, side: "X" | "Y", regularizer: Regularizer): void {
  const { representation, archetypes } = model;
  if (side === "X") {
    for (const row of representation.objects()) {
      expect(regularizer.value(Float64Array.from(Object.values(row) as number[]))).toBe(0);
    }
  } else {
    for (const name of archetypes.columnNames) expect(regularizer.value(archetypes.column(name).toNumbers())).toBe(0);
  }
}

/** Left out: one that is NaN in H2O, and the periodic loss, whose many valleys have nothing to do with the solver. */
const LEFT_OUT = ["constraint-with-gamma-0", "loss-periodic"];
const better = h2oCases.filter(({ id, result }) => result.error === undefined && !LEFT_OUT.includes(id));

test.each(better.map((h2o) => [h2o.id, h2o] as const))("%s: no worse than H2O from the same start", async (_, h2o) => {
  const frame = await h2oFrame(h2o);
  const model = await glrm(frame, {
    ...h2oOptions(h2o, frame),
    ...{ maxIterations: 1000, maxUpdates: 2000, tolerance: 1e-9, threads: 2 },
  });
  expectNeverRises(model);
  const reached = Number(h2o.result.objective);
  expect(model.objective).toBeLessThanOrEqual(reached * (1 + 1e-6) + 1e-9);
});

test.each([
  ["majorize", {}],
  ["weighted", { loss: "absolute" }],
  ["weighted", { loss: "logistic" }],
  ["majorize", { loss: "huber", regularizationY: "nonNegative" }],
  ["h2o", {}],
] as [GlrmOptions["solver"], Partial<GlrmOptions>][])(
  "solver %s with %j gives the same bits on 1, 2 and 3 threads and on the calling thread's split",
  async (solver, more) => {
    const loss = (more.loss as LossName | undefined) ?? "quadratic";
    const frame = insertMissing(planted(loss, seededRandom(5), [700, 12, 3]), { fraction: 0.2, seed: 4 });
    const bits: string[] = [];
    for (const threads of [1, 2, 3]) {
      const model = await glrm(frame, { k: 3, ...more, solver, threads, maxIterations: 12 });
      const x = [...model.representation.column("Arch1")].join();
      bits.push(`${x}|${objectives(model).join()}`);
    }
    expect(new Set(bits).size).toBe(1);
  },
);

test("a loss and a regulariser of one's own give what the named ones of the same formula give", async () => {
  const frame = insertMissing(planted("quadratic", seededRandom(2), [40, 7, 2]), { fraction: 0.1, seed: 1 });
  const own: Loss = { ...lossNamed("huber", { crossover: 1, quantile: 0.5, period: 1 }), name: "mine" };
  const mine: Regularizer = { ...REGULARIZERS.l2, name: "my l2" };
  const both = { k: 2, maxIterations: 30, gammaX: 0.2, seed: 3 };
  const named = await glrm(frame, { ...both, loss: "huber", regularizationX: "l2" });
  const model = await glrm(frame, { ...both, loss: own, regularizationX: mine });
  expect(model.objective / named.objective).toBeCloseTo(1, 9);
  expect(model.options.loss).toBe("mine");
});

test.each(["majorize", "weighted"] as const)(
  "interrupted, solver %s leaves the best model so far on the error",
  async (solver) => {
    const frame = insertMissing(planted("quadratic", seededRandom(3), [3000, 30, 4]), { fraction: 0.3, seed: 2 });
    const controller = new AbortController();
    const stop = ({ iteration }: { iteration: number }): void => (iteration > 2 ? controller.abort() : undefined);
    const options = { k: 6, solver, tolerance: 0, maxIterations: 100_000, signal: controller.signal, onProgress: stop };
    const outcome: unknown = await glrm(frame, options).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(Interrupted);
    const { model } = outcome as Interrupted<GlrmModel>;
    const expected = slowGlrmObjective(frame, model!, lossNamed("quadratic", model!.options));
    expect(Math.abs(model!.objective / expected - 1)).toBeLessThan(1e-9);
  },
);

test("counts from none to thousands: Newton steps that overshoot are halved, and the deviance becomes small", async () => {
  const rate = (i: number, j: number): number => 4 * Math.sin(i) + 3 * Math.cos(2 * j) * Math.cos(i) + 1;
  const data = Float64Array.from({ length: 180 }, (_, at) => Math.round(Math.exp(rate(Math.floor(at / 6), at % 6))));
  const frame = Frame.fromMatrix({ data, rows: 30, columns: 6 });
  const model = await glrm(frame, { k: 3, loss: "poisson", maxIterations: 300 });
  expectNeverRises(model);
  expect(model.objective).toBeLessThan(10);
});

test("columns under a loss of 0 and 1 stay as they are, whatever the transform", async () => {
  const frame = planted("logistic", seededRandom(8), [30, 4, 2]);
  const model = await glrm(frame, { k: 1, loss: "logistic", transform: "standardize", maxIterations: 5 });
  const expected = slowGlrmObjective(frame, model, lossNamed("logistic", model.options));
  expect(model.objective).toBeCloseTo(expected, 9);
});

test("float32 numbers whose squares float32 cannot hold are modelled in float64", async () => {
  const [rows, columns] = [4200, 256];
  const data = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 1000) / 1000);
  data[5] = 1e30;
  const holes = (cells: Float32Array): Frame =>
    insertMissing(Frame.fromMatrix({ data: cells, rows, columns }), { fraction: 0.1, seed: 2 });
  const options = { k: 1, maxIterations: 2, onProgress: () => undefined };
  const large = await glrm(holes(data), options);
  expect(large.objective).toBeLessThan(1e50);
  expect(large.warnings).toEqual([]);
  // Rows of such numbers are placed so, too.
  const small = await glrm(holes(data.map((value) => Math.min(value, 1))), options);
  const placed = await small.transform(holes(data));
  expect(placed.column("Arch1").toNumbers().every(Number.isFinite)).toBe(true);
});
