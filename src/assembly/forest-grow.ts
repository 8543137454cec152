/**
 * One tree, grown depth first: in-bag rows → nodes in preorder (see `forest-plan.ts`).
 *
 * At a node features are drawn one by one, without repeating, until `mtry` were looked at and at least one of them
 * varies; the best cut parts the node's rows in place, in their order.
 */
import { cutsOfSorted, firstMissing, listOf, partLists, ROW, sortLists } from "./forest-exact";
import { TreePlan } from "./forest-plan";
import { countSums, cutsOfSums } from "./forest-regression";
import { BestSplit, clear16, count16, cuts16, marked, MISSING, takeMissing } from "./forest-split";
import { clear32, count32, cuts32, xlogx } from "./forest-weighted";

/** What the 16-bit route holds. */
const MOST_ROWS_16: f64 = 32767;
const MOST_CLASSES_16: i32 = 16;
/** Bytes of one open node on the stack. */
const ENTRY: usize = 16;

/** The node at hand: how often its rows were drawn, the same by class weight, Σ n² by weight, whether it is of one kind. */
let size: f64 = 0;
let rows: f64 = 0;
let squares: f64 = 0;
let pure: bool = false;

/** 0 when the tree is done; 1 when rows localStart … localEnd − 1 are wanted in `local`, after which it goes on. */
export function growTree(at: usize): i32 {
  const plan = changetype<TreePlan>(at);
  const best = changetype<BestSplit>(plan.best);
  if (plan.ranks !== 0) sortLists(plan);
  while (plan.open > 0) {
    const entry = plan.stack + ENTRY * <usize>(plan.open - 1);
    const start = load<i32>(entry);
    const end = load<i32>(entry, 4);
    const depth = load<i32>(entry, 8);
    const parent = load<i32>(entry, 12);
    if (plan.classes > 0) classTotals(plan, start, end);
    else valueTotals(plan, start, end);
    let split = false;
    if (!pure && depth < plan.maxDepth && size > <f64>plan.minNodeSize) {
      const inside = start >= plan.localStart && end <= plan.localEnd;
      if (!inside && end - start <= plan.localMost) {
        plan.localStart = start;
        plan.localEnd = end;
        return 1;
      }
      split = findSplit(plan, start, end, inside);
    }
    plan.open--;
    const node = <usize>plan.nodes;
    plan.nodes++;
    if (parent >= 0) store<i32>(plan.right + ((<usize>parent) << 2), <i32>node);
    store<f64>(plan.size + (node << 3), size);
    if (!split) {
      store<i32>(plan.feature + (node << 2), -1);
      store<i32>(plan.right + (node << 2), plan.leaves);
      writeLeaf(plan);
      continue;
    }
    const middle = plan.ranks !== 0 ? partLists(plan, start, end) : part(plan, start, end);
    let flags = best.missingLeft;
    if (load<u8>(plan.missing + <usize>best.feature) === 0 || flags < 0) flags = <i32>(middle - start > end - middle);
    if (load<u8>(plan.missing + <usize>best.feature) !== 0) flags |= 2;
    store<i32>(plan.feature + (node << 2), best.feature);
    store<i32>(plan.split + 12 * node, best.low);
    store<i32>(plan.split + 12 * node, best.high, 4);
    store<i32>(plan.split + 12 * node, flags, 8);
    store<f64>(plan.gain + (node << 3), best.score - parentScore(plan));
    push(plan, middle, end, depth + 1, <i32>node);
    push(plan, start, middle, depth + 1, -1);
  }
  return 0;
}

function push(plan: TreePlan, start: i32, end: i32, depth: i32, parent: i32): void {
  const entry = plan.stack + ENTRY * <usize>plan.open;
  plan.open++;
  store<i32>(entry, start);
  store<i32>(entry, end, 4);
  store<i32>(entry, depth, 8);
  store<i32>(entry, parent, 12);
}

/** The list of some feature, where there are lists: all hold the node's rows. */
function anyList(plan: TreePlan): usize {
  return plan.ranks !== 0 && plan.candidates > 0 ? listOf(plan, load<i32>(plan.order)) : 0;
}

