import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { trustworthiness } from "#src/evaluate/embedding-quality.js";
import { fashionMnist } from "#src/frame/fashion-mnist.js";
import { jointAffinities } from "#src/tsne/affinities.js";
import { nearestNeighbors } from "#src/tsne/neighbors.js";
import { tsne } from "#src/tsne/tsne.js";
import { frameOf, pointsOf } from "../helpers/points.js";
import { testOnRealData } from "../helpers/real-data.js";

const reference = JSON.parse(readFileSync("test/fixtures/tsne.json", "utf8")) as {
  settings: { perplexity: number };
  rows: number[][];
  affinities: [number, number, number][];
  kl: number;
  plane: number[][];
  trustworthiness: Record<string, number>;
  fashion5000: { perplexity: number; kl: number };
};

test("the affinities are openTSNE's", async () => {
  const { rows, affinities, settings } = reference;
  const n = rows.length;
  const found = await nearestNeighbors({ points: pointsOf(rows), k: 3 * settings.perplexity }, { threads: 2 });
  const { memory, at, entries } = await jointAffinities(found, n, [settings.perplexity], { threads: 2 });
  const starts = new Uint32Array(memory.buffer, at.starts, n + 1);
  const columns = new Uint32Array(memory.buffer, at.columns, entries);
  const values = new Float32Array(memory.buffer, at.values, entries);
  let worst = 0;
  for (const [i, j, p] of affinities) {
    const e = columns.subarray(starts[i], starts[i + 1]).indexOf(j);
    worst = Math.max(worst, e < 0 ? Infinity : Math.abs(values[starts[i] + e] / p - 1));
  }
  expect(affinities.length).toBeGreaterThan(500);
  expect(worst).toBeLessThan(1e-5);
});

test("the map is as good as openTSNE's", async () => {
  const map = await tsne(frameOf(reference.rows), {
    ...{ perplexity: reference.settings.perplexity, pca: false, onProgress: () => undefined },
  });
  expect(map.kl).toBeLessThan(1.03 * reference.kl);
});

test("trustworthiness is scikit-learn's", async () => {
  for (const [k, expected] of Object.entries(reference.trustworthiness)) {
    const found = await trustworthiness(frameOf(reference.rows), frameOf(reference.plane), { k: Number(k) });
    expect(found).toBeCloseTo(expected, 10);
  }
});

testOnRealData("Fashion-MNIST, 5,000 rows: the divergence is openTSNE's or less", async () => {
  const pixels = (await fashionMnist()).drop("label").head(5000);
  const map = await tsne(pixels, { perplexity: reference.fashion5000.perplexity, onProgress: () => undefined });
  expect(map.kl).toBeLessThan(1.01 * reference.fashion5000.kl);
});
