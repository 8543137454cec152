import { expect, test } from "@jest/globals";
import { seededRandom, type Random } from "#src/data/random.js";
import { planBytes, radicesOf, SIZES, writePlan } from "#src/tsne/fourier-plan.js";
import { type Extent, type Grid, gridFor, gridsFor } from "#src/tsne/geometry.js";
import { normalNumbers } from "#src/tsne/init.js";
import { SharedArena, tsneRoutines } from "#src/wasm/shared-memory.js";
import { extentOf, gridForces } from "../helpers/grid-forces.js";
import { clusteredRows } from "../helpers/points.js";
import { forSeeds, signed } from "../helpers/property.js";
import { relativeError, slowFourier, slowRepulsion } from "../reference/tsne.js";

test("the transform of four lines is the sum that defines it, for every radix", async () => {
  await forSeeds(1, (random) => {
    for (const size of [16, 48, 80, 96, 240, 400]) {
      const arena = new SharedArena();
      const [data, work] = [arena.allocate(32 * size), arena.allocate(32 * size)];
      const plan = arena.allocate(planBytes(size));
      writePlan(arena.memory.buffer, plan, size);
      const input = Float32Array.from({ length: 8 * size }, () => signed(random));
      new Float32Array(arena.memory.buffer, data, 8 * size).set(input);
      const at = tsneRoutines(arena.memory).transformLines(data, work, size, plan);
      const output = new Float32Array(arena.memory.buffer, at, 8 * size);
      for (let line = 0; line < 4; line++) {
        const part = (offset: number): number[] => Array.from({ length: size }, (_, t) => input[8 * t + offset + line]);
        const expected = slowFourier(part(0), part(4));
        const found = expected.flatMap((_, k) => [output[8 * k + line], output[8 * k + 4 + line]]);
        expect(relativeError(found, expected.flat())).toBeLessThan(1e-6);
      }
    }
  });
});

test("sizes of the transform are multiples of 16 with small primes, at most a third apart", () => {
  SIZES.forEach((size, i) => {
    expect(size % 16).toBe(0);
    expect(radicesOf(size)!.reduce((product, radix) => product * radix, 1)).toBe(size);
    if (i > 0) expect(size / SIZES[i - 1]).toBeLessThan(1.34);
  });
});

test("the grid holds the map with room on all sides, and is as fine as the accuracy asks", async () => {
  await forSeeds(100, (random) => {
    const span = 10 ** (-4 + 6.5 * random.uniform());
    const [x, y] = [signed(random) * 50, signed(random) * 50];
    const extent: Extent = { least: [x, y], largest: [x + span, y + span * random.uniform()] };
    for (const accuracy of ["standard", "high"] as const) {
      const grids = gridsFor(extent, accuracy);
      expect(grids.map(({ part }) => part)).toEqual(grids.length === 1 ? ["whole"] : ["near", "far"]);
      expect(grids[0].spacing).toBeLessThanOrEqual(Math.min(accuracy === "high" ? 1 / 3 : 1 / 2, span / 63.9));
      for (const { part, size, side, spacing, origin } of grids) {
        expect(SIZES).toContain(size);
        expect(side % 8).toBe(0);
        expect(size).toBeGreaterThanOrEqual(part === "near" ? side + 40 : 2 * side);
        for (const c of [0, 1]) {
          expect((extent.least[c] - origin[c]) / spacing).toBeGreaterThanOrEqual(1);
          expect((extent.largest[c] - origin[c]) / spacing).toBeLessThan(side - (part === "near" ? 3 : 10));
        }
      }
    }
  });
});

test("a map that grows keeps its grids until they no longer fit, and is split once it is wide", () => {
  const sizes: string[] = [];
  let grids: Grid[] = [];
  for (let span = 20; span < 200; span += 0.25) {
    const extent: Extent = { least: [-span / 2, -span / 3], largest: [span / 2, span / 3] };
    grids = gridsFor(extent, "standard", grids);
    for (const { side, spacing } of grids) expect(span / spacing + 4).toBeLessThanOrEqual(side);
    const now = grids.map(({ part, size }) => `${part} ${size}`).join(", ");
    if (sizes[sizes.length - 1] !== now) sizes.push(now);
  }
  expect(sizes.length).toBeLessThan(40);
  expect(sizes[0]).toMatch(/^whole/);
  expect(sizes[sizes.length - 1]).toMatch(/^near .* far/);
});

