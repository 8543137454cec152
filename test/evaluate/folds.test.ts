import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { assignFolds, type FoldOptions } from "#src/evaluate/folds.js";
import { type Target, targetOf } from "#src/forest/target.js";
import { Frame } from "#src/frame/frame.js";
import { forSeeds } from "../helpers/property.js";

function labelled(labels: string[]): { frame: Frame; target: Target } {
  const frame = Frame.fromColumns({ y: labels, x: labels.map((_, i) => i) });
  return { frame, target: targetOf(frame, "y", undefined) };
}

interface FoldVectors {
  random: { seed: number; folds: number; of: number[] };
  stratified: { seed: number; folds: number; labels: number[]; of: number[] };
}
const vectors = JSON.parse(readFileSync("test/fixtures/h2o-folds.json", "utf8")) as FoldVectors;

test("random folds are H2O's for the same seed", () => {
  const { seed, folds, of } = vectors.random;
  const { frame, target } = labelled(of.map((_, i) => (i % 3 === 0 ? "a" : "b")));
  expect([...assignFolds(frame, target, { folds, foldAssignment: "random" }, seed).of]).toEqual(of);
});

test("H2O's stratified folds are H2O's for the same seed", () => {
  const { seed, folds, of, labels } = vectors.stratified;
  const { frame, target } = labelled(labels.map(String));
  expect([...assignFolds(frame, target, { folds, foldAssignment: "h2oStratified" }, seed).of]).toEqual(of);
});

test("modulo folds take the rows in turn", () => {
  const { frame, target } = labelled(["a", "b", "a", "b", "a"]);
  expect([...assignFolds(frame, target, { folds: 3, foldAssignment: "modulo" }, 1).of]).toEqual([0, 1, 2, 0, 1]);
});

test("stratified folds part each class evenly, and are of one size", async () => {
  await forSeeds(20, (random, seed) => {
    const classes = 1 + random.below(4);
    const rows = 10 + random.below(200);
    const labels = Array.from({ length: rows }, () => `c${Math.floor(classes * random.uniform() ** 2)}`);
    const { frame, target } = labelled(labels);
    const count = 2 + random.below(8);
    const { of } = assignFolds(frame, target, { folds: count }, seed);
    const sizes = (keep: (row: number) => boolean): number[] => {
      const found = new Array<number>(count).fill(0);
      of.forEach((fold, row) => (found[fold] += keep(row) ? 1 : 0));
      return found;
    };
    const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);
    expect(spread(sizes(() => true))).toBeLessThanOrEqual(1);
    for (const name of new Set(labels)) expect(spread(sizes((row) => labels[row] === name))).toBeLessThanOrEqual(1);
    expect([...assignFolds(frame, target, { folds: count }, seed).of]).toEqual([...of]);
  });
});

test("folds may be given, as an array or as a column", () => {
  const { frame, target } = labelled(["a", "b", "a", "b"]);
  expect(assignFolds(frame, target, { folds: [1, 0, 0, 1] }, 1)).toMatchObject({ count: 2, assignment: "given" });
  expect([
    ...assignFolds(frame.drop("x").cbind(Frame.fromColumns({ f: [0, 1, 2, 0] })), target, { folds: "f" }, 1).of,
  ]).toEqual([0, 1, 2, 0]);
});

test.each([
  [{ folds: 5 }, "Expected folds to be a whole number from 2 to min(rows, 255) = 4 but found 5"],
  [{ folds: 1 }, "found 1"],
  [{ folds: [0, 1] }, "a fold for each of 4 rows but found 2"],
  [{ folds: [0, 1, 0, 0.5] }, "found 0.5 in row 3"],
  [{ folds: [0, 0, 0, 0] }, "at least 2 folds but found 1"],
  [{ folds: [0, 2, 0, 2] }, "found none in fold 1 of 3"],
  [{ folds: "no" }, '"no"'],
  [{ folds: [0, 1, 0, 1], foldAssignment: "modulo" }, "foldAssignment to be absent"],
  [{ folds: 2, foldAssignment: "odd" }, "foldAssignment to be one of"],
])("folds that cannot be are refused: %j", (options, message) => {
  const { frame, target } = labelled(["a", "b", "a", "b"]);
  expect(() => assignFolds(frame, target, options as unknown as FoldOptions, 1)).toThrow(message);
});
