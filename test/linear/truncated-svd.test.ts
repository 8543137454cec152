import { describe, expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { cheapestMethod, type SvdMethod, type SvdOptions, truncatedSvd } from "#src/linear/truncated-svd.js";
import { TRANSFORMS } from "#src/matrix/columns.js";
import type { Matrix } from "#src/matrix/matrix.js";
import { Interrupted } from "#src/workers/interrupted.js";
import { KINDS, sharedNumbers } from "../helpers/matrices.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowEigen, slowGram, slowTransform } from "../reference/linear.js";

const METHODS: SvdMethod[] = ["Gram matrix of the columns", "Gram matrix of the rows", "block Krylov on the data"];
const settings = { seed: 5, maxIterations: 500, tolerance: 0 };

function randomMatrix(random: Random, kind: keyof typeof KINDS, rows: number, columns: number): Matrix {
  const missing = kind !== "Uint8Array";
  // A few strong directions on noise, so that a block Krylov space has something to find.
  const draw = (_: unknown, cell: number): number => {
    if (missing && random.below(8) === 0) return NaN;
    const [i, j] = [Math.floor(cell / columns), cell % columns];
    const value =
      120 + 60 * Math.sin(i + 1) * Math.cos(j) + 30 * Math.sin(3 * i) * Math.sin(2 * j) + 5 * signed(random);
    return kind === "Uint8Array" ? Math.round(value) : value;
  };
  const data = sharedNumbers(kind, Array.from({ length: rows * columns }, draw));
  return { data, rows, columns, rowStride: columns, offset: 0, names: [] };
}

const rowsOf = ({ data, rows, columns }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));

describe.each(METHODS)("the truncated SVD by the %s", (method) => {
  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    "of a %s has the singular values, and vectors that leave the objective",
    async (kind) => {
      await forSeeds(4, async (random, seed) => {
        const matrix = randomMatrix(random, kind, 20 + random.below(60), 20 + random.below(60));
        const transform = TRANSFORMS[(seed + kind.length) % TRANSFORMS.length];
        const t = slowTransform(rowsOf(matrix), transform);
        const eigen = slowEigen(slowGram(t)).values;
        const k = 1 + random.below(3);
        const svd = await truncatedSvd(matrix, { ...settings, k, transform, method, left: true }, { threads: 1 });
        expect(svd.converged).toBe(true);
        svd.singularValues.forEach((value, i) => expect(value / Math.sqrt(eigen[i])).toBeCloseTo(1, 9));
        const total = eigen.reduce((sum, value) => sum + value);
        expect(svd.total / total).toBeCloseTo(1, 11);
        const objective = eigen.slice(k).reduce((sum, value) => sum + value);
        expect(svd.objective / objective).toBeCloseTo(1, 8);
        let left = 0;
        t.forEach((row, i) => {
          row.forEach((value, j) => {
            let rest = value;
            for (let f = 0; f < k; f++) {
              rest -= svd.left![i * k + f] * svd.singularValues[f] * svd.right[f * matrix.columns + j];
            }
            left += rest * rest;
          });
        });
        expect(left / objective).toBeCloseTo(1, 7);
      });
    },
  );

  test("has the same bits on 1, 2 and 3 threads", async () => {
    await forSeeds(2, async (random) => {
      const matrix = randomMatrix(random, "Float32Array", 150, 130);
      const options: SvdOptions = { ...settings, k: 2, transform: "standardize", method, left: true };
      const one = await truncatedSvd(matrix, options, { threads: 1 });
      for (const threads of [2, 3]) {
        const other = await truncatedSvd(matrix, options, { threads });
        for (const part of ["singularValues", "right", "left", "objective"] as const) {
          expect(other[part]).toEqual(one[part]);
        }
      }
    });
  });
});

test("a space that is longer than its limit starts again and still converges", async () => {
  await forSeeds(2, async (random) => {
    const data = sharedNumbers(
      "Float64Array",
      Array.from({ length: 512 * 200 }, () => signed(random)),
    );
    const matrix: Matrix = { data, rows: 512, columns: 200, rowStride: 200, offset: 0, names: [] };
    const options = { ...settings, k: 2, transform: "none" } as const;
    const krylov = await truncatedSvd(matrix, { ...options, method: "block Krylov on the data" }, { threads: 1 });
    const exact = await truncatedSvd(
      matrix,
      { ...options, k: 8, method: "Gram matrix of the columns" },
      { threads: 1 },
    );
    expect(krylov.history.length).toBeGreaterThan(33);
    krylov.singularValues.forEach((value, i) => expect(value / exact.singularValues[i]).toBeCloseTo(1, 10));
    const path = krylov.history.map(({ objective }) => objective);
    path.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(path[i] * (1 + 1e-12)));
  });
});

