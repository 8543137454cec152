/**
 * GLRM with quadratic loss, nothing missing, on Fashion-MNIST's 60,000 × 784 bytes, beside scikit-learn's PCA in the same
 * run on the same cores. Both end with the scores of all rows; both subtract the column means.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fashionMnist, glrm } from "lowrank";
import { summary } from "../lib/table.mjs";

const RANKS = [2, 8, 32, 64, 128, 256];
const REPEATS = 3;

export async function benchGlrm(python) {
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title: "GLRM", missing: "LOWRANK_DATA is not set: the real data are needed" };
  const pixels = (await fashionMnist({ dir: folder })).drop("label");
  await glrm(pixels, { k: 2 });
  const ours = new Map();
  for (const k of RANKS) {
    const seconds = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const started = performance.now();
      await glrm(pixels, { k, transform: "demean" });
      seconds.push((performance.now() - started) / 1000);
    }
    ours.set(k, seconds);
  }
  const script = fileURLToPath(new URL("pca.py", import.meta.url));
  // Settings that slow OpenBLAS down are not for the peer.
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  const peer = spawnSync(python, [script, folder, REPEATS, ...RANKS].map(String), { encoding: "utf8", env });
  const theirs = peer.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const rows = RANKS.map((k) => {
    const other = theirs.find((entry) => entry.k === k);
    const ratio = other ? (Math.min(...ours.get(k)) / Math.min(...other.seconds)).toFixed(2) : "?";
    return { k, lowrank: summary(ours.get(k)), peer: other ? summary(other.seconds) : "could not run", ratio };
  });
  const tool = theirs[0]?.tool ?? "scikit-learn";
  const missing =
    peer.status === 0 ? undefined : `scikit-learn could not run: ${peer.stderr.trim().split("\n").at(-1)}`;
  return { title: `GLRM, seconds (min, mean ± sd of ${REPEATS}); peer: ${tool} PCA`, rows, missing };
}
