import { describe, expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { gramMatrix } from "#src/linear/gram.js";
import { TRANSFORMS } from "#src/matrix/columns.js";
import type { Matrix } from "#src/matrix/matrix.js";
import { forSeeds, signed } from "../helpers/property.js";
import { KINDS, sharedNumbers } from "../helpers/matrices.js";
import { slowGram, slowTransform } from "../reference/linear.js";

function randomMatrix(random: Random, kind: keyof typeof KINDS): { matrix: Matrix; rows: number[][] } {
  const m = 1 + random.below(600);
  const n = 1 + random.below(40);
  const other = (): number => (random.below(9) === 0 ? NaN : Math.fround(10 * signed(random) + 3));
  // Bytes are dense or mostly zero: steps of zeros are skipped.
  const sparsity = m % 2 === 0 ? 20 : 0;
  const byte = (): number => (random.below(1 + sparsity) === 0 ? random.below(256) : 0);
  const draw = (): number => (kind === "Uint8Array" ? byte() : other());
  const rows = Array.from({ length: m }, () => Array.from({ length: n }, draw));
  const data = sharedNumbers(kind, rows.flat());
  return { matrix: Frame.fromMatrix({ data, rows: m, columns: n }).toMatrix(), rows };
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("the Gram matrix of a %s", (kind) => {
  test.each(TRANSFORMS)("with transform %s equals the sum of products", async (transform) => {
    await forSeeds(4, async (random) => {
      const { matrix, rows } = randomMatrix(random, kind);
      const { gram } = await gramMatrix(matrix, transform, { threads: 1 });
      const expected = slowGram(slowTransform(rows, transform)).flat();
      const scale = Math.max(...expected.map(Math.abs), 1);
      gram.forEach((value, i) => expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-11));
    });
  });

  test("has the same bits on 1, 2 and 3 threads", async () => {
    await forSeeds(3, async (random) => {
      const { matrix } = randomMatrix(random, kind);
      const one = await gramMatrix(matrix, "standardize", { threads: 1 });
      for (const threads of [2, 3]) expect(await gramMatrix(matrix, "standardize", { threads })).toEqual(one);
    });
  });
});

test("the Gram matrix of bytes is exact at the largest values", async () => {
  const m = 70_000;
  const data = new Uint8Array(2 * m).fill(255);
  const matrix = Frame.fromMatrix({ data, rows: m, columns: 2 }).toMatrix();
  const { gram } = await gramMatrix(matrix, "none", { threads: 2 });
  expect([...gram]).toEqual(new Array(4).fill(255 * 255 * m));
});
