import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { type Affinities, conditionalAffinities, jointAffinities } from "#src/tsne/affinities.js";
import { probabilitiesInPlace } from "#src/tsne/affinities-task.js";
import { nearestNeighbors } from "#src/tsne/neighbors.js";
import { clusteredRows, pointsOf } from "../helpers/points.js";
import { forSeeds } from "../helpers/property.js";
import { perplexityOf, relativeError } from "../reference/tsne.js";

/** The sparse matrix as a full one. */
function dense({ n, memory, at, entries }: Affinities): number[][] {
  const starts = new Uint32Array(memory.buffer, at.starts, n + 1);
  const columns = new Uint32Array(memory.buffer, at.columns, entries);
  const values = new Float32Array(memory.buffer, at.values, entries);
  return Array.from({ length: n }, (_, i) => {
    const row = new Array<number>(n).fill(0);
    for (let e = starts[i]; e < starts[i + 1]; e++) row[columns[e]] += values[e];
    return row;
  });
}

test("each row has the perplexity asked for, to 1e-5, at any scale of the distances", async () => {
  await forSeeds(200, (random) => {
    const count = 10 + random.below(150);
    const scale = 10 ** (12 * random.uniform() - 6);
    const distances2 = Float64Array.from({ length: count }, () => scale * random.uniform()).sort();
    const perplexity = 1.5 + (count / 2 - 1.5) * random.uniform();
    probabilitiesInPlace(distances2, perplexity);
    expect(Math.abs(distances2.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(perplexityOf(distances2) - perplexity)).toBeLessThan(1e-5);
  });
});

test("more equal nearest neighbours than the perplexity counts share all of it", () => {
  const row = Float64Array.from([0, 0, 0, 0, 0, 0, 1, 2, 3]);
  probabilitiesInPlace(row, 3);
  row.forEach((p, j) => expect(p).toBeCloseTo(j < 6 ? 1 / 6 : 0, 12));
  const same = new Float64Array(9).fill(7);
  probabilitiesInPlace(same, 3);
  expect([...same]).toEqual(new Array(9).fill(1 / 9));
});

test("the affinities are the mean of the rows' probabilities and their transpose: symmetric, summing to 1", async () => {
  await forSeeds(5, async (random) => {
    const n = 40 + random.below(80);
    const points = pointsOf(clusteredRows(random, n, 5, 4));
    const perplexity = 3 + random.below(8);
    const k = 3 * perplexity;
    const rows = await nearestNeighbors({ points, k }, { threads: 2 });
    await conditionalAffinities(rows, n, [perplexity], { threads: 2 });
    const p = dense(
      await jointAffinities(await nearestNeighbors({ points, k }, { threads: 2 }), n, [perplexity], { threads: 2 }),
    );
    let [total, uneven, worst] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const given = (a: number, b: number): number => {
        const at = rows.index.subarray(a * k, (a + 1) * k).indexOf(b);
        return at < 0 ? 0 : rows.distance2[a * k + at];
      };
      for (let j = 0; j < n; j++) {
        total += p[i][j];
        if (p[i][j] !== p[j][i]) uneven++;
        worst = Math.max(worst, Math.abs(p[i][j] - (given(i, j) + given(j, i)) / (2 * n)));
      }
    }
    expect(uneven).toBe(0);
    expect(worst).toBeLessThan(1e-7 / n);
    expect(total).toBeCloseTo(1, 6);
  });
});

test("several perplexities give the mean of their affinities", async () => {
  const n = 60;
  const points = pointsOf(clusteredRows(seededRandom(3), n, 4, 3));
  const of = async (list: number[]): Promise<number[][]> => {
    return dense(
      await jointAffinities(await nearestNeighbors({ points, k: 30 }, { threads: 1 }), n, list, { threads: 1 }),
    );
  };
  const [both, small, large] = [await of([4, 10]), await of([4]), await of([10])];
  const mean = small.map((row, i) => row.map((p, j) => (p + large[i][j]) / 2));
  expect(relativeError(both.flat(), mean.flat())).toBeLessThan(1e-6);
});

test("the same affinities, to the bit, on 1, 2 and 3 threads", async () => {
  const points = pointsOf(clusteredRows(seededRandom(4), 1500, 6, 5));
  const all = [];
  for (const threads of [1, 2, 3]) {
    const found = await nearestNeighbors({ points, k: 24 }, { threads });
    const { memory, at, entries } = await jointAffinities(found, 1500, [8], { threads });
    all.push([
      new Uint32Array(memory.buffer, at.columns, entries),
      new Float32Array(memory.buffer, at.values, entries),
    ]);
  }
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
});
