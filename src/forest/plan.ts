/**
 * One thread's memory for growing trees: TypeScript's side of the map in `src/assembly/forest-plan.ts`. Blocks are
 * allocated once a job, for the largest tree it may grow; a tree only sets the state.
 */
import type { Arena } from "../wasm/arena.js";
import type { Bins } from "./bins.js";

/** Four-byte fields in the order of the assembly's `TreePlan`; the generator's state takes two. */
const FIELDS = [
  ...(["randomLow", "randomHigh", "columns", "allRows", "features", "offsets", "labels", "values", "inBag"] as const),
  ...([
    "scratch",
    "order",
    "candidates",
    "missing",
    "ranks",
    "rankBytes",
    "lists",
    "sides",
    "digits",
    "counts16",
    "counts32",
    "touched",
    "totals16",
    "totals",
  ] as const),
  ...(["lefts", "best", "classWeights", "classes", "criterion", "plain", "mtry", "maxDepth", "minNodeSize"] as const),
  ...(["stack", "open", "local", "localMost", "localStart", "localEnd", "nodes", "leaves", "feature"] as const),
  ...(["right", "split", "gain", "size", "leaf"] as const),
];
export type PlanField = (typeof FIELDS)[number];

export interface PlanSizes {
  bins: Bins;
  /** Most different rows in a tree. */
  mostRows: number;
  /** 0 for regression. */
  classes: number;
  maxDepth: number;
}

/** Bytes of a node's rows copied together: they stay in a core's second-level cache for the whole subtree. */
const LOCAL_BYTES = 2 ** 20;

/** Most nodes and leaves of one tree. */
export function mostNodes(rows: number, maxDepth: number): { nodes: number; leaves: number } {
  const leaves = maxDepth < 30 ? Math.min(rows, 2 ** maxDepth) : rows;
  return { nodes: 2 * leaves - 1, leaves };
}

export class Plan {
  /** Byte offset of the plan. */
  readonly at: number;
  readonly mostRows: number;
  readonly #arena: Arena;
  readonly #blocks: Record<string, number>;

  constructor(arena: Arena, { bins, mostRows, classes, maxDepth }: PlanSizes) {
    const { rows, features, exact } = bins;
    const { nodes, leaves } = mostNodes(mostRows, maxDepth);
    const regression = classes === 0;
    const cells = rows * features;
    const localRows =
      exact === undefined && cells > LOCAL_BYTES ? Math.min(mostRows, Math.floor(LOCAL_BYTES / features)) : 0;
    this.#arena = arena;
    this.mostRows = mostRows;
    this.at = arena.allocate(4 * FIELDS.length);
    const sizes = {
      columns: cells,
      offsets: 4 * mostRows,
      labels: 4 * mostRows,
      values: regression ? 8 * mostRows : 0,
      scratch: 16 * mostRows + 16,
      order: 4 * features,
      missing: features,
      ranks: 4 * (exact?.ranks.length ?? 0),
      lists: exact === undefined ? 0 : 16 * mostRows * features,
      sides: exact === undefined ? 0 : mostRows,
      digits: 1024,
      counts16: 256 * 32,
      counts32: 256 * Math.max(16, 4 * classes),
      touched: 32,
      totals16: 32,
      totals: 8 * Math.max(1, classes),
      lefts: 8 * Math.max(1, classes),
      best: 32,
      classWeights: 8 * Math.max(1, classes),
      stack: 16 * (mostRows + 2),
      local: localRows * features,
      feature: 4 * nodes,
      right: 4 * nodes,
      split: 12 * nodes,
      gain: 8 * nodes,
      size: 8 * nodes,
      leaf: regression ? 8 * leaves : 4 * leaves * classes,
    };
    this.#blocks = Object.fromEntries(Object.entries(sizes).map(([name, bytes]) => [name, arena.allocate(bytes)]));
    for (const [name, at] of Object.entries(this.#blocks)) this.set(name as PlanField, at);
    arena.bytes(this.#blocks.columns, cells).set(bins.columns);
    arena.bytes(this.#blocks.missing, features).set(bins.missing);
    if (exact === undefined) this.set("ranks", 0);
    else arena.integers(this.#blocks.ranks, exact.ranks.length).set(exact.ranks);
    this.set("rankBytes", exact?.rankBytes ?? 0);
    this.set("allRows", rows);
    this.set("features", features);
    this.set("classes", classes);
    this.set("candidates", bins.candidates.length);
    this.set("localMost", localRows);
    this.set("maxDepth", maxDepth);
  }

  get(field: PlanField): number {
    return this.#arena.integers(this.at, FIELDS.length)[FIELDS.indexOf(field)];
  }

  set(field: PlanField, value: number): void {
    this.#arena.integers(this.at, FIELDS.length)[FIELDS.indexOf(field)] = value;
  }

  bytes(block: PlanField, length: number): Uint8Array {
    return this.#arena.bytes(this.#blocks[block], length);
  }

  integers(block: PlanField, length: number): Int32Array {
    return this.#arena.integers(this.#blocks[block], length);
  }

  doubles(block: PlanField, length: number): Float64Array {
    return this.#arena.doubles(this.#blocks[block], length);
  }

  floats(block: PlanField, length: number): Float32Array {
    const bytes = this.#arena.bytes(this.#blocks[block], 4 * length);
    return new Float32Array(bytes.buffer, bytes.byteOffset, length);
  }
}