/** Rows of each class, Σ n and Σ n² by weight, and whether there is one class only. */
function classTotals(plan: TreePlan, start: i32, end: i32): void {
  const totals = plan.totals;
  const bytes = (<usize>plan.classes) << 3;
  memory.fill(totals, 0, bytes);
  const list = anyList(plan);
  const labels = list !== 0 ? list + 4 : plan.labels;
  const step = list !== 0 ? ROW : 4;
  for (let at = labels + step * <usize>start; at < labels + step * <usize>end; at += step) {
    const drawn = load<u32>(at);
    const cell = totals + ((<usize>(drawn & 0xffff)) << 3);
    store<f64>(cell, load<f64>(cell) + <f64>(drawn >> 16));
  }
  size = 0;
  rows = 0;
  squares = 0;
  let present = 0;
  for (let c: usize = 0; c < bytes; c += 8) {
    const count = load<f64>(totals + c);
    if (c < 128) store<i16>(plan.totals16 + (c >> 2), <i16>count);
    if (count > 0) present++;
    size += count;
    const weighted = count * load<f64>(plan.classWeights + c);
    store<f64>(totals + c, weighted);
    rows += weighted;
    squares += weighted * weighted;
  }
  pure = present <= 1;
}

/** The same for values: rows, and in `totals` their sum; pure when all are equal. */
function valueTotals(plan: TreePlan, start: i32, end: i32): void {
  rows = 0;
  let sum: f64 = 0;
  const list = anyList(plan);
  let first = NaN;
  pure = true;
  for (let i = <usize>start; i < <usize>end; i++) {
    const place = list !== 0 ? <usize>load<u32>(list + ROW * i, 8) : i;
    const weight = <f64>(load<u32>(plan.labels + (place << 2)) >> 16);
    const value = load<f64>(plan.values + (place << 3));
    if (i === <usize>start) first = value;
    rows += weight;
    sum += weight * value;
    if (value !== first) pure = false;
  }
  size = rows;
  store<f64>(plan.totals, sum);
}

/** The score of the node before it is split. */
function parentScore(plan: TreePlan): f64 {
  if (plan.classes === 0) {
    const sum = load<f64>(plan.totals);
    return (sum * sum) / rows;
  }
  if (plan.criterion === 0) return squares / rows;
  let score = -xlogx(rows);
  for (let c: usize = 0; c < (<usize>plan.classes) << 3; c += 8) score += xlogx(load<f64>(plan.totals + c));
  return score;
}

/** Fills `best`; false when no feature varies in the node. */
function findSplit(plan: TreePlan, start: i32, end: i32, inside: bool): bool {
  const best = changetype<BestSplit>(plan.best);
  best.score = -Infinity;
  best.feature = -1;
  const short =
    plan.classes > 0 &&
    plan.plain !== 0 &&
    plan.criterion === 0 &&
    plan.classes <= MOST_CLASSES_16 &&
    rows <= MOST_ROWS_16;
  for (let seen = 0; seen < plan.candidates && (seen < plan.mtry || best.feature < 0); seen++) {
    const feature = draw(plan, seen);
    if (plan.ranks !== 0) {
      searchSorted(plan, feature, start, end);
      continue;
    }
    const base = baseOf(plan, feature, inside);
    if (plan.classes === 0) countSums(plan, base, start, end);
    else if (short) count16(plan, base, start, end);
    else count32(plan, base, start, end);
    const bins = marked(plan.touched);
    const missing = takeMissing(plan, feature);
    if (bins > 1) {
      offerCuts(plan, feature, short, missing, false);
      // Alone on one side they are offered already.
      if (missing && bins > 2) offerCuts(plan, feature, short, true, true);
    }
    if (short) clear16(plan, missing);
    else clear32(plan, plan.classes === 0 ? 16 : (<usize>plan.classes) << 2, missing);
    // Nothing missing here: the direction is that of the larger child.
    if (best.feature === feature && !missing) best.missingLeft = -1;
  }
  return best.feature >= 0;
}

