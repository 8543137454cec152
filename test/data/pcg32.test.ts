import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { pcg32 } from "#src/data/pcg32.js";

interface Vectors {
  mask: { seed: number; uniforms: number[][] };
  gaussians: { seed: number; values: number[] };
}

const vectors = JSON.parse(readFileSync("test/fixtures/h2o-random.json", "utf8")) as Vectors;

test("the first uniform of each cell's seed is H2O's", () => {
  vectors.mask.uniforms.forEach((row, r) =>
    row.forEach((expected, c) => {
      const seed = BigInt(vectors.mask.seed + 1234 * c) ^ BigInt(1723 * r);
      expect(pcg32(seed).uniform()).toBe(expected);
    }),
  );
});

test("the normal numbers of a seed are H2O's", () => {
  const random = pcg32(BigInt(vectors.gaussians.seed));
  vectors.gaussians.values.forEach((expected) => expect(random.gaussian()).toBeCloseTo(expected, 14));
});

test("a negative seed is the Java long of the same bits", () => {
  expect(pcg32(-5n).next(32)).toBe(pcg32((1n << 64n) - 5n).next(32));
});
