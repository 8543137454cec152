/**
 * The same search between all values instead of between bins: the node's rows are sorted by the rank of their value, and
 * every change of rank is a cut. For features so few that the grid of their bins is coarser than the rows.
 *
 * A sorted row is 16 bytes: rank u32, label u32 (drawn · 65536 + class), value f64. A missing cell has the last rank.
 */
import { startsOfCounts } from "./counting";
import { TreePlan } from "./forest-plan";
import { BestSplit } from "./forest-split";
import { entropyScore } from "./forest-weighted";

const ROW: usize = 16;
/** Up to so many rows are sorted by insertion. */
const FEW: i32 = 40;
export const MISSING_RANK: i32 = -1;

/** Writes rows start … end − 1 in the order of the feature's ranks; equal ones in their own order. */
export function sortRows(plan: TreePlan, feature: i32, start: i32, end: i32): void {
  const ranks = plan.ranks + ((<usize>feature * <usize>plan.allRows) << 2);
  let rows = plan.sorted;
  const count = end - start;
  for (let i: usize = 0; i < <usize>count; i++) {
    const from = <usize>start + i;
    const to = rows + ROW * i;
    store<u32>(to, load<u32>(ranks + ((<usize>load<u32>(plan.offsets + (from << 2))) << 2)));
    store<u32>(to, load<u32>(plan.labels + (from << 2)), 4);
    if (plan.classes === 0) store<f64>(to, load<f64>(plan.values + (from << 3)), 8);
  }
  if (count <= FEW) {
    insertion(rows, count);
    return;
  }
  let other = rows + ROW * <usize>plan.inBag;
  for (let digit = 0; digit < plan.rankBytes; digit++) {
    scatter(rows, other, count, digit << 3, plan.digits);
    const swap = rows;
    rows = other;
    other = swap;
  }
  if (rows !== plan.sorted) memory.copy(plan.sorted, rows, ROW * <usize>count);
}

function insertion(rows: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const from = rows + ROW * <usize>i;
    const row = v128.load(from);
    const rank = load<u32>(from);
    let to = from;
    while (to > rows && load<u32>(to - ROW) > rank) {
      v128.store(to, v128.load(to - ROW));
      to -= ROW;
    }
    v128.store(to, row);
  }
}

/** One pass of a radix sort over the byte of the rank at `shift`; digits: 256 u32 of scratch. */
function scatter(from: usize, to: usize, count: i32, shift: i32, digits: usize): void {
  memory.fill(digits, 0, 1024);
  for (let i: usize = 0; i < <usize>count; i++) {
    const cell = digits + ((<usize>((load<u32>(from + ROW * i) >> shift) & 255)) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
  startsOfCounts(digits);
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = from + ROW * i;
    const cell = digits + ((<usize>((load<u32>(row) >> shift) & 255)) << 2);
    const place = load<u32>(cell);
    store<u32>(cell, place + 1);
    v128.store(to + ROW * <usize>place, v128.load(row));
  }
}

/** The first of the sorted rows that is missing, or `count`. */
export function firstMissing(plan: TreePlan, count: i32): i32 {
  let first = count;
  while (first > 0 && load<i32>(plan.sorted + ROW * <usize>(first - 1)) === MISSING_RANK) first--;
  return first;
}

let left: f64 = 0;
let squaresLeft: f64 = 0;
let squaresRight: f64 = 0;
let sumLeft: f64 = 0;

/** Moves one sorted row from right to left. */
function move(plan: TreePlan, at: usize): void {
  const label = load<u32>(at, 4);
  let weight = <f64>(label >> 16);
  if (plan.classes === 0) {
    left += weight;
    sumLeft += weight * load<f64>(at, 8);
    return;
  }
  const c = (<usize>(label & 0xffff)) << 3;
  weight *= load<f64>(plan.classWeights + c);
  const inLeft = load<f64>(plan.lefts + c);
  squaresLeft += weight * (2 * inLeft + weight);
  squaresRight += weight * (weight - 2 * (load<f64>(plan.totals + c) - inLeft));
  left += weight;
  store<f64>(plan.lefts + c, inLeft + weight);
}

/**
 * Offers every cut of the sorted rows, the first `present` of which are not missing. rows and squares: as in
 * `forest-weighted.ts`.
 */
export function cutsOfSorted(
  plan: TreePlan,
  feature: i32,
  rows: f64,
  squares: f64,
  present: i32,
  count: i32,
  missingLeft: bool,
): void {
  const best = changetype<BestSplit>(plan.best);
  const sum = load<f64>(plan.totals);
  if (plan.classes > 0) memory.fill(plan.lefts, 0, (<usize>plan.classes) << 3);
  left = 0;
  squaresLeft = 0;
  squaresRight = squares;
  sumLeft = 0;
  if (missingLeft) for (let i = present; i < count; i++) move(plan, plan.sorted + ROW * <usize>i);
  const last = missingLeft || present === count ? present - 1 : present;
  for (let i = 0; i < last; i++) {
    const at = plan.sorted + ROW * <usize>i;
    move(plan, at);
    const low = load<i32>(at);
    const high = load<i32>(at + ROW);
    if (low === high) continue;
    const right = rows - left;
    let found: f64;
    if (plan.classes === 0) found = (sumLeft * sumLeft) / left + ((sum - sumLeft) * (sum - sumLeft)) / right;
    else if (plan.criterion === 1) found = entropyScore(plan, left, right);
    else found = squaresLeft / left + squaresRight / right;
    if (found > best.score) {
      best.score = found;
      best.feature = feature;
      best.low = low;
      best.high = high;
      best.missingLeft = <i32>missingLeft;
    }
  }
}
