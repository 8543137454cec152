import { expect, test } from "@jest/globals";
import { seededRandom } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { checkTsneOptions, type TsneOptions } from "#src/tsne/options.js";
import { tsne } from "#src/tsne/tsne.js";
import { clusteredRows, frameOf } from "../helpers/points.js";

const frame = frameOf(clusteredRows(seededRandom(1), 150, 4, 3));
const table = (k: number, change: (index: number[], distance: number[]) => void = () => undefined): TsneOptions => {
  const index = Array.from({ length: 150 * k }, (_, at) => (Math.floor(at / k) + 1 + (at % k)) % 150);
  const distance = index.map((_, at) => 1 + (at % k));
  change(index, distance);
  return { perplexity: 5, neighbors: { index, distance } };
};

test.each<[TsneOptions, RegExp]>([
  [
    { perplexity: 80 },
    /too large for the number of samples: with 150 rows .* at most \(rows − 1\) \/ 3 = 49.6 but found 80/,
  ],
  [{ perplexity: [10, 60] }, /too large .* but found 60/],
  [{ perplexity: 0 }, /Expected perplexity to be a finite number of at least 1 but found 0/],
  [{ perplexity: [] }, /Expected perplexity to be a number or a list of numbers/],
  [{ dims: 4 as 3 }, /Expected dims to be a whole number from 1 to 3 but found 4/],
  [{ dims: 3, method: "fft" }, /Expected dims to be 2 with method "fft" but found 3; use "barnes-hut"/],
  [{ method: "bh" as "exact" }, /Expected method to be one of .*"barnes-hut".* but found "bh"/],
  [{ theta: 2 }, /Expected theta to be a finite number from 0 to 1 but found 2/],
  [{ learningRate: -1 }, /Expected learningRate to be a finite number .* but found -1/],
  [{ maxIterations: 0 }, /Expected maxIterations to be a whole number of at least 1 but found 0/],
  [{ momentum: 1 }, /Expected momentum .* but found 1/],
  [{ init: [1, 2, 3] }, /Expected init to hold rows · dims = 300 numbers but found 3/],
  [{ init: frame }, /Expected init to be of rows x dims = 150 x 2 but found 150 x 4/],
  [{ init: new Array<number>(300).fill(NaN) }, /Expected init to hold finite numbers but found NaN in row 0/],
  [{ init: "umap" as "pca" }, /Expected init to be one of "pca", "random", "spectral" but found "umap"/],
  [{ preset: "fitsne" as "rtsne" }, /Expected preset to be one of "rtsne", "opentsne" but found "fitsne"/],
  [{ seed: 0.5 }, /Expected seed to be an integer but found 0.5/],
  [{ pca: 1 as unknown as boolean }, /Expected pca to be true or false but found 1/],
  [{ perplexty: 5 } as TsneOptions, /Expected an option of tsne \(dims, .*\) but found "perplexty"/],
  [table(10), /at least 3 · perplexity = 15 of each row but found 10/],
  [table(20, (index) => (index[25] = 1)), /no row among its own neighbors but found row 1/],
  [table(20, (index) => (index[7] = 150)), /row numbers from 0 to 149 but found 150 in row 0/],
  [table(20, (index) => (index[7] = index[6])), /row's neighbors to differ but row 0 has 7 twice/],
  [table(20, (_, distance) => (distance[41] = -1)), /finite numbers of at least 0 but found -1 in row 2/],
  [table(20, (_, distance) => distance.pop()), /neighbors.distance to be as long as the index, 3000, but found 2999/],
])("%j is refused with its rule and value", async (options, message) => {
  await expect(tsne(frame, options)).rejects.toThrow(message);
});

test("a missing cell is named with its row and column, and a way out", async () => {
  const holes = Frame.fromColumns({
    a: Float64Array.from({ length: 20 }, (_, i) => i),
    b: Float64Array.from({ length: 20 }, (_, i) => (i === 7 ? NaN : i)),
  });
  await expect(tsne(holes, { perplexity: 3 })).rejects.toThrow(
    /missing values .* found NaN in row 7 of "b"; drop such rows/,
  );
});

test("a column of text, a frame without columns and one of three rows are refused", async () => {
  const texts = Frame.fromColumns({ a: ["x", "y", "z", "x", "y", "z"] });
  await expect(tsne(texts, { perplexity: 1 })).rejects.toThrow(/"a"/);
  await expect(tsne(frame.head(3), { perplexity: 1 })).rejects.toThrow("at least 4 rows but found 3");
  await expect(tsne(frame.select(), { perplexity: 1 })).rejects.toThrow(/at least/);
});

test("a row without direction is named when directions are compared", async () => {
  const zero = frameOf([...clusteredRows(seededRandom(2), 20, 3, 2), [0, 0, 0]]);
  const running = tsne(zero, { perplexity: 3, metric: "cosine", pca: false });
  await expect(running).rejects.toThrow(/metric "cosine" but row 20 is zero/);
});

test("defaults are openTSNE's; the method follows rows and dimensions", () => {
  const { settings } = checkTsneOptions({}, 60_000);
  expect(settings).toMatchObject({
    ...{ dims: 2, initialDims: 50, pca: true, perplexity: 30, method: "fft", maxIterations: 750 },
    ...{ earlyExaggeration: 12, earlyExaggerationIterations: 250, exaggeration: 1, learningRate: [5000, 60_000] },
    ...{ momentum: 0.8, finalMomentum: 0.8, maxStepNorm: 5, init: "pca", duplicates: "allow" },
  });
  expect(checkTsneOptions({}, 500).settings.method).toBe("exact");
  expect(checkTsneOptions({ dims: 3 }, 5000).settings.method).toBe("barnes-hut");
  expect(checkTsneOptions({ maxIterations: 100 }, 500).settings.earlyExaggerationIterations).toBe(100);
  const preset = checkTsneOptions({ preset: "rtsne", perplexity: 10, learningRate: 500 }, 5000).settings;
  expect(preset).toMatchObject({ maxIterations: 1000, learningRate: [500, 500], duplicates: "error", momentum: 0.5 });
});
