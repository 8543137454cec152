/**
 * Our kernel beside tslab, ipykernel and Deno's, through the same client in one run on one machine, taking turns.
 *
 * tslab is the one this package depends on, started by its own command in this repository's folder, where it finds its
 * types; the others start in an empty folder.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installKernelspec } from "../../dist/kernel/install.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const script = fileURLToPath(new URL("kernel_times.py", import.meta.url));

/** What is measured, as it is printed. */
const MEASURES = [
  ["first", "start to first result, min of 3", 1000],
  ["row_p50", "one-line cell in a row, p50 of 50", 1000],
  ["row_p95", "one-line cell in a row, p95 of 50", 1000],
  ["line_p50", "one-line cell by itself, p50 of 50", 1000],
  ["line_p95", "one-line cell by itself, p95 of 50", 1000],
  ["line_after_500", "one-line cell after 500 declarations", 1000],
  ["completion", "completion, p50 of 20", 1000],
  ["increments", "1e6 increments at the top level", 1000],
  ["lines", "100,000 printed lines", 1000],
  ["stop_p50", "interrupt of a running GLRM fit, p50 of 5", 1000],
  ["stop_max", "interrupt of a running GLRM fit, slowest", 1000],
];

/** What was set out to reach: ours is at most `share` of the peer's time. */
const TARGETS = [
  { measure: "first", peer: "tslab", share: 0.5 },
  { measure: "row_p50", peer: "tslab", share: 1 / 3 },
  { measure: "line_p50", peer: "tslab", share: 1 / 3 },
  { measure: "lines", peer: "ipykernel", share: 1 },
];

/** What was set out to reach in seconds, for ours alone. */
const LIMITS = [
  { measure: "completion", limit: 0.05 },
  { measure: "stop_max", limit: 0.5 },
];

/** `python` is that of the peers' environment. */
export async function benchKernel(python) {
  const prefix = dirname(dirname(python));
  const deno = join(dirname(python), process.platform === "win32" ? "deno.exe" : "deno");
  const tslab = join(root, "node_modules", "tslab", "bin", "tslab");
  const empty = mkdtempSync(join(tmpdir(), "lowrank-bench-"));
  installKernelspec({ prefix });
  writeSpec(prefix, "tslab", [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"]);
  writeSpec(prefix, "deno", [deno, "jupyter", "--kernel", "--conn", "{connection_file}"]);
  const kernels = [
    { name: "lowrank", kernel: "lowrank", language: "typescript", folder: empty },
    { name: "tslab", kernel: "tslab", language: "typescript", folder: root },
    { name: "ipykernel", kernel: "python3", language: "python", folder: empty },
    { name: "deno", kernel: "deno", language: "typescript", folder: empty, needs: deno },
  ];
  const missing = kernels
    .filter(({ needs }) => needs !== undefined && !existsSync(needs))
    .map(({ name, needs }) => `${name}: there is no ${needs}`);
  const there = kernels.filter(({ needs }) => needs === undefined || existsSync(needs));
  const words = Object.fromEntries(
    there.map(({ name, kernel, language, folder }) => [name, [kernel, language, folder]]),
  );
  const { status, stdout, stderr } = spawnSync(python, [script, JSON.stringify(words)], { encoding: "utf8" });
  if (status !== 0) return { title: "Kernels", missing: stderr.trim().split("\n").at(-1) };
  const times = new Map(Object.entries(JSON.parse(stdout.trim().split("\n").at(-1))));
  rmSync(empty, { recursive: true, force: true });
  const names = kernels.map(({ name }) => name).filter((name) => times.has(name));
  const rows = MEASURES.map(([measure, title, scale]) => ({
    milliseconds: title,
    ...Object.fromEntries(names.map((name) => [name, cell(times, name, measure, scale)])),
  }));
  return {
    title: "Kernels, milliseconds (in brackets: times ours)",
    rows,
    notes: targets(times),
    missing: missing.length === 0 ? undefined : missing.join("; "),
  };
}

function cell(times, name, measure, scale) {
  const value = times.get(name)[measure];
  if (value === undefined) return "-";
  const lost = measure === "lines" ? times.get(name).lines_lost : 0;
  const ours = times.get("lowrank")?.[measure];
  const ratio = name !== "lowrank" && value && ours ? ` (${(value / ours).toFixed(1)})` : "";
  const text = value === null ? "never ended" : `${(scale * value).toFixed(value < 0.1 ? 1 : 0)}${ratio}`;
  return lost > 0 ? `${text}, ${lost.toLocaleString("en")} lost` : text;
}

/** One line for each target: met or missed, and by how much. */
function targets(times) {
  const ours = times.get("lowrank");
  if (ours === undefined) return [];
  const lines = TARGETS.filter(({ peer }) => times.has(peer)).map(({ measure, peer, share }) => {
    const title = titleOf(measure);
    const theirs = times.get(peer)[measure];
    if (theirs === null) return `met: ${title}: ${peer} never ended`;
    const found = ours[measure] / theirs;
    const verdict = found <= share ? "met" : "MISSED";
    return `${verdict}: ${title}: ${found.toFixed(2)} of ${peer}'s time, at most ${share.toFixed(2)} was asked`;
  });
  for (const { measure, limit } of LIMITS) {
    const verdict = ours[measure] < limit ? "met" : "MISSED";
    const found = (1000 * ours[measure]).toFixed(0);
    lines.push(`${verdict}: ${titleOf(measure)}: ${found} ms, below ${1000 * limit} was asked`);
  }
  return lines;
}

function titleOf(measure) {
  return MEASURES.find(([name]) => name === measure)[1];
}

function writeSpec(prefix, name, argv) {
  const folder = join(prefix, "share", "jupyter", "kernels", name);
  mkdirSync(folder, { recursive: true });
  const spec = { argv, display_name: name, language: "typescript" };
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
}
