import { expect, test } from "@jest/globals";
import { groupColumns, multiply } from "#src/linear/multiply.js";
import { createInstance } from "#src/wasm/instance.js";
import { forSeeds, signed } from "../helpers/property.js";
import { slowProduct } from "../reference/linear.js";

test("the product equals the sum of products, with columns in groups or not", async () => {
  await forSeeds(6, (random) => {
    const [rows, columns] = [4 + 4 * random.below(5), 4 + 4 * random.below(5)];
    const inner = 1 + random.below(30);
    const draw = (length: number): number[] => Array.from({ length }, () => signed(random));
    const a = Array.from({ length: rows }, () => draw(inner));
    const b = Array.from({ length: inner }, () => draw(columns));
    const { routines, arena } = createInstance();
    const at = [rows * inner, inner * columns, rows * columns].map((count) => arena.allocate(8 * count));
    arena.doubles(at[0], rows * inner).set(a.flat());
    arena.doubles(at[1], inner * columns).set(b.flat());
    if (random.below(2) === 0) multiply(routines, at[0], at[1], at[2], rows, inner, columns);
    else {
      const grouped = arena.allocate(8 * inner * columns);
      groupColumns(arena.doubles(grouped, inner * columns), Float64Array.from(b.flat()), inner, columns);
      multiply(routines, at[0], grouped, at[2], rows, inner, columns, true);
    }
    const product = arena.doubles(at[2], rows * columns);
    slowProduct(a, b)
      .flat()
      .forEach((value, i) => expect(product[i]).toBeCloseTo(value, 12));
  });
});
