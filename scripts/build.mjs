/**
 * Builds the library, its WebAssembly routines and the kernel into dist/, and the extension into extension/labextension.
 * `--library` leaves the extension out.
 */
import { mkdirSync, rmSync } from "node:fs";
import { npm, node, root } from "./lib/run.mjs";
import { main } from "./lib/failure.mjs";

export async function buildLibrary() {
  rmSync(new URL("dist", root), { recursive: true, force: true });
  mkdirSync(new URL("dist/src/assembly/", root), { recursive: true });
  node(["node_modules/typescript/bin/tsc", "-p", "."], "compile the library and the kernel");
  compileRoutines("src/assembly/index.ts", "routines.wasm");
  const shared = ["--sharedMemory", "--maximumMemory", "65536", "--enable", "threads"];
  compileRoutines("src/assembly/tsne/index.ts", "tsne.wasm", shared);
  const { makeSnapshot } = await import("../dist/kernel/compiler/snapshot-file.js");
  const problem = makeSnapshot();
  if (problem !== undefined) console.log(problem);
}

function compileRoutines(entry, name, options = []) {
  const target = ["-o", `dist/src/assembly/${name}`, "-O3", "--converge", "--noAssert", "--enable", "simd"];
  const memory = ["--runtime", "stub", "--importMemory", "--initialMemory", "1", "--use", "abort="];
  node(
    ["node_modules/assemblyscript/bin/asc.js", entry, ...target, ...memory, ...options],
    `compile the WebAssembly routines of ${entry}`,
  );
}

export function buildExtension() {
  npm(["run", "--silent", "build"], "build the JupyterLab extension", { cwd: new URL("extension/", root) });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main(async () => {
    await buildLibrary();
    if (!process.argv.includes("--library")) buildExtension();
  });
}
