/**
 * The best cut of one node on one feature, for numbers: rows → count and sum by bin → a cut between two bins. With sums S
 * it scores S_L² / n_L + S_R² / n_R, largest where the squared error falls most (Breiman et al. 1984, section 8.4). A bin
 * is two f64: how many rows, and the sum of their values, added in row order.
 */
import { TreePlan } from "./forest-plan";
import { BestSplit, MISSING } from "./forest-split";

export function countSums(plan: TreePlan, base: usize, start: i32, end: i32): void {
  const counts = plan.counts32;
  const touched = plan.touched;
  for (let i = <usize>start; i < <usize>end; i++) {
    const bin = <u32>load<u8>(base + <usize>load<u32>(plan.offsets + (i << 2)));
    const weight = <f64>(load<u32>(plan.labels + (i << 2)) >> 16);
    const cell = counts + ((<usize>bin) << 4);
    store<f64>(cell, load<f64>(cell) + weight);
    store<f64>(cell, load<f64>(cell, 8) + weight * load<f64>(plan.values + (i << 3)), 8);
    const word = touched + ((<usize>(bin >> 5)) << 2);
    store<u32>(word, load<u32>(word) | ((<u32>1) << (bin & 31)));
  }
}

/** Offers every cut of the counted feature; rows and sum: those of the whole node. */
export function cutsOfSums(plan: TreePlan, feature: i32, rows: f64, sum: f64, missing: bool, missingLeft: bool): void {
  const best = changetype<BestSplit>(plan.best);
  let left: f64 = 0;
  let sumLeft: f64 = 0;
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
        const sumRight = sum - sumLeft;
        const found = (sumLeft * sumLeft) / left + (sumRight * sumRight) / (rows - left);
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
    const cell = plan.counts32 + ((<usize>bin) << 4);
    left += load<f64>(cell);
    sumLeft += load<f64>(cell, 8);
    bin = -1;
  }
}
