/**
 * The same search as `forest-split.ts` for what 16 bits do not hold: more than 32,767 rows or 16 classes, class weights,
 * entropy. Counts are 32-bit integers, sums are float64: exact integers too as long as every class weight is 1.
 */
import { TreePlan } from "./forest-plan";
import { BestSplit, MISSING } from "./forest-split";

/** Counts rows start … end − 1 by bin and class, 32 bits each, and marks the bins that hold rows. */
export function count32(plan: TreePlan, base: usize, start: i32, end: i32): void {
  const line = (<usize>plan.classes) << 2;
  const counts = plan.counts32;
  const touched = plan.touched;
  let at = plan.offsets + ((<usize>start) << 2);
  let label = plan.labels + ((<usize>start) << 2);
  const stop = plan.offsets + ((<usize>end) << 2);
  for (; at < stop; at += 4, label += 4) {
    const bin = <u32>load<u8>(base + <usize>load<u32>(at));
    const drawn = load<u32>(label);
    const cell = counts + line * <usize>bin + ((<usize>(drawn & 0xffff)) << 2);
    store<u32>(cell, load<u32>(cell) + (drawn >> 16));
    const word = touched + ((<usize>(bin >> 5)) << 2);
    store<u32>(word, load<u32>(word) | ((<u32>1) << (bin & 31)));
  }
}

/** x log x, 0 at 0. */
export function xlogx(x: f64): f64 {
  return x > 0 ? x * NativeMath.log(x) : 0;
}

/** The score of a cut whose left class counts are in `lefts`. */
export function entropyScore(plan: TreePlan, left: f64, right: f64): f64 {
  let sum = -xlogx(left) - xlogx(right);
  for (let c: usize = 0; c < (<usize>plan.classes) << 3; c += 8) {
    const inLeft = load<f64>(plan.lefts + c);
    sum += xlogx(inLeft) + xlogx(load<f64>(plan.totals + c) - inLeft);
  }
  return sum;
}

/** Offers every cut of the counted feature; rows and squares: Σ n and Σ n² over the node's classes, by weight. */
export function cuts32(plan: TreePlan, feature: i32, rows: f64, squares: f64, missing: bool, missingLeft: bool): void {
  const best = changetype<BestSplit>(plan.best);
  const entropy = plan.criterion === 1;
  const line = (<usize>plan.classes) << 2;
  memory.fill(plan.lefts, 0, line << 1);
  let left: f64 = 0;
  let squaresLeft: f64 = 0;
  let squaresRight = squares;
  let low = -1;
  let bin = missingLeft ? MISSING : -1;
  let word = -1;
  let bits: u32 = 0;
  while (true) {
    if (bin < 0) {
      while (bits === 0 && word < 7) {
        word++;
        bits = load<u32>(plan.touched + ((<usize>word) << 2));
      }
      if (bits === 0 && (!missing || missingLeft)) break;
      bin = bits === 0 ? MISSING : (word << 5) + ctz<i32>(bits);
      if (low >= 0) {
        const right = rows - left;
        const found = entropy ? entropyScore(plan, left, right) : squaresLeft / left + squaresRight / right;
        if (found > best.score) {
          best.score = found;
          best.feature = feature;
          best.low = low;
          best.high = bin;
          best.missingLeft = <i32>missingLeft;
        }
      }
      if (bits === 0) break;
      bits &= bits - 1;
      low = bin;
    }
    const counts = plan.counts32 + line * <usize>bin;
    for (let c: usize = 0; c < line; c += 4) {
      const count = load<u32>(counts + c);
      if (count === 0) continue;
      const added = <f64>count * load<f64>(plan.classWeights + (c << 1));
      const inLeft = load<f64>(plan.lefts + (c << 1));
      const inRight = load<f64>(plan.totals + (c << 1)) - inLeft;
      squaresLeft += added * (2 * inLeft + added);
      squaresRight += added * (added - 2 * inRight);
      left += added;
      store<f64>(plan.lefts + (c << 1), inLeft + added);
    }
    bin = -1;
  }
}

/** Makes counts and marks zero again, `bytes` a bin; `missing`: bin 255 too. */
export function clear32(plan: TreePlan, bytes: usize, missing: bool): void {
  if (missing) memory.fill(plan.counts32 + bytes * <usize>MISSING, 0, bytes);
  for (let word = 0; word < 8; word++) {
    const at = plan.touched + ((<usize>word) << 2);
    for (let bits = load<u32>(at); bits !== 0; bits &= bits - 1) {
      memory.fill(plan.counts32 + bytes * <usize>((word << 5) + ctz<i32>(bits)), 0, bytes);
    }
    store<u32>(at, 0);
  }
}
