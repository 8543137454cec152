/**
 * Lesson 4's fit on all 60,000 rows beside a real H2O, whose 200 iterations would take hours. So H2O gets as many times our
 * time as the target asks for, and what its objective would be at the end is told by our own fit under H2O's update rule
 * from the same start; the table shows how far the two part on the iterations that H2O made.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Frame, fashionMnist, glrm, insertMissing } from "lowrank";
import { askedRows } from "../lib/asked-rows.mjs";
import { short } from "../lib/table.mjs";

const TIMES = 50;
const ITERATIONS = 200;
const K = 64;
const HOLES = { fraction: 0.2, seed: 1234 };
const SHARED = { k: K, transform: "normalize", seed: 123 };

export async function benchFullSize(python) {
  const title = `Lesson 4's fit at full size (20% missing, k ${K}, normalize) beside H2O, given ${TIMES} times our time`;
  const folder = process.env.LOWRANK_DATA;
  if (!folder) return { title, missing: "LOWRANK_DATA is not set: the real data are needed" };
  const pixels = (await fashionMnist({ dir: folder })).drop("label").head(askedRows(60_000));
  const holes = insertMissing(pixels, HOLES);
  const options = { ...SHARED, ignoreConstCols: false, maxIterations: ITERATIONS };
  const started = performance.now();
  const fit = await glrm(holes, options);
  const seconds = (performance.now() - started) / 1000;
  const { userX, userY, write } = await startOf(pixels);
  const rule = await glrm(holes, { ...options, solver: "h2o", init: "user", userX, userY });
  const twin = rule.history.objects();
  const rows = [
    { fit: "ours", seconds: seconds.toFixed(1), iterations: fit.iterations, objective: short(fit.objective) },
    {
      ...{ fit: "ours under H2O's rule", seconds: twin.at(-1).seconds.toFixed(1) },
      ...{ iterations: rule.iterations, objective: short(rule.objective) },
    },
  ];
  const temporary = mkdtempSync(join(tmpdir(), "lowrank-bench-"));
  try {
    const [x, y] = [join(temporary, "x.csv"), join(temporary, "y.csv")];
    write(x, y);
    const theirs = { ...SHARED, ignore_const_cols: false, max_iterations: ITERATIONS, init: "user" };
    const asked = {
      ...{ name: "full size", rows: pixels.rowCount, values: "bytes", missing: HOLES, userX: x, userY: y },
      options: { ...theirs, max_runtime_secs: TIMES * seconds },
    };
    const script = fileURLToPath(new URL("h2o_peer.py", import.meta.url));
    const peer = spawnSync(python, [script, folder, JSON.stringify([asked])], { encoding: "utf8", maxBuffer: 2 ** 28 });
    if (peer.status !== 0)
      return { title, rows, missing: `H2O could not run: ${peer.stderr.trim().split("\n").at(-1)}` };
    const answer = JSON.parse(peer.stdout);
    rows.push({
      ...{ fit: answer.tool, seconds: answer.seconds.toFixed(1) },
      ...{ iterations: answer.iterations, objective: short(answer.objective) },
    });
    return { title, rows, notes: notesOn(answer.history, twin, fit, seconds, answer.seconds) };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function notesOn(history, twin, fit, seconds, theirSeconds) {
  const known = Math.min(history.length, twin.length - 1);
  const parted = Math.max(...history.slice(0, known).map((value, i) => Math.abs(value / twin[i + 1].objective - 1)));
  const reached = fit.history.objects().find(({ objective }) => objective <= history.at(-1))?.seconds;
  const no = fit.objective <= twin.at(-1).objective ? "no worse than" : "WORSE than";
  return [
    `H2O's objective and its rule's here differ by at most ${parted.toExponential(1)} of it over ${known} iterations.`,
    `Our objective at the end is ${no} the rule's after its last iteration.`,
    reached === undefined
      ? "Ours did not reach H2O's last objective."
      : `Ours was at H2O's last objective after ${reached.toFixed(1)} of ${seconds.toFixed(1)} s: ${(theirSeconds / reached).toFixed(0)} times sooner.`,
  ];
}

/** Small Gaussian numbers, cut so that their decimals are exact. */
async function startOf(pixels) {
  const { randomBlock } = await import("#src/linear/lines.js");
  const block = (rows, names, seed) => {
    const data = randomBlock(rows, names.length, seed).map((value) => Math.round(128 * value) / 1024);
    return { rows, columns: names.length, data, names };
  };
  const archetypes = Array.from({ length: K }, (_, i) => `Arch${i + 1}`);
  const x = block(pixels.rowCount, archetypes, 1);
  const y = block(K, pixels.columnNames, 2);
  const write = (...files) => [x, y].forEach((one, i) => writeFileSync(files[i], csvOf(one)));
  return { userX: Frame.fromMatrix(x), userY: Frame.fromMatrix(y), write };
}

function csvOf({ rows, columns, data, names }) {
  const lines = [names.join(",")];
  for (let i = 0; i < rows; i++) lines.push(data.subarray(i * columns, (i + 1) * columns).join(","));
  return `${lines.join("\n")}\n`;
}
