import { expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { leadingEigenInto, leadingResult, type LeadingResult } from "#src/linear/leading.js";
import { sharedDoubles } from "#src/matrix/matrix.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowEigen } from "../reference/linear.js";

/** Diagonalised at once, because k is more than a 64th of n. */
async function leading(matrix: number[][], k: number, threads = 1): Promise<LeadingResult> {
  const n = matrix.length;
  const gram = sharedDoubles(n * n);
  gram.set(matrix.flat());
  const result = leadingResult(n, k, 1);
  await leadingEigenInto({ gram, n, k, seed: 1, maxIterations: 1, tolerance: 0, result }, { threads });
  return result;
}

const square = (n: number, entry: (i: number, j: number) => number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(Math.min(i, j), Math.max(i, j))));

/** Symmetric matrices that are hard in different ways. */
const MATRICES: Record<string, (random: Random, n: number) => number[][]> = {
  "random entries": (random, n) => {
    const entries = Array.from({ length: n * n }, () => signed(random));
    return square(n, (i, j) => entries[i * n + j]);
  },
  "one value repeated but for one direction": (random, n) => {
    const u = Array.from({ length: n }, () => signed(random));
    return square(n, (i, j) => (i === j ? 1 : 0) + u[i] * u[j]);
  },
  "low rank": (random, n) => {
    const u = Array.from({ length: 3 * n }, () => signed(random));
    return square(n, (i, j) => u[i] * u[j] + u[n + i] * u[n + j] + 1e-3 * u[2 * n + i] * u[2 * n + j]);
  },
  "values over ten orders of magnitude": (random, n) => {
    const u = Array.from({ length: n * n }, () => signed(random));
    return square(n, (i, j) =>
      u.slice(0, n).reduce((sum, _, p) => sum + 10 ** (-10 * (p / n)) * u[p * n + i] * u[p * n + j], 0),
    );
  },
  "pairs of close values": (random, n) => {
    const noise = Array.from({ length: n * n }, () => signed(random));
    return square(n, (i, j) => (i === j ? 5 + Math.floor(i / 2) : 0) + 1e-8 * noise[i * n + j]);
  },
  "no coupling at all": (random, n) => square(n, (i, j) => (i === j ? random.below(4) : 0)),
  zeros: (_, n) => square(n, () => 0),
};

test.each(Object.keys(MATRICES))(
  "the leading pairs of a matrix with %s are those of Jacobi's rotations",
  async (kind) => {
    await forSeeds(6, async (random) => {
      const n = 1 + random.below(45);
      const k = 1 + random.below(n);
      const matrix = MATRICES[kind](random, n);
      const expected = slowEigen(matrix).values;
      const norm = Math.max(1e-300, ...expected.map(Math.abs));
      const { values, vectors, status } = await leading(matrix, k);
      expect(status[1]).toBe(1);
      for (let p = 0; p < k; p++) {
        expect(Math.abs(values[p] - expected[p]) / norm).toBeLessThan(1e-12);
        const v = Array.from(vectors.subarray(p * n, (p + 1) * n));
        matrix.forEach((row, i) => {
          const image = row.reduce((sum, value, j) => sum + value * v[j], 0);
          expect(Math.abs(image - values[p] * v[i]) / norm).toBeLessThan(1e-10);
        });
        for (let q = 0; q <= p; q++) {
          const product = v.reduce((sum, value, i) => sum + value * vectors[q * n + i], 0);
          expect(Math.abs(product - (p === q ? 1 : 0))).toBeLessThan(1e-10);
        }
      }
    });
  },
);

test("the leading pairs have the same bits on 1, 2, 3 and 5 threads", async () => {
  await forSeeds(4, async (random) => {
    const n = 2 + random.below(70);
    const matrix = MATRICES["random entries"](random, n);
    const k = Math.max(1, Math.floor(n / 2));
    const one = await leading(matrix, k, 1);
    for (const threads of [2, 3, 5]) {
      const other = await leading(matrix, k, threads);
      expect(other.values).toEqual(one.values);
      expect(other.vectors).toEqual(one.vectors);
    }
  });
});

test("a matrix times a power of two has the same vectors and the values times it, bit by bit", async () => {
  await forSeeds(4, async (random) => {
    const n = 2 + random.below(70);
    const matrix = MATRICES["random entries"](random, n);
    const k = Math.max(1, Math.floor(n / 2));
    const { values, vectors } = await leading(matrix, k);
    for (const factor of [2 ** -600, 2 ** 600]) {
      const times = matrix.map((row) => row.map((entry) => entry * factor));
      const scaled = await leading(times, k);
      expect(scaled.vectors).toEqual(vectors);
      expect(scaled.values).toEqual(values.map((value) => value * factor));
    }
  });
});

test("iteration 0 keeps the columns of the largest squares", async () => {
  const { history } = await leading(
    [
      [1, 0, 0],
      [0, 5, 0],
      [0, 0, 3],
    ],
    1,
  );
  expect(history[0]).toBe(4);
});

test("a matrix with values that are not finite is an error, not an endless loop", async () => {
  await expect(
    leading(
      square(3, () => NaN),
      3,
    ),
  ).rejects.toThrow(/not finite/);
});

test("a line nearly parallel to one before it ends orthogonal to it to rounding", async () => {
  await forSeeds(5, (random) => {
    const n = 2 + 2 * random.below(20);
    const { routines, arena } = createInstance();
    const linesAt = arena.allocate(16 * n);
    const lines = arena.doubles(linesAt, 2 * n);
    const [first, second] = [lines.subarray(0, n), lines.subarray(n)];
    for (let j = 0; j < n; j++) first[j] = signed(random);
    const norm = Math.hypot(...first);
    for (let j = 0; j < n; j++) {
      first[j] /= norm;
      second[j] = first[j] + 1e-10 * signed(random);
    }
    routines.orthogonalise(linesAt, 8 * n, 0, 1, n);
    const along = first.reduce((sum, value, j) => sum + value * second[j], 0);
    expect(Math.abs(along)).toBeLessThan(1e-14);
    expect(Math.hypot(...second)).toBeCloseTo(1, 14);
  });
});
