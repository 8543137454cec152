/** Where rows come to lie: the place with the least loss that the constraint allows, in the fit and for new rows alike. */
import { expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { readCsv } from "#src/frame/read-csv.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { BLOCK_LOSSES } from "#src/glrm/block-losses.js";
import { glrm } from "#src/glrm/glrm.js";
import { LOSS_CODES } from "#src/glrm/loss-codes.js";
import { lossNamed } from "#src/glrm/losses.js";
import { RowStep } from "#src/glrm/row-step.js";
import { VectorSolver } from "#src/glrm/vector-solver.js";
import { REGULARIZERS } from "#src/glrm/regularizers.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";
import { leastOnSimplex, leastWithNorm, leastWithSigns } from "../reference/glrm.js";

const file = new URL("../fixtures/usarrests.csv", import.meta.url).pathname;
const arrests = (await readCsv(file)).drop("State");
const quiet = { onProgress: () => undefined };
const standardized = { ...quiet, k: 2, transform: "standardize" } as const;

const rowsOf = (frame: Frame): number[][] => frame.objects().map((row) => Object.values(row).map(Number));

test.each([
  ["nonNegative", true, 0],
  ["l1", false, 0.3],
] as const)("an active set ends at the least of all sets of signs: %s", async (_name, nonNegative, threshold) => {
  await forSeeds(60, (random) => {
    const k = 1 + Math.floor(4 * random.uniform());
    const line = k + (k % 2);
    // Lines of Y that nearly point the same way, or away from one another.
    const base = Array.from({ length: 6 }, () => signed(random));
    const y = Array.from({ length: k }, () => {
      const sign = random.uniform() < 0.5 ? -1 : 1;
      return base.map((value) => sign * value + 10 ** -(4 * random.uniform()) * signed(random));
    });
    const h = y.map((a) => y.map((b) => a.reduce((sum, value, j) => sum + value * b[j], 0)));
    const b = Float64Array.from({ length: k }, () => signed(random));
    const { arena, routines } = createInstance();
    const [xAt, qAt] = [arena.allocate(8 * line), arena.allocate(8 * line)];
    const [hAt, workAt] = [arena.allocate(8 * k * line), arena.allocate(8 * (k + 3) * line)];
    const [x, q] = [arena.doubles(xAt, k), arena.doubles(qAt, k)];
    h.forEach((row, i) => arena.doubles(hAt + 8 * line * i, k).set(row));
    x.set(b.map(() => (nonNegative ? Math.max(0, signed(random)) : signed(random))));
    q.set(b.map((value, i) => h[i].reduce((sum, entry, j) => sum + entry * x[j], 0) - value));
    routines.activeSet(xAt, qAt, hAt, k, 8 * line, threshold, nonNegative, workAt);
    const cost = (at: ArrayLike<number>): number =>
      Array.from({ length: k }, (_, i) => {
        const product = h[i].reduce((sum, entry, j) => sum + entry * at[j], 0);
        return (product / 2 - b[i]) * at[i] + threshold * Math.abs(at[i]);
      }).reduce((sum, part) => sum + part);
    const least = cost(leastWithSigns(h, b, threshold, nonNegative));
    expect(cost(x) - least).toBeLessThan(1e-6 * (1 + Math.abs(least)));
    if (nonNegative) expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
  });
});

test("a step under an L2 regulariser ends at its least, and where nothing is worth its price at zero", async () => {
  const instance = createInstance();
  await forSeeds(60, (random, seed) => {
    const k = 1 + random.below(5);
    // Cells whose weights lie up to a thousandfold apart, fewer of them than entries now and then.
    const lines = Array.from({ length: 1 + random.below(8) }, () => {
      const weight = 10 ** (3 * random.uniform());
      return Array.from({ length: k }, () => Math.sqrt(weight) * signed(random));
    });
    const h = Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (_, j) => lines.reduce((sum, line) => sum + line[i] * line[j], 0)),
    );
    const solver = instance.arena.settled(() => new VectorSolver(instance, k));
    const x = Float64Array.from({ length: k }, () => (seed % 3 === 0 ? 0 : signed(random)));
    // A slope that the cells have, as every step's.
    const b = h.map((_, i) => lines.reduce((sum, line, l) => sum + line[i] * (l - 2), 0));
    const gamma = Math.hypot(...b) * 10 ** (0.5 - 4 * random.uniform());
    solver.setH(Float64Array.from(h.flat()), 1);
    solver.x.set(x);
    solver.q.set(h.map((row, i) => row.reduce((sum, entry, j) => sum + entry * x[j], b[i])));
    solver.solve({ regularizer: REGULARIZERS.l2, gamma });
    const cost = (at: ArrayLike<number>): number =>
      h.reduce(
        (sum, row, i) => {
          return sum + (row.reduce((inner, entry, j) => inner + entry * at[j], 0) / 2 + b[i]) * at[i];
        },
        gamma * Math.hypot(...Array.from(at)),
      );
    const least = cost(leastWithNorm(h, b, gamma));
    expect(cost(solver.x) - least).toBeLessThan(1e-9 * Math.abs(least) + 1e-12);
    if (gamma >= Math.hypot(...b)) expect(Math.hypot(...solver.x)).toBe(0);
    instance.arena.reset();
  });
});

