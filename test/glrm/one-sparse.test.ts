import { expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { lossNamed, type LossName } from "#src/glrm/losses.js";
import { forSeeds, signed } from "../helpers/property.js";

const quiet = { onProgress: () => undefined } as const;

test.each([
  ["huber", "X"],
  ["poisson", "X"],
  ["huber", "Y"],
  ["poisson", "Y"],
] as const)("vectors with one entry lose less there than in any other place: %s, %s", async (name, side) => {
  const loss = lossNamed(name, { crossover: 1, quantile: 0.5, period: 1 });
  await forSeeds(8, async (random) => {
    const cells = cellsOf(random, name);
    const frame = Frame.fromColumns(Object.fromEntries(cells.map((column, j) => [`c${j}`, column])));
    const sparse = side === "X" ? { regularizationX: "oneSparse" } : { regularizationY: "oneSparse" };
    const model = await glrm(frame, { k: 3, loss: name, init: "random", ...(sparse as object), ...quiet });
    const [x, lines] = [rowsOf(model.representation), rowsOf(model.archetypes)];
    const y = cells.map((_, j) => lines.map((line) => line[j]));
    const rows = cells[0].map((_, i) => cells.map((column) => column[i]));
    const [vectors, others, data] = side === "X" ? [x, y, rows] : [y, x, cells];
    for (const [i, vector] of vectors.entries()) {
      const costs = [0, 1, 2].map((c) => {
        const entries = others.map((other) => other[c]);
        return leastOf((v) => data[i].reduce((sum, cell, j) => sum + loss.value(v * entries[j], cell), 0));
      });
      const place = vector.findIndex((entry) => entry > 0);
      expect(costs[place]).toBeLessThanOrEqual(Math.min(...costs) * (1 + 1e-3) + 1e-3);
    }
  });
});

test.each([
  ["multinomial", "X"],
  ["categorical", "X"],
  ["categorical", "Y"],
] as const)("one-sparse fits of categories end below those of H2O's rule: %s, %s", async (multiLoss, side) => {
  const sums = { h2o: 0, auto: 0 };
  await forSeeds(8, async (random) => {
    const levels = ["a", "b", "c", "d"];
    const cells = cellsOf(random, "huber").map((column) => {
      return column.map((cell) => levels[Math.max(0, Math.min(3, Math.floor(cell + 2)))]);
    });
    const frame = Frame.fromColumns(Object.fromEntries(cells.map((column, j) => [`c${j}`, column])));
    const sparse = side === "X" ? { regularizationX: "oneSparse" } : { regularizationY: "oneSparse" };
    const options = { k: 3, multiLoss, ...(sparse as object), gammaX: 0.1, gammaY: 0.1, ...quiet } as const;
    const h2o = await glrm(frame, { ...options, init: "random", solver: "h2o", maxIterations: 500 });
    const auto = await glrm(frame, { ...options, init: "random", maxIterations: 100 });
    const objectives = Array.from(auto.history.column("objective").toNumbers());
    for (let i = 1; i < objectives.length; i++) expect(objectives[i]).toBeLessThanOrEqual(objectives[i - 1]);
    sums.h2o += h2o.objective;
    sums.auto += auto.objective;
  });
  expect(sums.auto).toBeLessThan(sums.h2o);
});

test("columns that are one archetype or a multiple of one go with a solver that chooses by the loss", async () => {
  const cells = Array.from({ length: 12 }, (_, j) =>
    Array.from({ length: 12000 }, (_, i) => Math.sin(i * (j + 1)) * 3),
  );
  const frame = Frame.fromColumns(Object.fromEntries(cells.map((column, j) => [`c${j}`, column])));
  const options = { k: 12, loss: "huber", init: "random", maxIterations: 1, ...quiet } as const;
  const solverOf = async (sparse: object): Promise<string> => (await glrm(frame, { ...options, ...sparse })).solver;
  expect(await solverOf({ regularizationY: "unitOneSparse" })).toMatch("weighted");
  expect(await solverOf({ regularizationX: "oneSparse" })).toMatch("weighted");
  expect(await solverOf({ regularizationX: "unitOneSparse" })).not.toMatch("weighted");
  expect(await solverOf({ regularizationX: "oneSparse", loss: "quadratic" })).not.toMatch("weighted");
});

test("one-sparse fits are the same on any number of threads", async () => {
  const cells = Array.from({ length: 20 }, (_, j) => Array.from({ length: 900 }, (_, i) => Math.sin(i * (j + 1)) * 3));
  const frame = Frame.fromColumns(Object.fromEntries(cells.map((column, j) => [`c${j}`, column])));
  const sparse = { regularizationX: "oneSparse", regularizationY: "oneSparse" } as const;
  const options = { k: 3, loss: "huber", init: "random", maxIterations: 8, ...sparse, ...quiet } as const;
  const [one, three] = await Promise.all([1, 3].map((threads) => glrm(frame, { ...options, threads })));
  expect(three.representation.objects()).toEqual(one.representation.objects());
  expect(three.archetypes.objects()).toEqual(one.archetypes.objects());
});

/** Six columns of 40 cells of rank 3 and noise, for Poisson counts. */
function cellsOf(random: Random, name: LossName): number[][] {
  const factors = Array.from({ length: 40 }, () => [0, 1, 2].map(() => 1.5 * signed(random)));
  return Array.from({ length: 6 }, () => {
    const weights = [0, 1, 2].map(() => 1.5 * signed(random));
    const sums = factors.map((x) => x.reduce((sum, entry, c) => sum + entry * weights[c], signed(random)));
    return name === "poisson" ? sums.map((sum) => Math.round(Math.exp(sum))) : sums;
  });
}

/** Of a convex cost of one number of 0 or more, by ternary search. */
function leastOf(cost: (v: number) => number): number {
  let [low, high] = [0, 1000];
  for (let round = 0; round < 200; round++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    // Not >, so that what overflows counts as worse.
    if (cost(a) <= cost(b) || cost(b) === Infinity) high = b;
    else low = a;
  }
  return cost(low);
}

function rowsOf(frame: Frame): number[][] {
  return frame.objects().map((row) => Object.values(row).map(Number));
}
