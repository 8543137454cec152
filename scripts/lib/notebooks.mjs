/** The lessons: where they are, and running them from a clean start without a page. */
import { mkdirSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentProgram } from "./python.mjs";
import { root, run } from "./run.mjs";

/** Seconds a single cell may take before its notebook counts as failed. */
const CELL_TIMEOUT = 600;

const folder = new URL("notebooks/", root);

/** File names of the lessons, in order. */
export function lessons() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .sort();
}

/** Runs one lesson with our kernel and writes it as HTML into `lessons-html/`; returns the path of the HTML. */
export function lessonToHtml(name) {
  const output = new URL("lessons-html/", root);
  mkdirSync(output, { recursive: true });
  convert(name, ["--to", "html", "--output-dir", fileURLToPath(output)]);
  return fileURLToPath(new URL(`${basename(name, ".ipynb")}.html`, output));
}

/** Runs one lesson with our kernel and saves its outputs in it. */
export function refreshLesson(name) {
  convert(name, ["--to", "notebook", "--inplace"]);
}

function convert(name, format) {
  const execute = [
    "--execute",
    "--ExecutePreprocessor.kernel_name=lowrank",
    `--ExecutePreprocessor.timeout=${CELL_TIMEOUT}`,
    // The time of day in a notebook would change it with every run.
    "--ExecutePreprocessor.record_timing=False",
  ];
  const args = ["nbconvert", "--log-level=WARN", ...format, ...execute, fileURLToPath(new URL(name, folder))];
  run(environmentProgram("jupyter"), args, `run the lesson ${name}`);
}
