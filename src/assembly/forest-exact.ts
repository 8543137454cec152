/**
 * The same search between all values instead of between bins: for each feature the in-bag rows are sorted by the rank of
 * their value once a tree, every node parts these lists without disturbing their order, and every change of rank is a cut.
 * For features so few that the grid of their bins is coarser than the rows.
 *
 * A list has 16 bytes a row: rank u32, label u32 (drawn · 65536 + class), place in the bag u32, nothing. A missing cell has
 * the last rank. A node's rows are start … end − 1 of every list.
 */
import { startsOfCounts } from "./counting";
import { TreePlan } from "./forest-plan";
import { BestSplit } from "./forest-split";
import { entropyScore } from "./forest-weighted";

export const ROW: usize = 16;
export const MISSING_RANK: i32 = -1;

export function listOf(plan: TreePlan, feature: i32): usize {
  return plan.lists + ROW * <usize>plan.inBag * <usize>feature;
}

/** The lists of all candidates; equal ranks in the bag's order. */
export function sortLists(plan: TreePlan): void {
  const count = plan.inBag;
  for (let candidate: usize = 0; candidate < <usize>plan.candidates; candidate++) {
    const feature = load<i32>(plan.order + (candidate << 2));
    const list = listOf(plan, feature);
    const ranks = plan.ranks + ((<usize>feature * <usize>plan.allRows) << 2);
    for (let i: usize = 0; i < <usize>count; i++) {
      const to = list + ROW * i;
      store<u32>(to, load<u32>(ranks + ((<usize>load<u32>(plan.offsets + (i << 2))) << 2)));
      store<u32>(to, load<u32>(plan.labels + (i << 2)), 4);
      store<u32>(to, <u32>i, 8);
    }
    let from = list;
    let other = plan.scratch;
    for (let digit = 0; digit < plan.rankBytes; digit++) {
      scatter(from, other, count, digit << 3, plan.digits);
      const swap = from;
      from = other;
      other = swap;
    }
    if (from !== list) memory.copy(list, from, ROW * <usize>count);
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

/** Parts a node's rows of every list by the best cut, those that go left first; returns where the right ones begin. */
export function partLists(plan: TreePlan, start: i32, end: i32): i32 {
  const best = changetype<BestSplit>(plan.best);
  const low = <u32>best.low;
  const missingLeft = <usize>(load<u8>(plan.missing + <usize>best.feature) !== 0 && best.missingLeft > 0);
  const own = listOf(plan, best.feature);
  let middle = <usize>start;
  for (let row = own + ROW * <usize>start; row < own + ROW * <usize>end; row += ROW) {
    const rank = load<u32>(row);
    const left = (<usize>(rank <= low)) | (missingLeft & (<usize>(rank === <u32>MISSING_RANK)));
    store<u8>(plan.sides + <usize>load<u32>(row, 8), left);
    middle += left;
  }
  for (let candidate: usize = 0; candidate < <usize>plan.candidates; candidate++) {
    const feature = load<i32>(plan.order + (candidate << 2));
    // Its own rows are in that order already, unless the missing ones, which are last, go left.
    if (feature === best.feature && missingLeft === 0) continue;
    const list = listOf(plan, feature);
    let to = list + ROW * <usize>start;
    let aside = plan.scratch;
    for (let at = to; at < list + ROW * <usize>end; at += ROW) {
      const row = v128.load(at);
      const left = ROW * <usize>load<u8>(plan.sides + <usize>load<u32>(at, 8));
      v128.store(to, row);
      v128.store(aside, row);
      to += left;
      aside += ROW - left;
    }
    memory.copy(to, plan.scratch, aside - plan.scratch);
  }
  return <i32>middle;
}

/** The first of a list's rows start … end − 1 that is missing, or `end`. */
export function firstMissing(list: usize, start: i32, end: i32): i32 {
  let first = end;
  while (first > start && load<i32>(list + ROW * <usize>(first - 1)) === MISSING_RANK) first--;
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
    sumLeft += weight * load<f64>(plan.values + ((<usize>load<u32>(at, 8)) << 3));
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
 * Offers every cut of a feature's list, in which rows from `present` on are missing. rows and squares: as in
 * `forest-weighted.ts`.
 */
export function cutsOfSorted(
  plan: TreePlan,
  feature: i32,
  rows: f64,
  squares: f64,
  start: i32,
  present: i32,
  end: i32,
  missingLeft: bool,
): void {
  const best = changetype<BestSplit>(plan.best);
  const list = listOf(plan, feature);
  const sum = load<f64>(plan.totals);
  if (plan.classes > 0) memory.fill(plan.lefts, 0, (<usize>plan.classes) << 3);
  left = 0;
  squaresLeft = 0;
  squaresRight = squares;
  sumLeft = 0;
  if (missingLeft) for (let i = present; i < end; i++) move(plan, list + ROW * <usize>i);
  const last = missingLeft || present === end ? present - 1 : present;
  for (let i = start; i < last; i++) {
    const at = list + ROW * <usize>i;
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
