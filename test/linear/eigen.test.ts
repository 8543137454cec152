import { expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { symmetricEigen } from "#src/linear/eigen.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowEigen } from "../reference/linear.js";

function randomSymmetric(random: Random, n: number): number[][] {
  const a = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i][j] = a[j][i] = signed(random);
  return a;
}

test("eigenvalues equal those of Jacobi's rotations", async () => {
  await forSeeds(12, (random) => {
    const n = 1 + random.below(24);
    const a = randomSymmetric(random, n);
    const { values } = symmetricEigen(createInstance(), Float64Array.from(a.flat()), n, n);
    slowEigen(a).values.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 10));
  });
});

test("eigenvectors are orthonormal and solve A v = λ v, also with repeated eigenvalues", async () => {
  await forSeeds(12, (random, seed) => {
    const n = 2 + random.below(40);
    const a = randomSymmetric(random, n);
    // Every third matrix repeats eigenvalues: a projector plus the identity.
    if (seed % 3 === 0) {
      const u = Array.from({ length: n }, () => signed(random));
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i][j] = (i === j ? 1 : 0) + u[i] * u[j];
    }
    const { values, vectors } = symmetricEigen(createInstance(), Float64Array.from(a.flat()), n, n);
    for (let p = 0; p < n; p++) {
      const v = Array.from(vectors.subarray(p * n, (p + 1) * n));
      a.forEach((row, i) => {
        expect(row.reduce((sum, value, j) => sum + value * v[j], 0)).toBeCloseTo(values[p] * v[i], 9);
      });
      for (let q = 0; q <= p; q++) {
        const product = v.reduce((sum, value, i) => sum + value * vectors[q * n + i], 0);
        expect(product).toBeCloseTo(p === q ? 1 : 0, 10);
      }
    }
  });
});

test("an already diagonal matrix keeps its entries, largest first", () => {
  const { values, vectors } = symmetricEigen(createInstance(), Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 3), 3, 2);
  expect([...values]).toEqual([5, 3]);
  expect([...vectors].map(Math.abs)).toEqual([0, 1, 0, 0, 0, 1]);
});

test.each([60, 150, 151, 240])(
  "the Gram matrix of three groups of %i rows has three eigenvalues, others being rounding",
  (n) => {
    const gram = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n) % 3, (at % n) % 3];
      return i === j ? Math.ceil((n - i) / 3) : 0;
    });
    const { values } = symmetricEigen(createInstance(), gram, n, n);
    const wanted = [0, 1, 2].map((group) => Math.ceil((n - group) / 3) ** 2);
    values.forEach((value, i) => expect(Math.abs(value - (wanted[i] ?? 0))).toBeLessThan(1e-11 * wanted[0]));
  },
);

test("a matrix times a power of two has the same vectors and the values times it, bit by bit", async () => {
  await forSeeds(6, (random) => {
    const n = 2 + random.below(20);
    const a = Float64Array.from(randomSymmetric(random, n).flat());
    const { values, vectors } = symmetricEigen(createInstance(), a, n, n);
    for (const factor of [2 ** -600, 2 ** 600]) {
      const times = a.map((entry) => entry * factor);
      const scaled = symmetricEigen(createInstance(), times, n, n);
      expect(scaled.vectors).toEqual(vectors);
      expect(scaled.values).toEqual(values.map((value) => value * factor));
    }
  });
});

test("a matrix with values that are not finite is an error, not an endless loop", () => {
  expect(() => symmetricEigen(createInstance(), new Float64Array(9).fill(NaN), 3, 3)).toThrow(/not finite/);
});
