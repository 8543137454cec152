/** The singular value decomposition of X·Y from its factors. */
import { expect, test } from "@jest/globals";
import { svdOfProduct, svdOfProductAtOnce, turnToCanonical } from "#src/glrm/importance.js";
import { sharedDoubles } from "#src/matrix/matrix.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowEigen, slowGram, slowProduct } from "../reference/linear.js";

function shared(values: number[]): Float64Array {
  const doubles = sharedDoubles(values.length);
  doubles.set(values);
  return doubles;
}

test("it is that of the product however its size is shared between X and Y, and the turn keeps the product", async () => {
  await forSeeds(12, async (random) => {
    const [m, n, k] = [9, 6, 3];
    const sizes = Array.from({ length: k }, () => 10 ** (20 * random.uniform() - 10));
    const rowsOfX = Array.from({ length: m }, () => sizes.map((size) => size * signed(random)));
    const rowsOfY = sizes.map((size) => Array.from({ length: n }, () => signed(random) / size));
    const product = slowProduct(rowsOfX, rowsOfY);
    const x = shared(rowsOfX.flat());
    const y = Float64Array.from(rowsOfY.flat());
    const svd = await svdOfProduct(x, y, k, { threads: 0 });
    const squares = slowEigen(slowGram(product)).values.slice(0, k);
    svd.values.forEach((value, i) => expect(value ** 2 / squares[i]).toBeCloseTo(1, 6));
    await turnToCanonical(x, y, svd, { threads: 0 });
    const lines = (values: Float64Array, length: number): number[][] =>
      Array.from({ length: values.length / length }, (_, i) => [...values.subarray(i * length, (i + 1) * length)]);
    const turned = slowProduct(lines(x, k), lines(y, n));
    turned.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(product[i][j], 7)));
  });
});

test("it is the same to the last bit at once and on any number of threads", async () => {
  await forSeeds(4, async (random) => {
    const k = 1 + random.below(70);
    const [m, n] = [k + random.below(400), k + random.below(9)];
    const x = shared(Array.from({ length: m * k }, () => signed(random)));
    const y = Float64Array.from({ length: k * n }, () => signed(random));
    const svd = svdOfProductAtOnce(x, y, k);
    for (const threads of [0, 1, 2, 3]) expect(await svdOfProduct(x, y, k, { threads })).toEqual(svd);
  });
});
