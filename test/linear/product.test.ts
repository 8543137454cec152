import { describe, expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { multiplyInto } from "#src/linear/product.js";
import { type Matrix, sharedDoubles } from "#src/matrix/matrix.js";
import { sharedNumbers } from "../helpers/matrices.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowProduct } from "../reference/linear.js";

async function product(a: number[][], b: number[][], c: number[], bytes: boolean, threads = 1): Promise<Float64Array> {
  const data = bytes ? Uint8Array.from(a.flat()) : Float64Array.from(a.flat());
  const matrix = Frame.fromMatrix({ data, rows: a.length, columns: a[0].length }).toMatrix();
  const factor = sharedDoubles(b.length * c.length);
  factor.set(b.flat());
  const constant = sharedDoubles(c.length);
  constant.set(c);
  const out = sharedDoubles(a.length * c.length);
  await multiplyInto({ matrix, factor, constant, out }, { threads });
  return out;
}

describe.each([true, false])("rows times a factor, in bytes: %s", (bytes) => {
  const draw = (random: Random): { a: number[][]; b: number[][]; c: number[] } => {
    const [rows, inner, columns] = [
      1 + random.below(600),
      1 + random.below(random.below(4) === 0 ? 1500 : 70),
      1 + random.below(20),
    ];
    const row = (length: number, value: () => number): number[] => Array.from({ length }, value);
    return {
      a: Array.from({ length: rows }, () =>
        row(inner, () => (bytes ? random.below(2) * random.below(256) : signed(random))),
      ),
      // Columns of very different sizes: each keeps its own precision.
      b: Array.from({ length: inner }, () =>
        row(columns, () => signed(random)).map((value, j) => value * 10 ** ((j % 9) - 4)),
      ),
      c: row(columns, () => signed(random)),
    };
  };

  test("equals the sum of products plus the constant", async () => {
    await forSeeds(8, async (random) => {
      const { a, b, c } = draw(random);
      const out = await product(a, b, c, bytes);
      slowProduct(a, b).forEach((line, i) => {
        line.forEach((value, j) => {
          const size = 255 * b.length * 10 ** ((j % 9) - 4);
          expect(Math.abs(out[i * c.length + j] - value - c[j])).toBeLessThan(size * 2 ** -27 + 1e-15);
        });
      });
    });
  });

  test("has the same bits on 1, 2 and 3 threads", async () => {
    await forSeeds(2, async (random) => {
      const { a, b, c } = draw(random);
      const one = await product(a, b, c, bytes);
      for (const threads of [2, 3]) expect(await product(a, b, c, bytes, threads)).toEqual(one);
    });
  });
});

test("a missing cell counts as what stands for it", async () => {
  const data = sharedNumbers("Float32Array", [1, NaN, NaN, 4]);
  const matrix: Matrix = { data, rows: 2, columns: 2, rowStride: 2, offset: 0, names: [] };
  const [factor, constant, missing, out] = [sharedDoubles(2), sharedDoubles(1), sharedDoubles(2), sharedDoubles(2)];
  factor.set([1, 10]);
  missing.set([100, 1000]);
  await multiplyInto({ matrix, factor, constant, missing, out }, { threads: 1 });
  expect([...out]).toEqual([10_001, 140]);
});

test("a column of zeros in the factor gives its constant", async () => {
  expect([...(await product([[1, 2]], [[0], [0]], [3], true))]).toEqual([3]);
});

test.each([1028, 1029, 4096, 4097])("a row of %i of the largest bytes does not overflow", async (inner) => {
  const a = Array.from({ length: 3 }, () => new Array<number>(inner).fill(255));
  const b = Array.from({ length: inner }, () => [1, -1]);
  const out = await product(a, b, [0, 0], true);
  expect([...out].map((value) => Math.round(value))).toEqual([1, 2, 3].flatMap(() => [255 * inner, -255 * inner]));
});
