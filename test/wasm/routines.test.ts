import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Arena } from "#src/wasm/arena.js";
import { createInstance } from "#src/wasm/instance.js";

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

test("numbers of either size are added in float64", () => {
  const { arena, routines } = createInstance();
  const [sumsAt, singleAt, doubleAt] = [32, 16, 32].map((bytes) => arena.allocate(bytes));
  const sums = arena.doubles(sumsAt, 4);
  sums.set([2 ** 24, 0.5, -1, 1e300]);
  arena.floats(singleAt, 4).set([1, 2 ** 24, 1, -1]);
  routines.addIntoF32(sumsAt, singleAt, 4);
  expect([...sums]).toEqual([2 ** 24 + 1, 2 ** 24 + 0.5, 0, 1e300]);
  arena.doubles(doubleAt, 4).set([2 ** 30, 0.25, 1e-300, 1e300]);
  routines.addIntoF64(sumsAt, doubleAt, 4);
  expect([...sums]).toEqual([2 ** 30 + 2 ** 24 + 1, 2 ** 24 + 0.75, 1e-300, 2e300]);
});
