/** The guide's code runs, block after block, as it is written. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

test("the recipes of docs/glrm.md run and find a model each", () => {
  const guide = readFileSync("docs/glrm.md", "utf8");
  const blocks = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => block.replaceAll(" as const", ""));
  expect(blocks.length).toBe(9);
  const objectives =
    "console.log(JSON.stringify([pca, parts, clusters, robust, upper, few, model].map((one) => one.objective)));";
  const printed = execFileSync(
    process.execPath,
    ["--input-type=module", "--eval", [...blocks, objectives].join("\n")],
    {
      encoding: "utf8",
    },
  );
  const found = JSON.parse(printed.trim().split("\n").at(-1)!) as number[];
  // R's prcomp of the standardized table, two components: the squares of the other two singular values.
  expect(found[0]).toBeCloseTo(25.9696701, 6);
  // Lloyd's algorithm on the standardized table, 3 centres, 2000 random starts: from 78.3233 to 97.6808.
  expect(found[2]).toBeGreaterThan(78.3232);
  expect(found[2]).toBeLessThan(97.681);
  expect(found.every((objective) => Number.isFinite(objective) && objective > 0)).toBe(true);
});