/** Maps as they are at the start, while the attraction is exaggerated, and at the end: clusters over a wide plane. */
function mapOf(random: Random, span: number): number[][] {
  const rows = clusteredRows(random, 1500, 2, 40);
  const widest = Math.max(...rows.flat().map(Math.abs));
  return rows.map((row) => row.map((value) => (value / widest) * (span / 2)));
}

test.each([
  ["at the start", 0.2, "standard", 1e-3],
  ["while exaggerated", 12, "standard", 1e-3],
  ["at the end", 170, "standard", 3e-2],
  ["at the end, high accuracy", 170, "high", 4e-3],
  ["wide and high", 260, "high", 4e-3],
] as const)("forces on the grid are those of brute force %s", async (_, span, accuracy, bound) => {
  await forSeeds(2, (random) => {
    const y = mapOf(random, span);
    const expected = slowRepulsion(y);
    const places = Float64Array.from(y.flat());
    const extent = extentOf(places);
    for (const grids of [gridsFor(extent, accuracy), [gridFor(extent, accuracy)]]) {
      const found = gridForces(places, grids);
      expect(relativeError(found.forces, expected.forces.flat())).toBeLessThan(bound);
      expect(Math.abs(found.normaliser / expected.normaliser - 1)).toBeLessThan(bound / 10);
    }
  });
});

test.each([1, 2, 3])(
  "exact forces and the tree's with theta 0 are those of brute force in %i dimensions",
  async (dims) => {
    await forSeeds(3, (random) => {
      const n = 50 + random.below(100);
      const normal = normalNumbers(random);
      const y = Array.from({ length: n }, () => Array.from({ length: dims }, () => 5 * normal()));
      y[1] = [...y[0]];
      const expected = slowRepulsion(y);
      const exact = exactForces(y);
      expect(relativeError(exact.forces, expected.forces.flat())).toBeLessThan(1e-13);
      expect(exact.normaliser / expected.normaliser).toBeCloseTo(1, 12);
      const tree = treeForces(y, 0);
      expect(relativeError(tree.forces, expected.forces.flat())).toBeLessThan(1e-13);
      expect(tree.normaliser / expected.normaliser).toBeCloseTo(1, 12);
    });
  },
);

test.each([1, 2, 3])("the tree's forces with theta 0.5 are near those of brute force in %i dimensions", (dims) => {
  const random = seededRandom(2);
  const y = clusteredRows(random, 1200, dims, 12).map((row) => row.map((value) => 4 * value));
  const expected = slowRepulsion(y);
  const found = treeForces(y, 0.5);
  expect(relativeError(found.forces, expected.forces.flat())).toBeLessThan(3e-2);
  expect(Math.abs(found.normaliser / expected.normaliser - 1)).toBeLessThan(2e-2);
  expect(found.nodes).toBeLessThan(2 * 1200);
});

test("the tree takes many points in one place", () => {
  const y = [...Array.from({ length: 100 }, () => [1, 1]), [2, 3], [2, 3], [-1, 0]];
  const expected = slowRepulsion(y);
  expect(relativeError(treeForces(y, 0.5).forces, expected.forces.flat())).toBeLessThan(1e-13);
});

function exactForces(y: number[][]): { forces: number[]; normaliser: number } {
  const [n, dims] = [y.length, y[0].length];
  const padded = n + (n % 2);
  const arena = new SharedArena();
  const [apart, out] = [arena.allocate(8 * padded * dims), arena.allocate(8 * n * dims)];
  const lines = new Float64Array(arena.memory.buffer, apart, padded * dims).fill(1e200);
  y.forEach((row, i) => row.forEach((value, c) => (lines[c * padded + i] = value)));
  const normaliser = tsneRoutines(arena.memory).repelAll(apart, padded, dims, out, 0, n);
  return { forces: [...new Float64Array(arena.memory.buffer, out, n * dims)], normaliser };
}

function treeForces(y: number[][], theta: number): { forces: number[]; normaliser: number; nodes: number } {
  const [n, dims] = [y.length, y[0].length];
  const arena = new SharedArena();
  const [places, out] = [arena.allocate(8 * n * dims), arena.allocate(8 * n * dims)];
  const [order, spare, nodesAt] = [arena.allocate(4 * n), arena.allocate(4 * n), arena.allocate(96 * n)];
  new Float64Array(arena.memory.buffer, places, n * dims).set(y.flat());
  const routines = tsneRoutines(arena.memory);
  const nodes = routines.buildTree(places, dims, n, order, spare, nodesAt);
  const normaliser = routines.repelByTree(places, dims, order, nodesAt, nodes, theta, out, 0, n);
  return { forces: [...new Float64Array(arena.memory.buffer, out, n * dims)], normaliser, nodes };
}
