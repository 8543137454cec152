/**
 * k-means of Fashion-MNIST's 60,000 × 784 bytes beside scikit-learn's KMeans, on the same bytes, which it takes to float64, and
 * on float32 made before. Both with their own k-means++ and until they stop by themselves, from several seeds, because where
 * k-means ends is chance.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { fashionMnist, glrm } from "lowrank";
import { startPeer } from "../lib/peer.mjs";
import { median } from "../lib/table.mjs";

const KINDS = ["uint8", "float32"];
const RANKS = [10, 64, 256];
const SEEDS = [1, 2, 3];
const REST = 300;

export async function benchKMeans(python) {
  const title = `k-means, medians of ${SEEDS.length} seeds`;
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const pixels = (await fashionMnist({ dir: folder })).drop("label");
  const peer = startPeer(python, fileURLToPath(new URL("k_means.py", import.meta.url)), folder);
  const { tool } = await peer.answer();
  const ours = async (k, seed) => {
    const started = performance.now();
    const model = await glrm(pixels, { k, regularizationX: "unitOneSparse", seed });
    const seconds = (performance.now() - started) / 1000;
    return { seconds, objective: model.objective, rounds: model.iterations };
  };
  await ours(2, 1);
  if (tool) for (const kind of KINDS) await peer.ask(2, kind, 1);
  const rows = [];
  for (const k of RANKS) {
    const fits = { lowrank: [], uint8: [], float32: [] };
    for (const seed of SEEDS) {
      fits.lowrank.push(await ours(k, seed));
      if (!tool) continue;
      for (const kind of KINDS) {
        fits[kind].push(await peer.ask(k, kind, seed));
        await sleep(REST);
      }
    }
    const middle = (of, what) => median(fits[of].map((fit) => fit[what]));
    for (const [of, all] of Object.entries(fits)) {
      if (all.length === 0) continue;
      rows.push({
        ...{ k, fit: of === "lowrank" ? "lowrank" : `peer, ${of}`, seconds: middle(of, "seconds").toFixed(2) },
        ...{ rounds: middle(of, "rounds"), objective: middle(of, "objective").toPrecision(6) },
        ratio: (middle("lowrank", "seconds") / middle(of, "seconds")).toFixed(2),
      });
    }
  }
  const missing = tool ? undefined : `scikit-learn could not run: ${peer.problem()}`;
  await peer.end();
  return { title: `${title}; peer: ${tool ?? "scikit-learn"} KMeans`, rows, missing };
}
