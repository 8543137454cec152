import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Arena } from "#src/wasm/arena.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";

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

test.each([1, 4, 8] as const)(
  "cells of %d bytes are shifted and scaled one by one, whatever their number",
  async (size) => {
    await forSeeds(12, (random) => {
      for (const single of [true, false]) {
        const { arena, routines } = createInstance();
        const [rows, columns] = [1 + random.below(3), 1 + random.below(19)];
        const line = columns + random.below(4);
        const bytes = single ? 4 : 8;
        const place = (count: number): number => arena.allocate(count * 8 + 16);
        const [rawAt, outAt, shiftAt, scaleAt] = [rows * columns, rows * line, columns, columns].map(place);
        const reals = (at: number, count: number): Float32Array | Float64Array =>
          single ? arena.floats(at, count) : arena.doubles(at, count);
        const views = { 1: arena.bytes.bind(arena), 4: arena.floats.bind(arena), 8: arena.doubles.bind(arena) };
        const raw = views[size](rawAt, rows * columns);
        for (let at = 0; at < raw.length; at++) raw[at] = size === 1 ? random.below(256) : 1e3 * signed(random);
        const [shift, scale] = [reals(shiftAt, columns), reals(scaleAt, columns)];
        for (let j = 0; j < columns; j++) [shift[j], scale[j]] = [100 * signed(random), signed(random)];
        const pack = single ? routines.packCellsF32 : routines.packCellsF64;
        pack(size, rawAt, outAt, shiftAt, scaleAt, rows, columns, bytes * line);
        const out = reals(outAt, rows * line);
        const rounded = single ? Math.fround : (value: number): number => value;
        out.forEach((found, at) => {
          const [i, j] = [Math.floor(at / line), at % line];
          const cell = j < columns ? rounded(rounded(rounded(raw[i * columns + j]) - shift[j]) * scale[j]) : 0;
          expect(found).toBe(cell);
        });
      }
    });
  },
);

test.each([true, false])("rows from anywhere times a group of columns (float32: %s)", async (single) => {
  await forSeeds(20, (random) => {
    const { arena, routines } = createInstance();
    const [count, inner, size, group] = [1 + random.below(9), 1 + random.below(9), single ? 4 : 8, single ? 8 : 4];
    const reals = (at: number, length: number): Float32Array | Float64Array =>
      single ? arena.floats(at, length) : arena.doubles(at, length);
    const [rowsAt, outsAt] = [arena.allocate(4 * (count + 3)), arena.allocate(4 * (count + 3))];
    const [aAt, bAt] = [arena.allocate(size * 10 * inner), arena.allocate(32 * inner)];
    const outAt = arena.allocate(32 * 10);
    const [a, b, out] = [reals(aAt, 10 * inner), reals(bAt, group * inner), reals(outAt, group * 10)];
    for (const numbers of [a, b]) for (let at = 0; at < numbers.length; at++) numbers[at] = random.below(9) - 4;
    const chosen = Array.from({ length: count }, () => random.below(10));
    arena.words(rowsAt, count + 3).fill(aAt);
    chosen.forEach((row, i) => (arena.words(rowsAt, count)[i] = aAt + size * inner * row));
    arena.words(outsAt, count).forEach((_, i, outs) => (outs[i] = outAt + 32 * (9 - i)));
    out.fill(7);
    const product = single ? routines.productOfRowsF32 : routines.productOfRowsF64;
    for (const times of [1, 2]) {
      product(rowsAt, outsAt, count, bAt, inner, times === 2);
      for (let i = 0; i < 10; i++) {
        for (let c = 0; c < group; c++) {
          let sum = 0;
          for (let t = 0; t < inner; t++) sum += a[chosen[9 - i] * inner + t] * b[t * group + c];
          expect(out[i * group + c]).toBe(9 - i < count ? times * sum : 7);
        }
      }
    }
  });
});
