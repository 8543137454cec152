/** k-means with missing cells: rows at their nearest archetypes, archetypes at the best place for their rows. */
import { describe, expect, test } from "@jest/globals";
import { type Random, seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { glrm } from "#src/glrm/glrm.js";
import { lossNamed } from "#src/glrm/losses.js";
import type { GlrmModel } from "#src/glrm/model.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowGlrmObjective } from "../reference/glrm.js";

const quadratic = lossNamed("quadratic", { crossover: 1, quantile: 0.5, period: 1 });
const quiet = { regularizationX: "unitOneSparse", onProgress: () => undefined } as const;

/** Rows around `clusters` places, far from 0 by `offset`. */
function table(random: Random, rows: number, columns: number, clusters: number, offset = 0): Frame {
  const centres = Array.from({ length: clusters }, () => Array.from({ length: columns }, () => 3 * signed(random)));
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const centre = centres[random.below(clusters)];
    for (let j = 0; j < columns; j++) data[i * columns + j] = offset + centre[j] + signed(random);
  }
  return Frame.fromMatrix({ data, rows, columns, names: Array.from({ length: columns }, (_, j) => `c${j}`) });
}

function rowsOf(frame: Frame): number[][] {
  const columns = frame.columnNames.map((name) => frame.column(name).toNumbers());
  return Array.from({ length: frame.rowCount }, (_, i) => columns.map((column) => column[i]));
}

/** The archetype of each row, and by how much the cheapest other one would cost it less, at most. */
function judged(frame: Frame, model: GlrmModel): { labels: number[]; worst: number } {
  const archetypes = rowsOf(model.archetypes);
  const cells = rowsOf(frame);
  const picks = rowsOf(model.representation);
  const labels = picks.map((row) => row.indexOf(1));
  expect(picks.every((row, i) => row.every((entry, c) => entry === (c === labels[i] ? 1 : 0)))).toBe(true);
  const { isNaN } = Number;
  const cost = (row: number[], y: number[]): number =>
    row.reduce((sum, cell, j) => sum + (isNaN(cell) ? 0 : (cell - y[j]) ** 2), 0);
  const losses = cells.map((row, i) => {
    const costs = archetypes.map((y) => cost(row, y));
    return costs[labels[i]] - Math.min(...costs);
  });
  return { labels, worst: Math.max(...losses) };
}

test("rows are at the nearest archetype by their observed cells, and the objective is what it says", async () => {
  await forSeeds(30, async (random, seed) => {
    const [rows, columns] = [20 + random.below(150), 1 + random.below(7)];
    const k = 1 + random.below(Math.min(columns, 6));
    const whole = table(random, rows, columns, 1 + random.below(8), random.below(2) * 1000);
    const frame = random.below(2) === 0 ? whole : insertMissing(whole, { fraction: 0.3, seed });
    // Stopped anywhere, so that bounds of rounds before are in use.
    const model = await glrm(frame, { ...quiet, k, seed, maxIterations: 1 + random.below(12), tolerance: 0 });
    expect(model.solver).toMatch(/^k-means/);
    const { worst } = judged(frame, model);
    expect(worst).toBeLessThan(1e-6);
    expect(model.objective / slowGlrmObjective(frame, model, quadratic)).toBeCloseTo(1, 8);
    const objectives = model.history.column("objective").toNumbers();
    expect([...objectives].sort((a, b) => b - a)).toEqual([...objectives]);
  });
});

describe("at the end each archetype is where its rows want it", () => {
  const penalties: Record<string, Partial<GlrmOptions>> = {
    none: {},
    quadratic: { regularizationY: "quadratic", gammaY: 2 },
    nonNegative: { regularizationY: "nonNegative" },
    l1: { regularizationY: "l1", gammaY: 3 },
  };
  /** The best entry for n cells of the sum given. */
  const best: Record<string, (n: number, sum: number) => number> = {
    none: (n, sum) => sum / n,
    quadratic: (n, sum) => sum / (n + 2),
    nonNegative: (n, sum) => Math.max(0, sum / n),
    l1: (n, sum) => (Math.sign(sum) * Math.max(0, Math.abs(sum) - 1.5)) / n,
  };

  test.each(Object.keys(penalties))("under %s on Y", async (name) => {
    await forSeeds(8, async (random, seed) => {
      const whole = table(random, 80, 4, 3);
      const frame = seed % 2 === 0 ? whole : insertMissing(whole, { fraction: 0.3, seed });
      const options = { ...quiet, ...penalties[name], k: 3, seed, tolerance: 0, maxIterations: 300 } as const;
      const model = await glrm(frame, options);
      expect(model.converged).toBe(true);
      const { labels, worst } = judged(frame, model);
      expect(worst).toBeLessThan(1e-9);
      const cells = rowsOf(frame);
      for (const [c, archetype] of rowsOf(model.archetypes).entries()) {
        for (const [j, entry] of archetype.entries()) {
          const mine = cells.map((row) => row[j]).filter((cell, i) => labels[i] === c && !Number.isNaN(cell));
          const sum = mine.reduce((total, cell) => total + cell, 0);
          if (mine.length > 0) expect(entry).toBeCloseTo(best[name](mine.length, sum), 9);
        }
      }
    });
  });
});