test("a step on the simplex reaches the least of all supports", async () => {
  const instance = createInstance();
  await forSeeds(60, (random) => {
    const k = 1 + random.below(5);
    const lines = Array.from({ length: k + random.below(4) }, () => {
      const weight = 10 ** (3 * random.uniform());
      return Array.from({ length: k }, () => Math.sqrt(weight) * signed(random));
    });
    const h = Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (_, j) => lines.reduce((sum, line) => sum + line[i] * line[j], 0)),
    );
    const b = Float64Array.from({ length: k }, () => 300 * signed(random));
    const solver = instance.arena.settled(() => new VectorSolver(instance, k));
    const x = Float64Array.from({ length: k }, () => signed(random));
    REGULARIZERS.simplex.proximal(x, 1);
    solver.setH(Float64Array.from(h.flat()), 1);
    solver.x.set(x);
    solver.q.set(h.map((row, i) => row.reduce((sum, entry, j) => sum + entry * x[j], b[i])));
    solver.solve({ regularizer: REGULARIZERS.simplex, gamma: 0 });
    const cost = (at: ArrayLike<number>): number =>
      h.reduce((sum, row, i) => {
        return sum + (row.reduce((inner, entry, j) => inner + entry * at[j], 0) / 2 + b[i]) * at[i];
      }, 0);
    const least = cost(leastOnSimplex(h, b));
    expect(cost(solver.x) - least).toBeLessThan(1e-8 * (1 + Math.abs(least)));
    expect(REGULARIZERS.simplex.value(solver.x)).toBe(0);
    instance.arena.reset();
  });
});

test("an archetype that no loss looks at takes its share of a mixture", () => {
  const instance = createInstance();
  const solver = instance.arena.settled(() => new VectorSolver(instance, 2));
  // ½ v₁² + v₂² · 0, from v = (1, 0): the least is all of it in the second.
  solver.setH(Float64Array.of(1, 0, 0, 0), 1);
  solver.x.set([1, 0]);
  solver.q.set([1, 0]);
  solver.solve({ regularizer: REGULARIZERS.simplex, gamma: 0 });
  expect([...solver.x]).toEqual([expect.closeTo(0, 9), expect.closeTo(1, 9)]);
});

test("new rows under an L2 regulariser cost what training rows of the same cells do, also where losses have kinks", async () => {
  await forSeeds(8, async (random) => {
    const columns = Array.from({ length: 5 }, (_, j): [string, number[]] => {
      return [`c${j}`, Array.from({ length: 12 }, () => 4 * signed(random))];
    });
    const frame = Frame.fromColumns(Object.fromEntries(columns));
    const penalties = { regularizationX: "l2", regularizationY: "quadratic", gammaX: 0.3, gammaY: 0.3 } as const;
    const options = { ...quiet, k: 3, loss: "quantile", quantile: 0.8, tolerance: 1e-9, ...penalties } as const;
    const model = await glrm(frame, options);
    const [trained, placed] = [
      model.representation,
      await model.transform(Frame.fromColumns(Object.fromEntries(columns))),
    ];
    const archetypes = rowsOf(model.archetypes);
    const costOf = (x: number[], i: number): number =>
      columns.reduce(
        (sum, [, cells], j) => {
          const distance = cells[i] - x.reduce((u, entry, c) => u + entry * archetypes[c][j], 0);
          return sum + Math.max(0.8 * distance, -0.2 * distance);
        },
        0.3 * Math.hypot(...x),
      );
    const before = rowsOf(trained).map(costOf);
    for (const [i, x] of rowsOf(placed).entries()) expect(costOf(x, i)).toBeLessThan(1.002 * before[i] + 1e-6);
  });
});

