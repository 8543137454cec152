/** A forest to the named arrays and the header of a model file, and back. */
import { type ModelFile, ModelFileError } from "../data/model-file.js";
import type { Cell, ColumnKind } from "../frame/column.js";
import { Feature } from "./features.js";
import type { ForestParts } from "./model.js";
import type { ForestSettings } from "./options.js";
import type { Trees } from "./trees.js";

interface Header {
  settings: ForestSettings;
  features: { name: string; kind: ColumnKind; levels?: readonly string[] }[];
  classes: readonly string[];
  cells: readonly Cell[];
  targetKind: ColumnKind;
  rows: number;
  counts: readonly (readonly number[])[];
  variance: number;
  seconds: number;
  note?: string;
}

const TREE_ARRAYS = [
  ...(["nodeStart", "leafStart", "feature", "right", "threshold", "bin", "flags", "gain", "size", "leaf"] as const),
];

export function modelFileOf(parts: ForestParts): ModelFile {
  const { settings, features, classes, cells, targetKind, trees, rows, counts, variance, seconds, note } = parts;
  const header: Header = {
    settings,
    features: features.map(({ name, kind, levels }) => ({ name, kind, ...(levels === undefined ? {} : { levels }) })),
    classes,
    cells,
    targetKind,
    rows,
    counts,
    variance,
    seconds,
    ...(note === undefined ? {} : { note }),
  };
  return {
    kind: "forest",
    header,
    arrays: {
      ...Object.fromEntries(TREE_ARRAYS.map((name) => [name, trees[name]])),
      errors: parts.errors,
      impurity: parts.impurity,
      ...(parts.permutation === undefined
        ? {}
        : { permutation: parts.permutation.mean, standardError: parts.permutation.standardError }),
    },
  };
}

/** Throws ModelFileError when the file is of another kind or its arrays do not fit together. */
export function forestParts({ kind, header, arrays }: ModelFile): ForestParts {
  if (kind !== "forest") throw new ModelFileError(`Expected a model file of kind "forest" but found "${kind}"`);
  const { features, note, ...rest } = header as Header;
  const classes = rest.classes.length;
  const count = arrays.nodeStart.length - 1;
  const trees = {
    count,
    classes,
    ...Object.fromEntries(TREE_ARRAYS.map((name) => [name, arrays[name]])),
  } as unknown as Trees;
  checkTrees(trees, features.length);
  return {
    ...rest,
    features: features.map(({ name, kind: columnKind, levels }) => new Feature(name, columnKind, levels)),
    trees,
    errors: arrays.errors as Float64Array,
    impurity: arrays.impurity as Float64Array,
    ...(arrays.permutation === undefined
      ? {}
      : {
          permutation: {
            mean: arrays.permutation as Float64Array,
            standardError: arrays.standardError as Float64Array,
          },
        }),
    note,
  };
}

/** A way down a tree must end in a leaf that exists: children follow their parents, and numbers stay in range. */
function checkTrees(trees: Trees, features: number): void {
  const { count, nodeStart, leafStart, feature, right, leaf } = trees;
  const fail = (): never => {
    throw new ModelFileError("Expected the trees of the file to fit together but found some that do not");
  };
  if (count < 1 || nodeStart[count] !== feature.length) fail();
  if (leafStart[count] * Math.max(1, trees.classes) !== leaf.length) fail();
  for (let tree = 0; tree < count; tree++) {
    const [first, end] = [nodeStart[tree], nodeStart[tree + 1]];
    const leaves = leafStart[tree + 1] - leafStart[tree];
    for (let node = first; node < end; node++) {
      const to = right[node];
      if (feature[node] < 0 ? to < 0 || to >= leaves : first + to <= node || first + to >= end) fail();
      if (feature[node] >= features) fail();
    }
  }
}
