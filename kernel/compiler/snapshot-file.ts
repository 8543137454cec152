/** The snapshot of the compiler: where it lies, and how it is made. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { snapshotScript } from "./snapshot-script.js";

const here = dirname(fileURLToPath(import.meta.url));

/** Beside the code, for one version of Node: no other can read it. */
const file = join(here, `compiler-${process.version}-${process.platform}-${process.arch}.blob`);

/**
 * V8's options of a compiler, with a snapshot and without: TypeScript walks expressions by recursion, and of the eight
 * megabytes of stack that a process has elsewhere than on Windows, V8 takes one.
 */
export const engineOptions: string[] = process.platform === "win32" ? [] : ["--stack-size=6000"];

/** The snapshot, if there is one. */
export function snapshotFile(): string | undefined {
  return existsSync(file) ? file : undefined;
}

/** Makes the snapshot anew; says so in a sentence where that could not be done. The kernel then starts as well, only later. */
export function makeSnapshot(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-snapshot-"));
  const part = `${file}.${process.pid}`;
  try {
    const script = join(folder, "script.cjs");
    writeFileSync(script, `(${snapshotScript.toString()})(require, ${JSON.stringify(dirname(here))});\n`);
    const words = [...engineOptions, "--no-warnings", "--snapshot-blob", part, "--build-snapshot", script];
    // Options for V8 are part of a snapshot; the compiler is started without those of the environment.
    const env = { ...process.env, NODE_OPTIONS: "" };
    const { status, stderr, error } = spawnSync(process.execPath, words, { encoding: "utf8", env });
    if (status !== 0) {
      return `The kernel will start more slowly, without a snapshot: ${error?.message ?? stderr.trim()}`;
    }
    renameSync(part, file);
    return undefined;
  } finally {
    rmSync(part, { force: true });
    rmSync(folder, { recursive: true });
  }
}
