/**
 * t-SNE of Fashion-MNIST from pixels to map, beside openTSNE, scikit-learn and Rtsne in one run: the same rows, 50
 * principal components, perplexity 30, all cores, every tool's own defaults otherwise. The divergence and the quality of
 * each map stand beside the time, measured by the same functions.
 *
 * LOWRANK_BENCH_ROWS says which numbers of rows are run, e.g. "1000,10000" (default: 1000, 10000 and 60000).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { distanceCorrelation, fashionMnist, Frame, knnAccuracy, neighborPreservation } from "lowrank";

const ROWS = (process.env.LOWRANK_BENCH_ROWS ?? "1000,10000,60000").split(",").map(Number);
/** Past so many rows a tool of n log n trees takes an hour. */
const TREES = 10_000;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

export async function benchTsne(python) {
  const title = "t-SNE, pixels to map";
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const fashion = await fashionMnist({ dir: folder });
  const scratch = mkdtempSync(join(tmpdir(), "lowrank-bench-"));
  const rows = [];
  const missing = [];
  try {
    for (const count of ROWS) {
      const peers = [
        ["lowrank", process.execPath, [path("ours.mjs"), folder]],
        ["openTSNE", python, [path("peers.py"), "openTSNE", folder]],
        ["scikit-learn", python, [path("peers.py"), "scikit-learn", folder]],
        ["Rtsne", "Rscript", [path("rtsne.R"), folder]],
      ];
      let ours;
      for (const [name, command, args] of peers) {
        if (count > TREES && (name === "scikit-learn" || name === "Rtsne")) {
          missing.push(`${name} on ${count} rows: it would take the better part of an hour`);
          continue;
        }
        const out = join(scratch, "map.f64");
        const words = [...args, String(count), String(availableParallelism()), out];
        const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: "utf8" });
        if (status !== 0) {
          missing.push(`${name} on ${count} rows: ${error?.message ?? stderr.trim().split("\n").at(-1)}`);
          continue;
        }
        const result = JSON.parse(stdout.trim().split("\n").at(-1));
        ours ??= result;
        rows.push({ rows: count, ...tableRow(result, ours), ...(await quality(fashion.head(count), out)) });
      }
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return { title, rows, missing: missing.length === 0 ? undefined : missing.join("; ") };
}

function tableRow({ tool, seconds, kl, memory, iteration }, ours) {
  return {
    tool,
    seconds: seconds.toFixed(2),
    "ours/theirs": (ours.seconds / seconds).toFixed(3),
    KL: kl.toFixed(4),
    MB: memory === undefined ? "" : Math.round(memory),
    "ms/iteration": iteration === undefined ? "" : `${iteration.first.toFixed(1)} to ${iteration.last.toFixed(1)}`,
  };
}

async function quality(frame, out) {
  const bytes = readFileSync(out);
  const data = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const map = Frame.fromMatrix({ data, rows: data.length / 2, columns: 2 });
  const pixels = frame.drop("label");
  return {
    "KNN@10": (await neighborPreservation(pixels, map, { components: 50 })).toFixed(3),
    "10-NN class": (await knnAccuracy(map, { label: frame.column("label"), sample: frame.rowCount })).toFixed(3),
    CPD: (await distanceCorrelation(pixels, map, { components: 50 })).toFixed(3),
  };
}
