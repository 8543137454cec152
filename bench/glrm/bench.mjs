/**
 * GLRM with quadratic loss, nothing missing, on Fashion-MNIST's 60,000 × 784 bytes, beside scikit-learn's PCA on the same
 * bytes, which it computes in float64, and on float64 and float32 numbers made before, which it takes as they are. Both end
 * with the scores of all rows; both subtract the column means. They take turns, so that what else the machine does meets both.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { fashionMnist, glrm } from "lowrank";
import { startPeer } from "../lib/peer.mjs";
import { median, summary } from "../lib/table.mjs";

const KINDS = ["uint8", "float64", "float32"];
const RANKS = [2, 8, 32, 64, 128, 256];
const REPEATS = 7;
/** Milliseconds after a turn of the peer, whose threads spin for a while when they are done. */
const REST = 300;

export async function benchGlrm(python) {
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title: "GLRM", missing: "LOWRANK_DATA is not set: the real data are needed" };
  const pixels = (await fashionMnist({ dir: folder })).drop("label");
  const peer = startPeer(python, fileURLToPath(new URL("pca.py", import.meta.url)), folder);
  const { tool } = await peer.answer();
  await glrm(pixels, { k: 2 });
  if (tool) for (const kind of KINDS) await peer.ask(2, kind);
  const rows = [];
  for (const k of RANKS) {
    const ours = [];
    const theirs = KINDS.map(() => []);
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const started = performance.now();
      await glrm(pixels, { k, transform: "demean" });
      ours.push((performance.now() - started) / 1000);
      if (!tool) continue;
      for (const [i, kind] of KINDS.entries()) {
        theirs[i].push((await peer.ask(k, kind)).seconds);
        await sleep(REST);
      }
    }
    const row = { k, lowrank: summary(ours) };
    for (const [i, kind] of KINDS.entries()) {
      row[`peer, ${kind}`] = tool ? summary(theirs[i]) : "could not run";
      row[`ratio, ${kind}`] = tool ? (median(ours) / median(theirs[i])).toFixed(2) : "?";
    }
    rows.push(row);
  }
  const missing = tool ? undefined : `scikit-learn could not run: ${peer.problem()}`;
  await peer.end();
  const title = `GLRM, seconds (min, mean ± sd of ${REPEATS}; ratio of the medians); peer: ${tool ?? "scikit-learn"} PCA`;
  return { title, rows, missing };
}
