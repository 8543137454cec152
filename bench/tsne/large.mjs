/**
 * t-SNE of 200,000 rows: those of Fashion-MNIST drawn with replacement, with noise, so that no two are the same. None of the
 * peers is run; this shows that it ends, and how long it takes.
 */
import { fashionMnist, Frame, tsne } from "lowrank";

const ROWS = 200_000;

export async function benchTsneLarge() {
  const title = "t-SNE of 200,000 rows, pixels to map";
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const { seededRandom } = await import("#src/data/random.js");
  const { data, rows, columns, names, offset, rowStride } = (await fashionMnist({ dir: folder }))
    .drop("label")
    .toMatrix();
  const random = seededRandom(1);
  const drawn = new Uint8Array(new SharedArrayBuffer(ROWS * columns));
  for (let i = 0; i < ROWS; i++) {
    const from = offset + Math.floor(random.uniform() * rows) * rowStride;
    for (let j = 0; j < columns; j++) {
      drawn[i * columns + j] = Math.min(255, data[from + j] + Math.floor(8 * random.uniform()));
    }
  }
  const frame = Frame.fromMatrix({ data: drawn, rows: ROWS, columns, names });
  const started = performance.now();
  const map = await tsne(frame, { perplexity: 30, seed: 1, onProgress: () => undefined });
  const seconds = (performance.now() - started) / 1000;
  const { iterations } = map;
  return { title, rows: [{ rows: ROWS, seconds: seconds.toFixed(1), iterations, KL: map.kl.toFixed(4) }] };
}
