/**
 * Random forests on Fashion-MNIST beside scikit-learn in the same run on two threads each: 100 unlimited trees on all
 * pixels, and the whole table of ranks (low rank model or PCA, 4-fold cross-validation of 50 trees of depth at most 20).
 * ranger and R's randomForest where Rscript has them, H2O for two ranks where there is a Java for it.
 * LOWRANK_BENCH_RANKS=0,2,32 takes fewer ranks.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compareRanks, fashionMnist, glrm, randomForest } from "lowrank";

const THREADS = 2;
const TREES = 100;
const RANKS = (process.env.LOWRANK_BENCH_RANKS ?? "0,2,4,8,16,32,64,128,256").split(",").map(Number);
const H2O_RANKS = [2, 32];
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export async function benchForest(python) {
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title: "Random forest", missing: "LOWRANK_DATA is not set: the real data are needed" };
  const fashion = await fashionMnist({ dir: folder });
  const missing = [];
  const rows = [];
  const ours = await treesOf(fashion, folder);
  const table = await compareRanks(fashion, {
    target: "label",
    ...{ k: RANKS, folds: 4, trees: 50, maxDepth: 20, seed: 1, threads: THREADS },
  });
  const peer = lines(python, [here("forest.py"), folder, TREES, ...RANKS], missing, "scikit-learn");
  const add = (what, mine, theirs) => {
    rows.push({
      what,
      "lowrank s": mine.seconds.toFixed(1),
      "lowrank accuracy": mine.accuracy.toFixed(4),
      peer: theirs.tool,
      "peer s": theirs.seconds.toFixed(1),
      "peer accuracy": theirs.accuracy.toFixed(4),
      ratio: (mine.seconds / theirs.seconds).toFixed(3),
    });
  };
  for (const result of peer) {
    if (result.what === "trees") add(`${TREES} trees, all pixels`, ours, result);
    else
      add(
        `table, k = ${result.k}`,
        table.rows.find(({ k }) => k === result.k),
        result,
      );
  }
  const ranked = peer.filter(({ what }) => what === "k");
  if (ranked.length === RANKS.length) {
    const sum = (values) => values.reduce((total, { seconds }) => total + seconds, 0);
    const mean = (values) => values.reduce((total, { accuracy }) => total + accuracy, 0) / values.length;
    add(
      `table, all ${RANKS.length} ranks`,
      { seconds: sum(table.rows), accuracy: mean(table.rows) },
      { tool: ranked[0].tool, seconds: sum(ranked), accuracy: mean(ranked) },
    );
  }
  for (const line of text("Rscript", [here("ranger.R"), folder], missing, "ranger and randomForest")) {
    const [name, version, trees, seconds, accuracy] = line.trim().split(" ");
    const mine = { ...ours, seconds: (ours.seconds * Number(trees)) / TREES };
    add(`${trees} trees, all pixels`, mine, {
      tool: `${name} ${version}`,
      seconds: Number(seconds),
      accuracy: Number(accuracy),
    });
  }
  for (const result of await h2oOf(python, fashion, missing)) {
    add(`4-fold forest, k = ${result.k}`, forestOf(table.rows.find(({ k }) => k === result.k)), result);
  }
  return {
    title: `Random forest, two threads each; accuracy on the test records or in 4-fold cross-validation`,
    rows,
    missing: missing.length === 0 ? undefined : missing.join("\nNOT RUN: "),
  };
}

/** The forest's share of a row: H2O gets the scores ready made. */
function forestOf({ k, accuracy, forestSeconds }) {
  return { k, accuracy, seconds: forestSeconds };
}

async function treesOf(fashion, folder) {
  const started = performance.now();
  const forest = await randomForest(fashion, { target: "label", trees: TREES, seed: 1, threads: THREADS });
  const seconds = (performance.now() - started) / 1000;
  const test = await fashionMnist({ split: "test", dir: folder });
  const predicted = (await forest.predict(test)).column("predict");
  const labels = test.column("label");
  let right = 0;
  for (let row = 0; row < test.rowCount; row++) if (predicted.at(row) === labels.at(row)) right++;
  return { seconds, accuracy: right / test.rowCount };
}

async function h2oOf(python, fashion, missing) {
  const ranks = H2O_RANKS.filter((k) => RANKS.includes(k));
  const scratch = mkdtempSync(join(tmpdir(), "lowrank-bench-"));
  try {
    const files = [];
    for (const k of ranks) {
      const model = await glrm(fashion.drop("label"), { k, transform: "demean" });
      const file = join(scratch, `${k}.csv`);
      writeFileSync(file, fashion.select("label").assign(model.representation).toCsv());
      files.push(file);
    }
    return lines(python, [here("h2o_forest.py"), ...files], missing, "H2O");
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The JSON lines among what a program says; H2O warns between them. */
function lines(command, words, missing, name) {
  const said = text(command, words, missing, name).filter((line) => line.startsWith("{"));
  return said.map((line) => JSON.parse(line));
}

/** The lines a program says; what could not run is put into `missing`. */
function text(command, words, missing, name) {
  const { status, stdout, stderr, error } = spawnSync(command, words.map(String), { encoding: "utf8" });
  const reason = error?.message ?? stderr?.trim().split("\n").at(-1);
  const found = (stdout ?? "").split("\n").filter((line) => line.trim() !== "");
  if (status !== 0) missing.push(`${name} could not run: ${reason}`);
  else if (found.length === 0) missing.push(`${name}: not installed`);
  return found;
}