test("left vectors come with factors of their own, from singular values and right vectors", async () => {
  await forSeeds(2, async (random) => {
    const matrix = randomMatrix(random, "Float64Array", 40, 30);
    for (const method of METHODS) {
      const options = { ...settings, k: 2, transform: "demean", method } as const;
      const plain = await truncatedSvd(matrix, { ...options, left: true }, { threads: 1 });
      const left = (values: Float64Array, right: Float64Array): number[] => [Math.sign(right[0]) * values[0], 7];
      const scaled = await truncatedSvd(matrix, { ...options, left }, { threads: 1 });
      const [first] = left(plain.singularValues, plain.right);
      plain.left!.forEach((value, i) => expect(scaled.left![i]).toBeCloseTo(value * (i % 2 === 0 ? first : 7), 8));
    }
  });
});

test.each([0, 1e-6])("the objective of a rank 2 matrix with noise of %d keeps its digits", async (noise) => {
  await forSeeds(2, async (random) => {
    const [m, n] = [50, 40];
    const [u, v] = [0, 1].map(() => Array.from({ length: 2 * (m + n) }, () => Math.round(100 * signed(random))));
    const rest = Array.from({ length: m * n }, () => noise * signed(random));
    const values = rest.map((extra, cell) => {
      const [i, j] = [Math.floor(cell / n), cell % n];
      return u[i] * v[j] + u[m + i] * v[n + j] + extra;
    });
    const data = sharedNumbers("Float64Array", values);
    const matrix: Matrix = { data, rows: m, columns: n, rowStride: n, offset: 0, names: [] };
    const { objective, total } = await truncatedSvd(matrix, { ...settings, k: 2, transform: "none" }, { threads: 2 });
    if (noise === 0) expect(objective / total).toBeLessThan(1e-26);
    // Two directions of the noise are fitted too: of 40 · 50 degrees of freedom, about 2 · (40 + 50) go.
    else expect(objective / rest.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo((48 * 38) / (50 * 40), 1);
  });
});

test("wide data take the Gram matrix of the rows, tall data that of the columns, large data the block Krylov method", () => {
  const matrix = (rows: number, columns: number): Matrix => ({
    ...{ data: new Float32Array(0), rows, columns, rowStride: columns, offset: 0, names: [] },
  });
  expect(cheapestMethod(matrix(200, 12_000), 8)).toBe(METHODS[1]);
  expect(cheapestMethod(matrix(60_000, 784), 64)).toBe(METHODS[0]);
  expect(cheapestMethod(matrix(200_000, 100_000), 16)).toBe(METHODS[2]);
  // A space of many lines costs more than its passes over the data.
  expect(cheapestMethod(matrix(3000, 3000), 100)).toBe(METHODS[0]);
});

test("12,000 columns of a few rows are decomposed without a matrix of 12,000 x 12,000", async () => {
  await forSeeds(1, async (random) => {
    const matrix = randomMatrix(random, "Uint8Array", 25, 12_000);
    const svd = await truncatedSvd(matrix, { ...settings, k: 2, transform: "demean" }, { threads: 2 });
    const eigen = slowEigen(slowGram(transpose(slowTransform(rowsOf(matrix), "demean")))).values;
    svd.singularValues.forEach((value, i) => expect(value / Math.sqrt(eigen[i])).toBeCloseTo(1, 9));
    expect(svd.right.length).toBe(24_000);
  });
});

test("interrupted among its iterations, the error carries the best decomposition so far", async () => {
  const [m, n] = [500, 400];
  const values = Array.from({ length: m * n }, (_, i) => (i % n === Math.floor(i / n) ? 1 + 1e-7 * (i % n) : 0));
  const matrix: Matrix = {
    ...{ data: sharedNumbers("Float64Array", values), rows: m, columns: n, rowStride: n, offset: 0, names: [] },
  };
  const controller = new AbortController();
  const onProgress = ({ share }: { share: number }): void => {
    if (share > 0.7) controller.abort();
  };
  const running = truncatedSvd(
    matrix,
    { ...settings, maxIterations: 100_000, k: 1, transform: "none", left: true },
    { threads: 2, signal: controller.signal, onProgress },
  );
  const outcome: unknown = await running.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Interrupted);
  const { model } = outcome as Interrupted<Awaited<typeof running>>;
  expect(model?.converged).toBe(false);
  expect(model?.right.length).toBe(n);
  expect(model?.left?.length).toBe(m);
});

function transpose(rows: number[][]): number[][] {
  return rows[0].map((_, j) => rows.map((row) => row[j]));
}
