import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { crossValidate } from "#src/evaluate/cross-validate.js";
import { Frame } from "#src/frame/frame.js";
import { fashionMnist } from "#src/frame/fashion-mnist.js";
import { randomForest } from "#src/forest/random-forest.js";
import { testOnRealData } from "../helpers/real-data.js";
import { grow, wholeTree } from "./grown.js";

interface Packed {
  name: string;
  rows: number;
  columns: number;
  /** gzip, base64 of float32, row-major. */
  x: string;
  y: number[];
}

interface Reference {
  tool: string;
  trees: (Packed & {
    settings: { min_samples_split: number; criterion?: "gini" | "entropy"; max_depth?: number };
    nodes: { feature: number[]; threshold: (number | null)[]; right: number[]; size: number[]; value: number[][] };
  })[];
  forests: (Packed & {
    task: "classification" | "regression";
    settings: { n_estimators: number; max_features: number | "sqrt"; min_samples_split?: number };
    mean: number;
    sd: number;
  })[];
}

const reference = JSON.parse(readFileSync("test/fixtures/forest.json", "utf8")) as Reference;

function unpack({ x, rows, columns }: Packed): Float32Array {
  const bytes = gunzipSync(Buffer.from(x, "base64"));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4 * rows * columns));
}

test.each(reference.trees.map((tree) => [tree.name, tree] as const))(
  "a tree of all rows is scikit-learn's, cut by cut: %s",
  async (name, stored) => {
    const { rows, columns, y, nodes, settings } = stored;
    const data = Uint8Array.from(unpack(stored));
    const frame = Frame.fromColumns({ y: Float64Array.from(y) }).assign(Frame.fromMatrix({ data, rows, columns }));
    const regression = settings.criterion === undefined;
    const weighted = name === "weights" ? { classWeights: { 0: 1, 1: 2.5, 2: 0.5 } } : {};
    const { trees } = await grow(frame, {
      ...wholeTree,
      ...weighted,
      target: "y",
      task: regression ? "regression" : "classification",
      mtry: columns,
      minNodeSize: settings.min_samples_split - 1,
      ...(settings.criterion === undefined ? {} : { criterion: settings.criterion }),
      ...(settings.max_depth === undefined ? {} : { maxDepth: settings.max_depth }),
    });
    expect([...trees.feature]).toEqual(nodes.feature);
    expect([...trees.size]).toEqual(nodes.size);
    nodes.feature.forEach((feature, node) => {
      if (feature >= 0) {
        expect(trees.threshold[node]).toBe(nodes.threshold[node]);
        expect(trees.right[node]).toBe(nodes.right[node]);
        return;
      }
      const width = nodes.value[node].length;
      nodes.value[node].forEach((value, c) => {
        expect(trees.leaf[trees.right[node] * width + c]).toBeCloseTo(value, 6);
      });
    });
  },
);

test.each(reference.forests.map((forest) => [forest.name, forest] as const))(
  "five-fold score of 200 trees is scikit-learn's within noise: %s",
  async (_, stored) => {
    const { rows, columns, y, task, settings, mean, sd } = stored;
    const frame = Frame.fromColumns({ y: Float64Array.from(y) }).assign(
      Frame.fromMatrix({ data: Float64Array.from(unpack(stored)), rows, columns }),
    );
    const scores: number[] = [];
    for (const seed of [1, 2, 3]) {
      const cv = await crossValidate(frame, {
        target: "y",
        task,
        trees: settings.n_estimators,
        folds: Array.from({ length: rows }, (__, i) => i % 5),
        minNodeSize: (settings.min_samples_split ?? 2) - 1,
        ...(settings.max_features === "sqrt" ? {} : { mtry: settings.max_features }),
        seed,
      });
      scores.push(cv.score);
    }
    const ours = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    // Three seeds against ten: four standard errors of the difference, and what 256 bins may cost or give.
    expect(Math.abs(ours - mean)).toBeLessThan(4 * sd * Math.sqrt(1 / 3 + 1 / 10) + 0.004);
  },
  60_000,
);

testOnRealData(
  "Fashion-MNIST, 20 trees on the pixels: the out-of-bag and test errors are those of R's randomForest",
  async () => {
    const forest = await randomForest(await fashionMnist(), { target: "label", trees: 20, seed: 1 });
    // R's randomForest(ntree = 20): out of bag 0.1505, test accuracy 0.8675.
    expect(Math.abs(forest.oobError - 0.1505)).toBeLessThan(0.006);
    const test = await fashionMnist({ split: "test" });
    const predicted = (await forest.predict(test)).column("predict");
    const labels = test.column("label");
    let right = 0;
    for (let row = 0; row < 10_000; row++) if (predicted.at(row) === labels.at(row)) right++;
    expect(Math.abs(right / 10_000 - 0.8675)).toBeLessThan(0.006);
  },
  120_000,
);
