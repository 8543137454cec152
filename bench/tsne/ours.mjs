/** One t-SNE of ours in a process of its own, so that its memory is its own: ours.mjs FOLDER ROWS THREADS OUT. One JSON line. */
import { writeFileSync } from "node:fs";
import { fashionMnist, tsne } from "lowrank";

const [folder, rows, threads, out] = process.argv.slice(2);
const pixels = (await fashionMnist({ dir: folder })).drop("label").head(Number(rows));
const started = performance.now();
const map = await tsne(pixels, { perplexity: 30, threads: Number(threads), seed: 1, onProgress: () => undefined });
const seconds = (performance.now() - started) / 1000;
const steps = map.history.objects();
/** Milliseconds of an iteration between two entries of the history. */
const pace = (from, to) =>
  (1000 * (steps[to].seconds - steps[from].seconds)) / (steps[to].iteration - steps[from].iteration);
writeFileSync(out, Float64Array.from(map.embedding.toMatrix().data));
const memory = process.resourceUsage().maxRSS / 1000;
const last = steps.length - 1;
const iteration = { first: pace(0, 1), last: pace(last - 1, last) };
console.log(JSON.stringify({ tool: "lowrank", seconds, kl: map.kl, memory, iteration }));
