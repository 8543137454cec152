/**
 * Remembers what a step was made from, so that it runs again only when that changed.
 *
 * A stamp is a file with a hash of the step's inputs: files, folders and words. It is written after the step succeeded.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./run.mjs";

const SKIPPED = new Set(["node_modules", "dist", "lib", "labextension", ".ipynb_checkpoints"]);

/** Runs `step` unless it succeeded before on the same inputs and everything in `makes` is still there. */
export async function once(name, { inputs = [], words = [], makes = [] }, step) {
  const stamp = new URL(`.cache/${name}.stamp`, root);
  const hash = createHash("sha256");
  for (const word of [process.version, process.platform, process.arch, ...words]) hash.update(`${word}\0`);
  for (const input of inputs) addPath(hash, fileURLToPath(new URL(input, root)));
  const digest = hash.digest("hex");
  const current = existsSync(stamp) && readFileSync(stamp, "utf8") === digest;
  if (current && makes.every((made) => existsSync(new URL(made, root)))) return false;
  await step();
  mkdirSync(new URL(".cache/", root), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
}

function addPath(hash, path) {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) if (!SKIPPED.has(name)) addPath(hash, join(path, name));
    return;
  }
  hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
}
