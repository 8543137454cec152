/**
 * The threads' side of growing: one tree is one chunk. It draws its rows, grows in this thread's memory, and is written
 * behind the trees that are done already; where it lies is noted under its number, so the order of the threads is lost.
 */
import { type Random, seededRandom } from "../data/random.js";
import type { TaskContext } from "../workers/job.js";
import type { Bins } from "./bins.js";
import { Plan } from "./plan.js";
import type { Target } from "./target.js";
import { MISSING_BIN, type Trees } from "./trees.js";

/** One forest of a job: its training rows, and the seed of its trees. */
export interface Forest {
  rows: Uint32Array;
  seed: number;
}

/** The rank of a missing cell, as the assembly reads it. */
const MISSING_RANK = -1;

export interface Growth {
  criterion: "gini" | "entropy";
  mtry: number;
  maxDepth: number;
  minNodeSize: number;
  replace: boolean;
  sampleFraction: number;
}

export interface GrowInput {
  bins: Bins;
  target: Target;
  /** What a row of each class counts; empty for regression. */
  classWeights: Float64Array;
  growth: Growth;
  forests: Forest[];
  /** Trees of each forest; the job grows trees first … of the sequence forest by forest. */
  trees: number;
  first: number;
  /** Where grown trees are written in the order in which they are done. */
  log: Trees;
  /** Next free node and leaf of the log. */
  ends: Int32Array;
  /** Four a tree of the job: first node, nodes, first leaf, leaves; 0 nodes while it is not done. */
  places: Int32Array;
  /** A bit a row, set when the tree was grown from it; `bagBytes` a tree. Empty when nobody asks. */
  bags: Uint8Array;
  bagBytes: number;
}

/** The random numbers of one tree: a mixture of both numbers (finaliser of MurmurHash3, Appleby), whatever thread grows it. */
export function treeRandom(seed: number, tree: number): Random {
  return seededRandom(mixed(mixed(seed) + Math.imul(tree, 0x9e3779b1) + 1));
}

export function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

export function growTask({ routines, arena, next }: TaskContext, input: GrowInput): void {
  const { bins, target, classWeights, growth, forests, trees, first } = input;
  const mostRows = Math.max(...forests.map(({ rows }) => drawnRows(rows.length, growth)));
  const classes = target.task === "regression" ? 0 : target.classes.length;
  const plan = new Plan(arena, { bins, mostRows, classes, maxDepth: growth.maxDepth });
  plan.set("criterion", growth.criterion === "entropy" ? 1 : 0);
  plan.set("plain", classWeights.every((weight) => weight === 1) ? 1 : 0);
  plan.set("mtry", growth.mtry);
  plan.set("minNodeSize", growth.minNodeSize);
  if (classes > 0) plan.doubles("classWeights", classes).set(classWeights);
  const times = new Uint16Array(bins.rows);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const unit = first + chunk;
    const forest = forests[Math.floor(unit / trees)];
    const random = treeRandom(forest.seed, unit % trees);
    drawRows(times.fill(0), forest.rows, growth, random);
    const inBag = writeRows(plan, times, target);
    plan.integers("order", bins.candidates.length).set(bins.candidates);
    plan.set("randomLow", random.integer() | 1);
    plan.set("randomHigh", random.integer() | 0);
    plan.set("open", 1);
    plan.integers("stack", 4).set([0, inBag, 0, -1]);
    for (const field of ["localStart", "localEnd", "nodes", "leaves"] as const) plan.set(field, 0);
    while (routines.growTree(plan.at) !== 0) copyLocal(plan, bins);
    writeTree(plan, classes, input, chunk);
    if (input.bagBytes > 0) writeBag(times, input.bags.subarray(chunk * input.bagBytes, (chunk + 1) * input.bagBytes));
  }
}

/** Rows drawn for a tree, repetitions counted. */
export function drawnRows(rows: number, { sampleFraction }: Growth): number {
  return Math.max(1, Math.round(sampleFraction * rows));
}

/** How often each row is drawn. */
function drawRows(times: Uint16Array, rows: Uint32Array, growth: Growth, random: Random): void {
  const draws = drawnRows(rows.length, growth);
  if (growth.replace) {
    for (let i = 0; i < draws; i++) times[rows[random.below(rows.length)]]++;
  } else if (draws === rows.length) {
    for (const row of rows) times[row] = 1;
  } else {
    const left = rows.slice();
    for (let i = 0; i < draws; i++) {
      const other = i + random.below(left.length - i);
      times[left[other]] = 1;
      left[other] = left[i];
    }
  }
}