/** The exact search; see `forest-exact.ts`. */
function searchSorted(plan: TreePlan, feature: i32, start: i32, end: i32): void {
  const best = changetype<BestSplit>(plan.best);
  const list = listOf(plan, feature);
  const first = load<i32>(list + ROW * <usize>start);
  if (first === load<i32>(list + ROW * <usize>(end - 1))) return;
  const present = firstMissing(list, start, end);
  cutsOfSorted(plan, feature, rows, squares, start, present, end, false);
  const alone = first === load<i32>(list + ROW * <usize>(present - 1));
  if (present < end && !alone) cutsOfSorted(plan, feature, rows, squares, start, present, end, true);
  if (best.feature === feature && present === end) best.missingLeft = -1;
}

function offerCuts(plan: TreePlan, feature: i32, short: bool, missing: bool, missingLeft: bool): void {
  if (plan.classes === 0) cutsOfSums(plan, feature, rows, load<f64>(plan.totals), missing, missingLeft);
  else if (short) cuts16(plan, feature, <i32>rows, <i32>squares, missing, missingLeft);
  else cuts32(plan, feature, rows, squares, missing, missingLeft);
}

/** The bins of a feature: where offset 0 of the node's rows would be. */
function baseOf(plan: TreePlan, feature: i32, inside: bool): usize {
  return inside ? plan.local + <usize>feature : plan.columns + <usize>feature * <usize>plan.allRows;
}

/** The next feature, at random among those not drawn yet (Fisher and Yates; generator: xorshift64*, Vigna 2016). */
function draw(plan: TreePlan, seen: i32): i32 {
  let state = plan.random;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  plan.random = state;
  const number = (state * 0x2545f4914f6cdd1d) >> 32;
  const other = plan.order + ((<usize>seen + <usize>((number * <u64>(plan.candidates - seen)) >> 32)) << 2);
  const here = plan.order + ((<usize>seen) << 2);
  const feature = load<i32>(other);
  store<i32>(other, load<i32>(here));
  store<i32>(here, feature);
  return feature;
}

/** Rows that go left before those that go right, both in their order; returns where the right ones begin. */
function part(plan: TreePlan, start: i32, end: i32): i32 {
  const best = changetype<BestSplit>(plan.best);
  const base = baseOf(plan, best.feature, start >= plan.localStart && end <= plan.localEnd);
  const low = <u32>best.low;
  const missing: u32 = load<u8>(plan.missing + <usize>best.feature) !== 0 && best.missingLeft > 0 ? MISSING : 256;
  let to = <usize>start;
  let aside: usize = 0;
  const asideLabels = plan.scratch + ((<usize>plan.inBag) << 2);
  const asideValues = plan.scratch + ((<usize>plan.inBag) << 3);
  for (let i = <usize>start; i < <usize>end; i++) {
    const offset = load<u32>(plan.offsets + (i << 2));
    const label = load<u32>(plan.labels + (i << 2));
    const bin = <u32>load<u8>(base + <usize>offset);
    const left = <usize>(bin <= low || bin === missing);
    store<u32>(plan.offsets + (to << 2), offset);
    store<u32>(plan.labels + (to << 2), label);
    store<u32>(plan.scratch + (aside << 2), offset);
    store<u32>(asideLabels + (aside << 2), label);
    if (plan.classes === 0) {
      const value = load<f64>(plan.values + (i << 3));
      store<f64>(plan.values + (to << 3), value);
      store<f64>(asideValues + (aside << 3), value);
    }
    to += left;
    aside += 1 - left;
  }
  memory.copy(plan.offsets + (to << 2), plan.scratch, aside << 2);
  memory.copy(plan.labels + (to << 2), asideLabels, aside << 2);
  if (plan.classes === 0) memory.copy(plan.values + (to << 3), asideValues, aside << 3);
  return <i32>to;
}

/** Shares of the classes by weight, or the mean. */
function writeLeaf(plan: TreePlan): void {
  const leaf = <usize>plan.leaves;
  plan.leaves++;
  if (plan.classes === 0) {
    store<f64>(plan.leaf + (leaf << 3), load<f64>(plan.totals) / rows);
    return;
  }
  const line = plan.leaf + ((leaf * <usize>plan.classes) << 2);
  for (let c: usize = 0; c < <usize>plan.classes; c++) {
    store<f32>(line + (c << 2), <f32>(load<f64>(plan.totals + (c << 3)) / rows));
  }
}