describe("bytes in float32", () => {
  const [rows, columns, k] = [4096, 256, 19];
  const random = seededRandom(5);
  const shapes = Uint8Array.from({ length: k * columns }, () => random.below(200));
  const bytes = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const shape = random.below(k) * columns;
    for (let j = 0; j < columns; j++) bytes[i * columns + j] = shapes[shape + j] + random.below(56);
  }
  const names = Array.from({ length: columns }, (_, j) => `c${j}`);
  const frame = Frame.fromMatrix({ data: bytes, rows, columns, names });

  test("agree with float64, and are the same on any number of threads", async () => {
    const options = { ...quiet, k, seed: 3, maxIterations: 6, tolerance: 0 };
    const model = await glrm(frame, { ...options, threads: 1 });
    const numbers = Frame.fromMatrix({ data: Float64Array.from(bytes), rows, columns, names });
    const exact = await glrm(numbers, options);
    expect(model.objective / exact.objective).toBeCloseTo(1, 5);
    expect(judged(frame, model).worst / (model.objective / rows)).toBeLessThan(1e-5);
    for (const threads of [2, 3]) {
      const other = await glrm(frame, { ...options, threads });
      expect(other.objective).toBe(model.objective);
      expect(other.archetypes.objects()).toEqual(model.archetypes.objects());
      expect(other.representation.column("Arch1").toNumbers()).toEqual(
        model.representation.column("Arch1").toNumbers(),
      );
    }
  });
});

test("k-means++ starts with one row of each of clusters that are far apart, and with the means of a sample after that", async () => {
  await forSeeds(12, async (random, seed) => {
    const k = 1 + random.below(14);
    const [rows, columns] = [k * (20 + random.below(60)), k + random.below(5)];
    const data = new Float64Array(rows * columns);
    for (let at = 0; at < data.length; at++) {
      const cluster = Math.floor(at / columns) % k;
      data[at] = 500 + (at % columns === cluster ? 100 : 0) + signed(random);
    }
    const names = Array.from({ length: columns }, (_, j) => `c${j}`);
    const frame = Frame.fromMatrix({ data, rows, columns, names });
    const { history } = await glrm(frame, { ...quiet, k, seed, maxIterations: 1 });
    const means = new Float64Array(k * columns);
    for (let at = 0; at < data.length; at++) {
      means[(Math.floor(at / columns) % k) * columns + (at % columns)] += (data[at] * k) / rows;
    }
    let within = 0;
    for (let at = 0; at < data.length; at++) {
      within += (data[at] - means[(Math.floor(at / columns) % k) * columns + (at % columns)]) ** 2;
    }
    expect((history.at(0, "objective") as number) / within).toBeCloseTo(1, 6);
  });
});

test("rows without a cell are with the first archetype, and an archetype without rows stays where it is", async () => {
  const frame = Frame.fromColumns({ a: [1, 2, NaN, 11, 12], b: [1, 2, NaN, 11, 12], c: [0, 0, NaN, 0, 1] });
  const userY = Frame.fromColumns({ a: [0, 10, 99], b: [0, 10, 99], c: [0, 0, 99] });
  const model = await glrm(frame, { ...quiet, k: 3, init: "user", userY, maxIterations: 50 });
  expect(model.representation.column("Arch1").toNumbers()).toEqual(Float64Array.of(1, 1, 1, 0, 0));
  expect(model.representation.column("Arch2").toNumbers()).toEqual(Float64Array.of(0, 0, 0, 1, 1));
  const expected = [
    [1.5, 1.5, 0],
    [11.5, 11.5, 0.5],
    [99, 99, 99],
  ];
  rowsOf(model.archetypes).forEach((line, c) =>
    line.forEach((entry, j) => expect(entry).toBeCloseTo(expected[c][j], 9)),
  );
});
