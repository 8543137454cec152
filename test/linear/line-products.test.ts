import { expect, test } from "@jest/globals";
import { dotProducts, weightedSums } from "#src/linear/line-products.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowProduct } from "../reference/linear.js";

test("dot products and weighted sums of lines are matrix products, also of lines longer than a panel", async () => {
  const instance = createInstance();
  await forSeeds(8, (random) => {
    const [aCount, bCount] = [1 + random.below(9), 1 + random.below(9)];
    const n = random.below(2) === 0 ? 1 + random.below(20) : 500 + random.below(100);
    const draw = (count: number, length: number): number[][] =>
      Array.from({ length: count }, () => Array.from({ length }, () => signed(random)));
    const [a, b, weights] = [draw(aCount, n), draw(bCount, n), draw(bCount, aCount)];
    const flat = (lines: number[][]): Float64Array => Float64Array.from(lines.flat());
    const dots = dotProducts(instance, flat(a), aCount, flat(b), bCount, n);
    slowProduct(
      a,
      b[0].map((_, t) => b.map((line) => line[t])),
    )
      .flat()
      .forEach((value, i) => expect(dots[i]).toBeCloseTo(value, 10));
    const sums = weightedSums(instance, flat(weights), bCount, flat(a), aCount, n);
    slowProduct(weights, a)
      .flat()
      .forEach((value, i) => expect(sums[i]).toBeCloseTo(value, 10));
  });
});
