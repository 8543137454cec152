import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import {
  distanceCorrelation,
  knnAccuracy,
  neighborPreservation,
  trustworthiness,
} from "#src/evaluate/embedding-quality.js";
import { rankCorrelation, ranksOf } from "#src/evaluate/rank-correlation.js";
import { clusteredRows, frameOf } from "../helpers/points.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowNeighbors } from "../reference/tsne.js";

const rows = clusteredRows(seededRandom(1), 200, 6, 5);
const frame = frameOf(rows);

test("a map that is the data keeps everything", async () => {
  expect(await neighborPreservation(frame, frame)).toBe(1);
  expect(await neighborPreservation(frame, frameOf(rows.map((row) => row.map((value) => 3 * value - 1))))).toBe(1);
  expect(await trustworthiness(frame, frameOf(rows))).toBe(1);
  expect(await distanceCorrelation(frame, frameOf(rows))).toBeCloseTo(1, 12);
});

test("neighbour preservation is the mean share of common neighbours", async () => {
  await forSeeds(4, async (random) => {
    const map = rows.map((row) => [row[0] + signed(random), row[1]]);
    const k = 1 + random.below(12);
    const [before, after] = [slowNeighbors(rows, rows, k, true), slowNeighbors(map, map, k, true)];
    const kept = before.index.map((near, i) => near.filter((row) => after.index[i].includes(row)).length / k);
    const expected = kept.reduce((sum, share) => sum + share, 0) / rows.length;
    expect(await neighborPreservation(frame, frameOf(map), { k })).toBeCloseTo(expected, 12);
  });
});

test("class accuracy lets the nearest others vote, the nearest class first among equals", async () => {
  const map = frameOf([[0], [1], [2.1], [10], [11], [12.1]]);
  expect(await knnAccuracy(map, { label: ["a", "a", "a", "b", "b", "b"], k: 2 })).toBe(1);
  // Row 2 is the only b among a's; of its two neighbours both are a's. Row 1 sees one of each, row 0 nearer: a.
  expect(await knnAccuracy(map, { label: ["a", "a", "b", "b", "b", "b"], k: 2 })).toBeCloseTo(5 / 6, 12);
});

test("rows without a class are not judged and have no vote", async () => {
  const map = frameOf([[0], [1], [2.1], [10], [11], [12.1]]);
  // Row 0 sees row 1, which has no class, and row 2; row 3 sees rows 4 and 5.
  const label = ["a", null, "a", "b", "b", "b"];
  expect(await knnAccuracy(map, { label, k: 2 })).toBe(1);
  expect(await knnAccuracy(map, { label: ["a", null, "b", "b", "b", "b"], k: 2 })).toBeCloseTo(3 / 5, 12);
  await expect(knnAccuracy(map, { label: label.map(() => null), k: 2 })).rejects.toThrow("a class for some row");
});

test("a random map keeps next to nothing", async () => {
  const random = seededRandom(4);
  const map = frameOf(rows.map(() => [signed(random), signed(random)]));
  expect(await neighborPreservation(frame, map)).toBeLessThan(0.12);
  expect(await trustworthiness(frame, map)).toBeLessThan(0.6);
  expect(Math.abs(await distanceCorrelation(frame, map))).toBeLessThan(0.1);
});

test("a sample judges some rows, the same for the same seed, by neighbours among all", async () => {
  const map = frameOf(rows.map((row) => [row[0], row[1]]));
  const [one, again, other] = await Promise.all(
    [1, 1, 2].map((seed) => neighborPreservation(frame, map, { sample: 30, seed })),
  );
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  expect(Math.abs(one - (await neighborPreservation(frame, map)))).toBeLessThan(0.15);
});

test("rows can be compared by some principal components", async () => {
  const noisy = frameOf(rows.map((row, i) => [...row.map((value) => 100 * value), Math.sin(i)]));
  const map = frameOf(rows);
  expect(await neighborPreservation(noisy, map, { components: 6 })).toBeGreaterThan(0.99);
});

test("ranks of equal numbers are shared, and the correlation is Spearman's", () => {
  expect([...ranksOf(Float64Array.of(3, 1, 3, 2))]).toEqual([3.5, 1, 3.5, 2]);
  const x = Float64Array.of(86, 97, 99, 100, 101, 103, 106, 110, 112, 113);
  const y = Float64Array.of(2, 20, 28, 27, 50, 29, 7, 17, 6, 12);
  // Σ d² = 194, so 1 − 6 · 194 / 990.
  expect(rankCorrelation(x, y)).toBeCloseTo(1 - (6 * 194) / 990, 12);
});

test("maps of another length, too large k and labels of another length are refused", async () => {
  await expect(neighborPreservation(frame, frame.head(10))).rejects.toThrow(
    "as many rows as the data, 200, but found 10",
  );
  await expect(neighborPreservation(frame, frame, { k: 200 })).rejects.toThrow(/k to be a whole number from 1 to 199/);
  await expect(trustworthiness(frame, frame, { k: 120 })).rejects.toThrow(
    "less than half of the 200 rows but found 120",
  );
  await expect(knnAccuracy(frame, { label: [1, 2] })).rejects.toThrow("one value for each of the 200 rows but found 2");
});
