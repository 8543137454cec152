import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Arena } from "#src/wasm/arena.js";

test("the compiled module imports its memory and nothing else", () => {
  const module = new WebAssembly.Module(readFileSync("dist/src/assembly/routines.wasm"));
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
});

test("an arena hands out zeroed blocks that do not overlap, past the compiler's page, and takes them back", () => {
  const arena = new Arena(new WebAssembly.Memory({ initial: 1 }));
  const first = arena.allocate(10);
  const mark = arena.mark();
  const second = arena.allocate(200_000);
  expect(first).toBeGreaterThanOrEqual(65536);
  expect(second).toBeGreaterThanOrEqual(first + 10);
  arena.bytes(second, 200_000).fill(7);
  arena.release(mark);
  expect(arena.allocate(200_000)).toBe(second);
  expect(arena.bytes(second, 200_000).every((byte) => byte === 0)).toBe(true);
});
