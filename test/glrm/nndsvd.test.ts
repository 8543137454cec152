/** The start without negative entries beside scikit-learn's, and what it is refused for. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { readCsv } from "#src/frame/read-csv.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmOptions } from "#src/glrm/options.js";

type Starts = Record<"whole" | "holes", number[][][]>;
const starts = JSON.parse(readFileSync("test/fixtures/nndsvd.json", "utf8")) as Starts;
const nonNegative = { regularizationX: "nonNegative", regularizationY: "nonNegative" } as const;

async function arrests(data: keyof Starts): Promise<Frame> {
  const frame = (await readCsv("test/fixtures/usarrests.csv")).drop("State");
  const cells = Float64Array.from(frame.objects().flatMap((row) => Object.values(row) as number[]));
  if (data === "holes") cells.forEach((_, i) => (cells[i] = i % 3 === 0 ? NaN : cells[i]));
  return Frame.fromMatrix({ data: cells, rows: 50, columns: 4 });
}

test.each(["whole", "holes"] as const)("init nndsvd is scikit-learn's, missing cells being 0: %s", async (data) => {
  const frame = await arrests(data);
  for (const [i, expected] of starts[data].entries()) {
    // H2O's rule ends here before it moves Y.
    const options: GlrmOptions = { k: i + 1, init: "nndsvd", solver: "h2o", gammaX: 1, gammaY: 1, maxUpdates: 1 };
    for (const threads of [1, 2]) {
      const model = await glrm(frame, { ...options, ...nonNegative, threads });
      const found = model.archetypes.objects().map((row) => Object.values(row) as number[]);
      expect(found).toEqual(expected.map((line) => line.map((value) => expect.closeTo(value, 7))));
    }
  }
});

test("it leads to the optimum of a product of factors that are not negative", async () => {
  const [rows, columns, k] = [40, 6, 3];
  const x = Array.from({ length: rows }, (_, i) => Array.from({ length: k }, (_, c) => (i * (c + 2) + c) % 4));
  const y = Array.from({ length: k }, (_, c) =>
    Array.from({ length: columns }, (_, j) => Number(j % k === c) * (j + 1)),
  );
  const data = Float64Array.from(
    x.flatMap((line) => y[0].map((_, j) => line.reduce((sum, value, c) => sum + value * y[c][j], 0))),
  );
  const frame = Frame.fromMatrix({ data, rows, columns });
  const model = await glrm(frame, { k, init: "nndsvd", tolerance: 1e-12, ...nonNegative });
  expect(model.objective).toBeLessThan(1e-6 * data.reduce((sum, value) => sum + value ** 2, 0));
});

test("it starts as many archetypes as the working memory of a small start has no room for", async () => {
  const [rows, columns] = [150, 120];
  const data = Float64Array.from({ length: rows * columns }, (_, i) => (i * i) % 101);
  const model = await glrm(Frame.fromMatrix({ data, rows, columns }), {
    ...{ k: 100, init: "nndsvd", maxIterations: 1 },
    ...nonNegative,
  });
  expect(model.objective).toBeLessThan(0.1 * data.reduce((sum, value) => sum + value ** 2, 0));
});

test("it is refused where factors may be negative", async () => {
  const frame = await arrests("whole");
  await expect(glrm(frame, { k: 2, init: "nndsvd", regularizationY: "nonNegative" })).rejects.toThrow(
    'Expected X and Y to be "nonNegative" with init "nndsvd" but found "none" for X and "nonNegative" for Y',
  );
});
