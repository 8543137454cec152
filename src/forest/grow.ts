/**
 * Grows the trees of one forest or of several (folds) on all threads: bins and target → trees in order.
 *
 * How large a tree becomes is not known before, so trees are written into a roomy log, of which only what is written takes
 * memory, and packed afterwards; when a log for all trees would be too roomy, they are grown in batches.
 */
import { run, type Running } from "../workers/pool.js";
import { drawnRows, type GrowInput } from "./grow-task.js";
import { mostNodes } from "./plan.js";
import { allocateTrees, type Trees } from "./trees.js";

export interface Grown {
  trees: Trees;
  /** A bit a row, `bagBytes` a tree; empty unless asked for. */
  bags: Uint8Array;
  bagBytes: number;
  /** Which of the trees asked for these are: all of them, unless the job was stopped. */
  done: number[];
}

export type GrowJob = Omit<GrowInput, "first" | "log" | "ends" | "places" | "bags" | "bagBytes"> & {
  /** Whether the in-bag rows are kept, for the out-of-bag error. */
  keepBags: boolean;
};

/** Bytes of a log at most; only written pages take memory. */
const LOG_BYTES = 768 * 2 ** 20;
const NODE_BYTES = 30;

/** When the signal aborts, rejects with its reason unless `partial` is given, which then gets what is done. */
export async function growTrees(job: GrowJob, running: Running, partial?: (grown: Grown) => void): Promise<Grown> {
  const { forests, trees, growth, bins, target, keepBags, ...rest } = job;
  const classes = target.task === "regression" ? 0 : target.classes.length;
  const units = forests.length * trees;
  const rows = Math.max(...forests.map((forest) => drawnRows(forest.rows.length, growth)));
  const { nodes, leaves } = mostNodes(rows, growth.maxDepth);
  const treeBytes = nodes * NODE_BYTES + leaves * Math.max(8, 4 * classes);
  const batch = Math.max(1, Math.min(units, Math.floor(LOG_BYTES / treeBytes)));
  const bagBytes = keepBags ? Math.ceil(bins.rows / 8) : 0;
  const parts: Grown[] = [];
  for (let first = 0; first < units; first += batch) {
    const count = Math.min(batch, units - first);
    const input: GrowInput = {
      ...rest,
      bins,
      target,
      growth,
      forests,
      trees,
      first,
      log: allocateTrees(count, classes, count * nodes, count * leaves),
      ends: new Int32Array(new SharedArrayBuffer(8)),
      places: new Int32Array(new SharedArrayBuffer(16 * count)),
      bags: new Uint8Array(new SharedArrayBuffer(count * bagBytes)),
      bagBytes,
    };
    const onProgress = (share: number): void => running.onProgress?.((first + share * count) / units);
    const task = { module: new URL("./grow-task.js", import.meta.url).href, name: "growTask" };
    try {
      await run({ ...running, onProgress, task, input, chunks: count });
    } catch (error) {
      if (partial !== undefined && running.signal?.aborted === true) {
        partial(joined([...parts, packed(input)], classes));
      }
      throw error;
    }
    parts.push(packed(input));
  }
  return joined(parts, classes);
}

/** The finished trees of a log, in order. */
function packed({ log, places, first, bags, bagBytes }: GrowInput): Grown {
  const chunks = Array.from({ length: log.count }, (_, chunk) => chunk).filter((chunk) => places[4 * chunk + 1] > 0);
  const sum = (field: number): number => chunks.reduce((total, chunk) => total + places[4 * chunk + field], 0);
  const trees = allocateTrees(chunks.length, log.classes, sum(1), sum(3));
  const kept = new Uint8Array(new SharedArrayBuffer(bagBytes * chunks.length));
  chunks.forEach((chunk, tree) => {
    const [fromNode, nodes, fromLeaf, leaves] = places.subarray(4 * chunk, 4 * chunk + 4);
    copyTree(log, { fromNode, nodes, fromLeaf, leaves }, trees, tree);
    kept.set(bags.subarray(chunk * bagBytes, (chunk + 1) * bagBytes), tree * bagBytes);
  });
  return { trees, bags: kept, bagBytes, done: chunks.map((chunk) => first + chunk) };
}

interface Place {
  fromNode: number;
  nodes: number;
  fromLeaf: number;
  leaves: number;
}

/** Copies one tree behind the trees before it. */
function copyTree(source: Trees, { fromNode, nodes, fromLeaf, leaves }: Place, target: Trees, tree: number): void {
  const node = target.nodeStart[tree];
  const leaf = target.leafStart[tree];
  const width = Math.max(1, source.classes);
  for (const name of ["feature", "right", "threshold", "bin", "flags", "gain", "size"] as const) {
    target[name].set(source[name].subarray(fromNode, fromNode + nodes), node);
  }
  target.leaf.set(source.leaf.subarray(fromLeaf * width, (fromLeaf + leaves) * width), leaf * width);
  target.nodeStart[tree + 1] = node + nodes;
  target.leafStart[tree + 1] = leaf + leaves;
}

function joined(parts: readonly Grown[], classes: number): Grown {
  if (parts.length === 1) return parts[0];
  const total = (count: (grown: Grown) => number): number => parts.reduce((sum, part) => sum + count(part), 0);
  const trees = allocateTrees(
    total((part) => part.trees.count),
    classes,
    total((part) => part.trees.feature.length),
    total((part) => part.trees.leaf.length / Math.max(1, classes)),
  );
  const bags = new Uint8Array(new SharedArrayBuffer(total((part) => part.bags.length)));
  let tree = 0;
  let bag = 0;
  for (const part of parts) {
    bags.set(part.bags, bag);
    bag += part.bags.length;
    for (let i = 0; i < part.trees.count; i++) copyTree(part.trees, placeOf(part.trees, i), trees, tree++);
  }
  return { trees, bags, bagBytes: parts[0].bagBytes, done: parts.flatMap((part) => part.done) };
}

function placeOf({ nodeStart, leafStart }: Trees, tree: number): Place {
  return {
    fromNode: nodeStart[tree],
    nodes: nodeStart[tree + 1] - nodeStart[tree],
    fromLeaf: leafStart[tree],
    leaves: leafStart[tree + 1] - leafStart[tree],
  };
}