/** The drawn rows in order, with how often and their label or value; returns how many there are. */
function writeRows(plan: Plan, times: Uint16Array, target: Target): number {
  const room = plan.mostRows;
  const offsets = plan.integers("offsets", room);
  const labels = plan.integers("labels", room);
  const values = target.task === "regression" ? plan.doubles("values", room) : undefined;
  let count = 0;
  for (let row = 0; row < times.length; row++) {
    if (times[row] === 0) continue;
    offsets[count] = row;
    if (target.task === "regression") {
      labels[count] = times[row] << 16;
      values![count] = target.values[row];
    } else {
      labels[count] = (times[row] << 16) | target.labels[row];
    }
    count++;
  }
  plan.set("inBag", count);
  return count;
}

/** The rows of a small node, row after row, and where they are now. */
function copyLocal(plan: Plan, bins: Bins): void {
  const { features, lines, linesStride, linesOffset } = bins;
  const start = plan.get("localStart");
  const end = plan.get("localEnd");
  const offsets = plan.integers("offsets", end);
  const local = plan.bytes("local", (end - start) * features);
  for (let i = start; i < end; i++) {
    const from = linesOffset + offsets[i] * linesStride;
    const to = (i - start) * features;
    local.set(lines.subarray(from, from + features), to);
    offsets[i] = to;
  }
}

function writeTree(plan: Plan, classes: number, { bins, log, ends, places }: GrowInput, chunk: number): void {
  const nodes = plan.get("nodes");
  const leaves = plan.get("leaves");
  const firstNode = Atomics.add(ends, 0, nodes);
  const firstLeaf = Atomics.add(ends, 1, leaves);
  const feature = plan.integers("feature", nodes);
  log.feature.set(feature, firstNode);
  log.right.set(plan.integers("right", nodes), firstNode);
  log.size.set(plan.doubles("size", nodes), firstNode);
  const split = plan.integers("split", 3 * nodes);
  const gain = plan.doubles("gain", nodes);
  for (let i = 0; i < nodes; i++) {
    if (feature[i] < 0) continue;
    const [low, high, flags] = [split[3 * i], split[3 * i + 1], split[3 * i + 2]];
    const { threshold, bin } = cutOf(bins, feature[i], low, high);
    log.bin[firstNode + i] = bin;
    log.flags[firstNode + i] = flags;
    log.threshold[firstNode + i] = threshold;
    log.gain[firstNode + i] = gain[i];
  }
  if (classes === 0) log.leaf.set(plan.doubles("leaf", leaves), firstLeaf);
  else log.leaf.set(plan.floats("leaf", leaves * classes), firstLeaf * classes);
  places.set([firstNode, nodes, firstLeaf, leaves], 4 * chunk);
}

/**
 * Midway between the values on both sides, as scikit-learn and ranger have it, and the last bin up to it. A bin without
 * rows of the node may reach over the middle; the cut is then made just below it.
 */
function cutOf(bins: Bins, feature: number, from: number, to: number): { threshold: number; bin: number } {
  const { low, high, missing, exact } = bins;
  if (missing[feature] === 1 && to === (exact === undefined ? MISSING_BIN : MISSING_RANK)) {
    return { threshold: Infinity, bin: MISSING_BIN - 1 };
  }
  const distinct = exact?.distinct[feature];
  if (distinct !== undefined) return { threshold: middle(distinct[from], distinct[to]), bin: 0 };
  if (high.length === 0) return { threshold: middle(from, to), bin: Math.floor(middle(from, to)) };
  const first = 256 * feature;
  const threshold = middle(high[first + from], low[first + to]);
  let bin = from;
  for (let next = from + 1; next < to; next++) {
    if (high[first + next] === -Infinity) continue;
    if (high[first + next] > threshold) {
      return low[first + next] > threshold
        ? { threshold, bin }
        : { threshold: middle(high[first + bin], low[first + next]), bin };
    }
    bin = next;
  }
  return { threshold, bin };
}

function middle(below: number, above: number): number {
  const half = below / 2 + above / 2;
  return half >= above || half < below ? below : half;
}

function writeBag(times: Uint16Array, bag: Uint8Array): void {
  for (let row = 0; row < times.length; row++) if (times[row] > 0) bag[row >> 3] |= 1 << (row & 7);
}