test.each(["logistic", "multinomial", "oneVersusAll", "biggerVersusSmaller"] as const)(
  "new rows reach the loss of training rows where X·Y is far from 0, as where classes can be told apart: %s",
  async (name) => {
    const [logistic, columns] = [name === "logistic", ["a", "b", "c", "d", "e"]];
    const loss = lossNamed("logistic", { crossover: 1, quantile: 0.5, period: 1 });
    const cellLoss = (u: number[], code: number): number =>
      name === "logistic" ? loss.value(u[0], code) : BLOCK_LOSSES[name].value(Float64Array.from(u), code);
    await forSeeds(4, async (random) => {
      const codes = columns.map(() => Array.from({ length: 20 }, () => random.below(logistic ? 2 : 3)));
      const levels = codes.map((cells) => (logistic ? cells : cells.map((code) => "pqr"[code])));
      const frame = Frame.fromColumns(Object.fromEntries(columns.map((column, j) => [column, levels[j]])));
      const lossByCol = Object.fromEntries(columns.map((column) => [column, name]));
      const model = await glrm(frame, { ...quiet, k: 2, lossByCol, maxIterations: 300 });
      const archetypes = rowsOf(model.archetypes);
      const width = archetypes[0].length / columns.length;
      const costOf = (x: number[], i: number): number => {
        const u = archetypes[0].map((_, j) => x[0] * archetypes[0][j] + x[1] * archetypes[1][j]);
        return codes.reduce((sum, cells, j) => sum + cellLoss(u.slice(j * width, (j + 1) * width), cells[i]), 0);
      };
      const trained = rowsOf(model.representation).map(costOf);
      const placed = rowsOf(await model.transform(frame.filter(() => true))).map(costOf);
      for (const [i, cost] of placed.entries()) expect(cost).toBeLessThan(trained[i] + 0.01);
    });
  },
);

test.each(["nonNegative", "simplex", "oneSparse", "unitOneSparse", "l1", "l2"] as const)(
  "training rows that come as new ones have the loss they had: %s",
  async (regularizationX) => {
    for (const frame of [arrests, insertMissing(arrests, { fraction: 0.1, seed: 3 })]) {
      const model = await glrm(frame, { ...standardized, regularizationX, gammaX: 0.1, tolerance: 1e-9 });
      const trained = await model.metrics();
      const placed = await model.metrics(frame.orderBy("Murder"));
      expect(placed.numErr / trained.numErr).toBeGreaterThan(0.999);
      expect(placed.numErr / trained.numErr).toBeLessThan(1.001);
    }
  },
);

test("new rows under Poisson loss go on where cells that are settled far away would hold them back", async () => {
  const instance = createInstance();
  // The first cell wants u down, where it goes slowly; the second, of no count either, is at e^−3000 by then.
  const columns = [-0.01, -1].map((entry, j) => ({
    ...{ code: LOSS_CODES.poisson, parameter: 0, curvature: Infinity, first: j, width: 1, shift: 0, scale: 1, entry },
  }));
  const matrix = { data: new Float64Array(2), rows: 1, columns: 2, rowStride: 2, offset: 0, names: [] };
  const penaltyX = { name: "none", gamma: 0 };
  const input = { matrix, columns, width: 2, k: 1, single: false, penaltyX };
  let stopped = true;
  const step = instance.arena.settled(() => new RowStep({ ...instance, stopping: () => stopped }, input));
  step.engine.setY(Float64Array.from(columns, ({ entry }) => entry));
  const x = Float64Array.of(300);
  await step.step(x, 0, 1, 1e-6);
  // The row of a job that is stopped is left.
  expect(x[0]).toBe(300);
  stopped = false;
  // Newton's step lowers u of the first cell by 1: x grows by 100.
  await step.step(x, 0, 1, 1e-6);
  expect(x[0]).toBeCloseTo(400, 0);
});

