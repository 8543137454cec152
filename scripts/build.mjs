/**
 * Builds the library, its WebAssembly routines and the kernel into dist/, and the extension into extension/labextension.
 * `--library` leaves the extension out.
 */
import { mkdirSync, rmSync } from "node:fs";
import { npm, node, root } from "./lib/run.mjs";
import { main } from "./lib/failure.mjs";

export function buildLibrary() {
  rmSync(new URL("dist", root), { recursive: true, force: true });
  mkdirSync(new URL("dist/src/assembly/", root), { recursive: true });
  node(["node_modules/typescript/bin/tsc", "-p", "."], "compile the library and the kernel");
  const target = ["-o", "dist/src/assembly/routines.wasm", "-O3", "--converge", "--noAssert"];
  const memory = ["--runtime", "stub", "--importMemory", "--initialMemory", "1", "--use", "abort="];
  node(
    ["node_modules/assemblyscript/bin/asc.js", "src/assembly/index.ts", ...target, ...memory, "--enable", "simd"],
    "compile the WebAssembly routines",
  );
}

export function buildExtension() {
  npm(["run", "--silent", "build"], "build the JupyterLab extension", { cwd: new URL("extension/", root) });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main(() => {
    buildLibrary();
    if (!process.argv.includes("--library")) buildExtension();
  });
}
