import { describe, expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { columnStatistics } from "#src/linear/column-statistics.js";
import type { Matrix } from "#src/matrix/matrix.js";
import { forSeeds, signed } from "../helpers/property.js";
import { KINDS, sharedNumbers } from "../helpers/matrices.js";
import { slowStatistics } from "../reference/linear.js";

/** Rows inside a larger block, so that offset and stride matter; a tenth missing where the kind can say so. */
function randomMatrix(random: Random, kind: keyof typeof KINDS): Matrix {
  const columns = 1 + random.below(random.below(4) === 0 ? 1200 : 40);
  const rows = 1 + random.below(random.below(4) === 0 && columns < 41 ? 40_000 : 400);
  const [rowStride, offset] = [columns + random.below(5), random.below(7)];
  const data: Matrix["data"] = new KINDS[kind](offset + rows * rowStride).fill(77);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = kind === "Uint8Array" ? random.below(256) : j % 5 === 0 ? 2.7 : 1e4 + signed(random);
      data[offset + i * rowStride + j] = kind !== "Uint8Array" && random.below(10) === 0 ? NaN : value;
    }
  }
  return { data, rows, columns, rowStride, offset, names: [] };
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("column statistics of a %s", (kind) => {
  test("are those of each column's observed cells", async () => {
    await forSeeds(8, async (random) => {
      const matrix = randomMatrix(random, kind);
      const found = await columnStatistics(matrix, { threads: 0 });
      for (let j = 0; j < matrix.columns; j++) {
        const cells = Array.from(
          { length: matrix.rows },
          (_, i) => matrix.data[matrix.offset + i * matrix.rowStride + j],
        );
        const { observed, mean, deviation, smallest, largest } = slowStatistics(cells);
        expect(found.observed[j]).toBe(observed);
        expect(Math.abs(found.mean[j] - mean)).toBeLessThanOrEqual(1e-12 * Math.abs(mean));
        expect(Math.abs(found.deviation[j] - deviation)).toBeLessThanOrEqual(1e-9 * deviation);
        expect([found.smallest[j], found.largest[j]]).toEqual([smallest, largest]);
        expect(found.range[j]).toBe(observed === 0 ? 0 : largest - smallest);
        expect(found.constant[j]).toBe(!(smallest < largest));
      }
    });
  });

  test("have the same bits on 1, 2 and 3 threads", async () => {
    await forSeeds(3, async (random) => {
      const matrix = randomMatrix(random, kind);
      const shared = sharedNumbers(kind, matrix.data);
      const one = await columnStatistics({ ...matrix, data: shared }, { threads: 1 });
      for (const threads of [2, 3]) {
        expect(await columnStatistics({ ...matrix, data: shared }, { threads })).toEqual(one);
      }
    });
  });
});

test("a column without observed cells has no extremes; one value has no deviation", async () => {
  const data = Float32Array.of(NaN, 4, NaN, NaN);
  const matrix: Matrix = { data, rows: 2, columns: 2, rowStride: 2, offset: 0, names: [] };
  expect(await columnStatistics(matrix, { threads: 0 })).toEqual({
    observed: Float64Array.of(0, 1),
    mean: Float64Array.of(0, 4),
    deviation: Float64Array.of(0, 0),
    smallest: Float64Array.of(NaN, 4),
    largest: Float64Array.of(NaN, 4),
    range: Float64Array.of(0, 0),
    constant: [true, true],
  });
});

test("the sums of the largest bytes stay exact over a tile of the most rows", async () => {
  const rows = 140_000;
  const data = new Uint8Array(rows).fill(255);
  data[rows - 1] = 254;
  const matrix: Matrix = { data, rows, columns: 1, rowStride: 1, offset: 0, names: [] };
  const { mean, deviation } = await columnStatistics(matrix, { threads: 0 });
  expect(mean[0]).toBeCloseTo(255 - 1 / rows, 10);
  expect(deviation[0] * Math.sqrt(rows)).toBeCloseTo(1, 6);
});
