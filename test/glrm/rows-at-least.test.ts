import { expect, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import { forSeeds, signed } from "../helpers/property.js";

const rowsOf = (frame: Frame): number[][] => frame.objects().map((row) => Object.values(row).map(Number));

test.each(["absolute", "quantile"] as const)(
  "a fit with non-negative rows under %s loss ends where no row can gain",
  async (loss) => {
    await forSeeds(3, async (random) => {
      const draw = (count: number): number[] => Array.from({ length: count }, () => 2 * signed(random));
      const factors = Array.from({ length: 200 }, () => draw(4));
      const cells = Array.from({ length: 12 }, () => {
        const y = draw(4);
        return factors.map((x) => x.reduce((u, entry, c) => u + entry * y[c], signed(random)));
      });
      const columns = Object.fromEntries(cells.map((column, j) => [`c${j}`, column]));
      const options = {
        k: 5,
        loss,
        quantile: 0.7,
        regularizationX: "nonNegative",
        onProgress: () => undefined,
      } as const;
      const model = await glrm(Frame.fromColumns(columns), options);
      const y = rowsOf(model.archetypes);
      const total = (rows: number[][]): number =>
        rows.reduce((sum, x, i) => {
          return cells.reduce((inner, column, j) => {
            const distance = column[i] - x.reduce((u, entry, c) => u + entry * y[c][j], 0);
            return inner + (loss === "absolute" ? Math.abs(distance) : Math.max(0.7 * distance, -0.3 * distance));
          }, sum);
        }, 0);
      const placed = total(rowsOf(await model.transform(Frame.fromColumns(columns))));
      expect(total(rowsOf(model.representation))).toBeLessThan(1.001 * placed);
    });
  },
);
