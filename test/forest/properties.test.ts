import { expect, test } from "@jest/globals";
import type { Random } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { type ForestOptions } from "#src/forest/options.js";
import { leafOfBins, leafOfValues } from "#src/forest/trees.js";
import { forSeeds } from "../helpers/property.js";
import { bestScore, type PlainNode, sideScore } from "../reference/forest.js";
import { grow, visits, wholeTree } from "./grown.js";

interface Table {
  rows: number[][];
  labels: number[];
  frame: Frame;
}

/** A table of numbers with ties, missing cells if asked for, and labels that depend on it. */
function table(random: Random, kind: "bytes" | "numbers" | "missing", classes: number, most = 60): Table {
  const count = 2 + random.below(most);
  const features = 1 + random.below(5);
  const values = 2 + random.below(40);
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: features }, () => {
      if (kind === "missing" && random.uniform() < 0.2) return NaN;
      return kind === "bytes" ? random.below(values) : Math.round(100 * random.uniform() * values) / 100 - 5;
    }),
  );
  const labels = rows.map((row) => {
    const signal = row.reduce((sum, value) => sum + (value || 0), 0) / 9 + 2 * random.uniform();
    return classes === 0 ? signal : Math.abs(Math.floor(signal)) % classes;
  });
  const columns = Array.from({ length: features }, (_, f) => {
    const cells = rows.map((row) => row[f]);
    return [`f${f}`, kind === "bytes" ? Uint8Array.from(cells) : Float64Array.from(cells)] as const;
  });
  const frame = Frame.fromColumns({ y: Float64Array.from(labels), ...Object.fromEntries(columns) });
  return { rows, labels, frame };
}

const ways: [string, Partial<ForestOptions> & { classes: number; kind: "bytes" | "numbers" | "missing" }][] = [
  ["Gini on bytes, 16-bit counts", { classes: 3, kind: "bytes" }],
  ["Gini on numbers with missing cells, 16-bit counts", { classes: 3, kind: "missing" }],
  ["entropy", { classes: 3, kind: "bytes", criterion: "entropy" }],
  ["entropy with missing cells", { classes: 4, kind: "missing", criterion: "entropy" }],
  ["more than 16 classes", { classes: 19, kind: "numbers" }],
  ["class weights", { classes: 3, kind: "missing", classWeights: "balanced" }],
  ["squared error", { classes: 0, kind: "bytes" }],
  ["squared error with missing cells", { classes: 0, kind: "missing" }],
  ["exact cuts, Gini", { classes: 3, kind: "missing", exact: true }],
  [
    "exact cuts, entropy and weights",
    { classes: 3, kind: "numbers", exact: true, criterion: "entropy", classWeights: "balanced" },
  ],
  ["exact cuts, squared error", { classes: 0, kind: "missing", exact: true }],
];

test.each(ways)("no cut is better than the chosen one, and rows go where it says: %s", async (_, way) => {
  const { classes, kind, ...more } = way;
  await forSeeds(12, async (random) => {
    const { rows, labels, frame } = table(random, kind, classes);
    const task = classes === 0 ? "regression" : "classification";
    const options = { ...wholeTree, ...more, target: "y", task, minNodeSize: 1, mtry: rows[0].length } as const;
    const { trees, target } = await grow(frame, { ...options, exact: more.exact ?? false });
    const codes = target.task === "classification" ? [...target.labels] : labels;
    const width = target.task === "classification" ? target.classes.length : 0;
    const present = target.task === "classification" ? target.classes.length : 0;
    const counts = Array.from({ length: present }, (__, c) => codes.filter((code) => code === c).length);
    const weights = counts.map((count) => (more.classWeights === undefined ? 1 : rows.length / (present * count)));
    for (const { node, rows: here } of visits(trees, 0, rows)) {
      const plain: PlainNode = {
        rows: here.map((i) => rows[i]),
        times: here.map(() => 1),
        labels: here.map((i) => codes[i]),
        classes: width,
        weights,
        criterion: more.criterion ?? "gini",
      };
      expect(trees.size[node]).toBe(here.length);
      const pure = new Set(plain.labels).size <= 1;
      const best = bestScore(plain);
      const parent = sideScore(
        plain,
        plain.rows.map((__, i) => i),
      );
      if (trees.feature[node] >= 0) {
        expect(pure).toBe(false);
        expect(trees.gain[node]).toBeCloseTo(best - parent, 8);
      } else {
        expect(pure || here.length <= 1 || best === -Infinity).toBe(true);
        const at = (trees.leafStart[0] + trees.right[node]) * Math.max(1, width);
        if (width === 0) {
          expect(trees.leaf[at]).toBeCloseTo(plain.labels.reduce((a, b) => a + b, 0) / here.length, 9);
        } else {
          const total = plain.labels.reduce((sum, c) => sum + weights[c], 0);
          for (let c = 0; c < width; c++) {
            const share = (plain.labels.filter((label) => label === c).length * weights[c]) / total;
            expect(trees.leaf[at + c]).toBeCloseTo(share, 6);
          }
        }
      }
    }
  });
});

