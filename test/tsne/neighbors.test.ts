import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { approximateNeighbors, leafOrder } from "#src/tsne/approximate.js";
import { nearestNeighbors } from "#src/tsne/neighbors.js";
import { mortonOrder, reorder, reorderInPlace } from "#src/tsne/order.js";
import { clusteredRows, pointsOf } from "../helpers/points.js";
import { forSeeds, signed } from "../helpers/property.js";
import { relativeError, slowNeighbors } from "../reference/tsne.js";

const rowsOf = (values: ArrayLike<number>, k: number): number[][] =>
  Array.from({ length: values.length / k }, (_, i) => Array.from({ length: k }, (_, j) => values[i * k + j]));

test("neighbours are those of brute force, whatever the number of rows, columns and neighbours", async () => {
  await forSeeds(10, async (random) => {
    const [count, columns] = [4 + random.below(250), 1 + random.below(40)];
    const rows = clusteredRows(random, count, columns, 1 + random.below(8));
    const k = 1 + random.below(Math.min(40, count - 1));
    const found = await nearestNeighbors({ points: pointsOf(rows), k }, { threads: 2 });
    const expected = slowNeighbors(rows, rows, k, true);
    expect(rowsOf(found.index, k)).toEqual(expected.index);
    expect(relativeError(found.distance2, expected.distance2.flat())).toBeLessThan(1e-12);
  });
});

test("neighbours of other rows are those of brute force, even far outside", async () => {
  await forSeeds(6, async (random) => {
    const rows = clusteredRows(random, 300, 7, 3);
    const queries = clusteredRows(random, 1 + random.below(50), 7, 2).map((row) => row.map((value) => 3 * value));
    const found = await nearestNeighbors({ points: pointsOf(rows), queries: pointsOf(queries), k: 9 }, { threads: 2 });
    expect(rowsOf(found.index, 9)).toEqual(slowNeighbors(rows, queries, 9, false).index);
  });
});

test("rows too alike for 16 bits are told apart, and equal rows come in the order of their numbers", async () => {
  await forSeeds(1, async (random) => {
    // Differences far below a unit of the integers, beside one row far away; then a thousand equal rows.
    const close = Array.from({ length: 600 }, () => [1 + 1e-7 * signed(random), 2 + 1e-7 * signed(random)]);
    const equal = Array.from({ length: 600 }, () => [5, 5]);
    const rows = [...close, ...equal, [1e4, 1e4]];
    const found = await nearestNeighbors({ points: pointsOf(rows), k: 20 }, { threads: 2 });
    const expected = slowNeighbors(rows, rows, 20, true);
    // Where all is rounding, sums of squares may differ in their last bits: compare distances, not numbers.
    const wanted = expected.distance2.flat().slice(0, 600 * 20);
    const furthest = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found.distance2[i])), 0);
    expect(furthest).toBeLessThan(1e-24);
    expect(rowsOf(found.index, 20).slice(600, 1200)).toEqual(expected.index.slice(600, 1200));
  });
});

test("the same neighbours, to the bit, on 1, 2 and 3 threads", async () => {
  const points = pointsOf(clusteredRows(seededRandom(5), 1000, 30, 10));
  const [one, ...others] = await Promise.all(
    [1, 2, 3].map((threads) => nearestNeighbors({ points, k: 30 }, { threads })),
  );
  for (const other of others) {
    expect(other.index).toEqual(one.index);
    expect(other.distance2).toEqual(one.distance2);
  }
});

test("approximate neighbours are nearly all the nearest", async () => {
  const rows = clusteredRows(seededRandom(6), 6000, 12, 20);
  const points = pointsOf(rows);
  const [exact, found] = [
    await nearestNeighbors({ points, k: 15 }, { threads: 2 }),
    await approximateNeighbors({ points, k: 15 }, { threads: 2 }),
  ];
  let kept = 0;
  for (let i = 0; i < points.rows; i++) {
    const near = new Set(exact.index.subarray(15 * i, 15 * (i + 1)));
    for (const other of found.index.subarray(15 * i, 15 * (i + 1))) if (near.has(other)) kept++;
  }
  expect(kept / exact.index.length).toBeGreaterThan(0.97);
});

test("leaves hold every point once and begin at whole panels", () => {
  const points = pointsOf(clusteredRows(seededRandom(7), 3001, 5, 4));
  const { order, starts } = leafOrder(points);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 3001 }, (_, i) => i));
  expect([...starts.slice(0, -1)].every((start) => start % 8 === 0)).toBe(true);
  expect(starts.at(-1)).toBe(3001);
});

test("Morton's order holds every row once and keeps neighbours in the plane close", () => {
  const random = seededRandom(8);
  const points = pointsOf(Array.from({ length: 4096 }, () => [signed(random), signed(random)]));
  const order = mortonOrder(points);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 4096 }, (_, i) => i));
  const { values } = reorder(points, order);
  reorderInPlace(points, order);
  expect(points.values).toEqual(values);
  let sum = 0;
  for (let i = 1; i < 4096; i++) {
    sum += Math.hypot(values[2 * i] - values[2 * i - 2], values[2 * i + 1] - values[2 * i - 1]);
  }
  // Random neighbours would be about 1 apart, those on a curve about 1/32.
  expect(sum / 4095).toBeLessThan(0.08);
});
