import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Arena } from "#src/wasm/arena.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowProduct } from "../reference/linear.js";

test("the compiled module imports its memory and nothing else", () => {
  const module = new WebAssembly.Module(readFileSync("dist/src/assembly/routines.wasm"));
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
});

test("multiply equals the sum of products", async () => {
  await forSeeds(6, (random) => {
    const [rows, columns] = [4 + 4 * random.below(5), 4 + 4 * random.below(5)];
    const inner = 1 + random.below(30);
    const draw = (length: number): number[] => Array.from({ length }, () => signed(random));
    const a = Array.from({ length: rows }, () => draw(inner));
    const b = Array.from({ length: inner }, () => draw(columns));
    const { routines, arena } = createInstance();
    const at = [rows * inner, inner * columns, rows * columns].map((count) => arena.allocate(8 * count));
    arena.doubles(at[0], rows * inner).set(a.flat());
    arena.doubles(at[1], inner * columns).set(b.flat());
    routines.multiply(at[0], at[1], at[2], rows, inner, columns);
    const product = arena.doubles(at[2], rows * columns);
    slowProduct(a, b)
      .flat()
      .forEach((value, i) => expect(product[i]).toBeCloseTo(value, 12));
  });
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