test("the same seed grows the same bits on this thread, 1, 2 and 3 threads", async () => {
  await forSeeds(3, async (random, seed) => {
    const { frame } = table(random, "missing", 3, 400);
    const options = { target: "y", task: "classification", trees: 9, seed } as const;
    const [first, ...others] = await Promise.all(
      [0, 1, 2, 3].map((threads) => grow(frame, { ...options, threads: threads === 0 ? undefined : threads })),
    );
    for (const other of others) expect(other.trees).toEqual(first.trees);
  });
});

test("a training row ends in the same leaf by its bins and by its values", async () => {
  await forSeeds(10, async (random, seed) => {
    const { rows, frame } = table(random, seed % 2 === 0 ? "missing" : "bytes", 3, 300);
    const { trees, bins } = await grow(frame, { target: "y", task: "classification", trees: 3, seed, exact: false });
    for (let tree = 0; tree < 3; tree++) {
      rows.forEach((row, i) => {
        const byBins = leafOfBins(trees, tree, bins.lines, bins.linesOffset + i * bins.linesStride);
        expect(leafOfValues(trees, tree, Float64Array.from(row), 0)).toBe(byBins);
      });
    }
  });
});

test("looking at one feature a split still parts all rows that differ: it draws on until a feature varies", async () => {
  await forSeeds(10, async (random, seed) => {
    // Sparse rows, all different: deep nodes are constant in most features.
    const rows = [...new Set(Array.from({ length: 60 }, () => random.below(2 ** 12)))];
    const bits = rows.map((row) => Array.from({ length: 12 }, (_, bit) => (row >> bit) & 1));
    const columns = Array.from({ length: 12 }, (_, f) => [`f${f}`, Uint8Array.from(bits, (row) => row[f])] as const);
    const labels = rows.map(() => random.below(3));
    const frame = Frame.fromColumns({ y: labels, ...Object.fromEntries(columns) });
    const { trees } = await grow(frame, { ...wholeTree, target: "y", task: "classification", mtry: 1, seed });
    for (const { node, rows: here } of visits(trees, 0, bits)) {
      if (trees.feature[node] < 0) expect(new Set(here.map((i) => labels[i])).size).toBe(1);
    }
  });
});

test("each bag holds as many draws as rows, and a tree's root counts them all", async () => {
  await forSeeds(5, async (random, seed) => {
    const { frame, rows } = table(random, "bytes", 2, 200);
    for (const replace of [true, false]) {
      const { trees, bags, bagBytes } = await grow(frame, {
        target: "y",
        task: "classification",
        trees: 4,
        replace,
        seed,
      });
      const draws = replace ? rows.length : Math.max(1, Math.round(0.632 * rows.length));
      for (let tree = 0; tree < 4; tree++) {
        expect(trees.size[trees.nodeStart[tree]]).toBe(draws);
        const different = rows.filter((_, i) => (bags[tree * bagBytes + (i >> 3)] >> (i & 7)) & 1).length;
        if (replace) expect(different).toBeLessThanOrEqual(draws);
        else expect(different).toBe(draws);
      }
    }
  });
});

test("wide tables: small nodes in their own memory give the tree that the columns give", async () => {
  await forSeeds(2, async (random, seed) => {
    // More than a megabyte of bins, so that small nodes are copied; the labels depend on one feature.
    const [rows, features] = [1200, 1000];
    const data = Uint8Array.from({ length: rows * features }, () => random.below(256));
    const labels = Uint8Array.from(
      { length: rows },
      (_, i) => (data[i * features + 7] > 128 ? 1 : 0) + (data[i * features] > 200 ? 2 : 0),
    );
    const frame = Frame.fromColumns({ y: labels }).assign(Frame.fromMatrix({ data, rows, columns: features }));
    const options = { ...wholeTree, target: "y", task: "classification", mtry: features, seed } as const;
    const { trees } = await grow(frame, options);
    const at = Array.from({ length: rows }, (_, i) => [...data.subarray(i * features, (i + 1) * features)]);
    for (const { node, rows: here } of visits(trees, 0, at)) {
      expect(trees.size[node]).toBe(here.length);
      if (trees.feature[node] < 0) expect(new Set(here.map((i) => labels[i])).size).toBe(1);
    }
  });
}, 30_000);
