/**
 * The compiled module on a private memory: one instance a thread.
 */
import { readFileSync } from "node:fs";
import { Arena } from "./arena.js";
import type { Routines } from "./routines.js";

export interface Instance {
  routines: Routines;
  arena: Arena;
}

let module: WebAssembly.Module | undefined;

/** A new instance with an empty memory of its own. */
export function createInstance(): Instance {
  module ??= new WebAssembly.Module(readFileSync(new URL("../assembly/routines.wasm", import.meta.url)));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { routines: exports as Routines, arena: new Arena(memory) };
}