test.each([
  ["simplex", "auto"],
  ["unitOneSparse", "auto"],
  ["oneSparse", "majorize"],
  ["nonNegative", "weighted"],
] as const)("a start outside %s does not stay outside (%s)", async (name, solver) => {
  const holes = insertMissing(arrests, { fraction: 0.1, seed: 3 });
  const userX = Frame.fromColumns({ a: Array<number>(50).fill(-1), b: Array<number>(50).fill(2) });
  const ofX = await glrm(holes, { ...quiet, k: 2, userX, solver, regularizationX: name });
  for (const row of rowsOf(ofX.representation)) expect(REGULARIZERS[name].value(Float64Array.from(row))).toBe(0);
  const userY = Frame.fromColumns({ Murder: [-1, -2], Assault: [-1, 1], UrbanPop: [1, 1], Rape: [1, 1] });
  for (const maxIterations of [1, 50]) {
    const ofY = await glrm(holes, { ...quiet, k: 2, userY, solver, regularizationY: name, maxIterations });
    const [first, second] = rowsOf(ofY.archetypes);
    first.forEach((value, j) => expect(REGULARIZERS[name].value(Float64Array.of(value, second[j]))).toBe(0));
  }
});

/** Counts of which each column follows one of two numbers of its row, and the row has one of them. */
function counts(random: Random): Record<string, number[]> {
  const rows = Array.from({ length: 40 }, () => [1 + random.uniform(), random.below(2)]);
  const columns = Array.from({ length: 8 }, (_, j) => {
    return rows.map(([size, place]) => Math.round(Math.exp(place === j % 2 ? 2 * size : 0)));
  });
  return Object.fromEntries(columns.map((cells, j) => [`c${j}`, cells]));
}

/** Poisson loss of v against lines of the other factor, and the least of vectors with one entry of a grid of sizes. */
function lossAndLeast(v: number[], lines: number[][], cells: number[]): [number, number] {
  const poisson = lossNamed("poisson", { crossover: 1, quantile: 0.5, period: 1 });
  const loss = (one: number[]): number => {
    return lines.reduce((sum, [a, b], j) => sum + poisson.value(one[0] * a + one[1] * b, cells[j]), 0);
  };
  const sizes = Array.from({ length: 400 }, (_, i) => 10 ** (-6 + i / 50));
  return [loss(v), Math.min(...sizes.flatMap((size) => [loss([size, 0]), loss([0, size])]))];
}

test.each(["X", "Y"] as const)("one-sparse steps of %s that overshoot are halved, not given up", async (side) => {
  await forSeeds(4, async (random, seed) => {
    const cells = counts(random);
    const options = { ...quiet, k: 2, loss: "poisson", init: "random", seed } as const;
    const model = await glrm(Frame.fromColumns(cells), { ...options, [`regularization${side}`]: "oneSparse" });
    const columns = Object.values(cells);
    const [first, second] = rowsOf(model.archetypes);
    const y = first.map((entry, j) => [entry, second[j]]);
    const expectLeast = (vectors: number[][], lines: number[][], of: (i: number) => number[]): void => {
      for (const [i, vector] of vectors.entries()) {
        const [loss, least] = lossAndLeast(vector, lines, of(i));
        expect(loss).toBeLessThan(1.05 * least + 0.1);
      }
    };
    if (side === "Y") expectLeast(y, rowsOf(model.representation), (j) => columns[j]);
    else {
      const placed = await model.transform(Frame.fromColumns(cells));
      for (const x of [model.representation, placed]) {
        expectLeast(rowsOf(x), y, (i) => columns.map((column) => column[i]));
      }
    }
  });
});

test.each(["l1", "l2"] as const)("%s of no weight is no hindrance: rows lie where they do without", async (name) => {
  const options = { ...standardized, loss: "absolute", maxIterations: 20, tolerance: 0 } as const;
  const [without, idle] = [await glrm(arrests, options), await glrm(arrests, { ...options, regularizationX: name })];
  expect(idle.objective).toBe(without.objective);
});

test("what only a penalty looks at is zero", async () => {
  for (const gamma of [10, 20]) {
    const penalties = { regularizationX: "l1", regularizationY: "l1", gammaX: gamma, gammaY: gamma } as const;
    const model = await glrm(arrests, { ...standardized, ...penalties });
    // Nothing is worth its price: the data's own sum of squares, 49 for each of four standardized columns.
    expect(model.objective).toBeCloseTo(196, 6);
    expect(rowsOf(model.archetypes).flat()).toEqual(Array(8).fill(0));
  }
});
