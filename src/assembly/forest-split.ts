/**
 * The best cut of one node on one feature, for classes: rows → counts by bin and class → a cut between two bins.
 *
 * Rows with bin ≤ cut go left. With class counts L and R a cut scores Σ L² / n_L + Σ R² / n_R, largest where the Gini
 * impurity falls most (Breiman et al. 1984, section 4.3.1); by entropy Σ L log L − n_L log n_L + the same of R. A cut must
 * be better than the best so far, so ties keep the feature drawn first and the lowest cut. Missing cells (bin 255 of
 * features that have some) are tried on both sides, right first.
 */
import { TreePlan } from "./forest-plan";

/** The best cut of the node so far. */
@unmanaged
export class BestSplit {
  score: f64;
  /** −1: none yet. */
  feature: i32;
  /** The last bin that goes left, and the next one that holds rows. */
  low: i32;
  high: i32;
  missingLeft: i32;
}

/** Up to so many rows, bins are marked as they are met; with more, all 256 are looked at afterwards. */
export const FEW: i32 = 96;
export const MISSING: i32 = 255;

/** Marks a bin in the bitmap. */
function mark(touched: usize, bin: u32): void {
  const word = touched + ((<usize>(bin >> 5)) << 2);
  store<u32>(word, load<u32>(word) | ((<u32>1) << (bin & 31)));
}

/** How many of the 256 bins are marked. */
export function marked(touched: usize): i32 {
  let count: i64 = 0;
  for (let word: usize = 0; word < 32; word += 8) count += popcnt<i64>(load<i64>(touched + word));
  return <i32>count;
}

/** Whether bin 255 is marked and means missing; its mark is taken away then. */
export function takeMissing(plan: TreePlan, feature: i32): bool {
  if (load<u8>(plan.missing + <usize>feature) === 0) return false;
  const word = load<u32>(plan.touched, 28);
  if (word >> 31 === 0) return false;
  store<u32>(plan.touched, word & 0x7fffffff, 28);
  return true;
}

/** Counts rows start … end − 1 by bin (32 bytes a bin) and class (16 bits), and marks the bins that hold rows. */
export function count16(plan: TreePlan, base: usize, start: i32, end: i32): void {
  const counts = plan.counts16;
  const touched = plan.touched;
  let at = plan.offsets + ((<usize>start) << 2);
  let label = plan.labels + ((<usize>start) << 2);
  const stop = plan.offsets + ((<usize>end) << 2);
  if (end - start <= FEW) {
    for (; at < stop; at += 4, label += 4) {
      const bin = <u32>load<u8>(base + <usize>load<u32>(at));
      const drawn = load<u32>(label);
      const cell = counts + ((<usize>bin) << 5) + ((<usize>(drawn & 0xffff)) << 1);
      store<u16>(cell, load<u16>(cell) + <u16>(drawn >> 16));
      mark(touched, bin);
    }
    return;
  }
  for (; at < stop; at += 4, label += 4) {
    const bin = <usize>load<u8>(base + <usize>load<u32>(at));
    const drawn = load<u32>(label);
    const cell = counts + (bin << 5) + ((<usize>(drawn & 0xffff)) << 1);
    store<u16>(cell, load<u16>(cell) + <u16>(drawn >> 16));
  }
  for (let bin: u32 = 0; bin < 256; bin++) {
    const line = counts + ((<usize>bin) << 5);
    if (v128.any_true(v128.or(v128.load(line), v128.load(line, 16)))) mark(touched, bin);
  }
}

/** Offers every cut of the counted feature, with missing cells left or right; counts stay as they are. */
export function cuts16(plan: TreePlan, feature: i32, rows: i32, squares: i32, missing: bool, missingLeft: bool): void {
  const best = changetype<BestSplit>(plan.best);
  const counts = plan.counts16;
  const ones = i16x8.splat(1);
  const t0 = v128.load(plan.totals16);
  const t1 = v128.load(plan.totals16, 16);
  let l0 = i16x8.splat(0);
  let l1 = i16x8.splat(0);
  let left = 0;
  let squaresLeft = 0;
  let squaresRight = squares;
  let score = best.score;
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
      // Missing cells on the right: the last cut parts them from all others.
      if (bits === 0 && (!missing || missingLeft)) break;
      bin = bits === 0 ? MISSING : (word << 5) + ctz<i32>(bits);
      if (low >= 0) {
        const found = <f64>squaresLeft / <f64>left + <f64>squaresRight / <f64>(rows - left);
        if (found > score) {
          score = found;
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
    const h0 = v128.load(counts + ((<usize>bin) << 5));
    const h1 = v128.load(counts + ((<usize>bin) << 5), 16);
    const byLeft = i32x4.add(i32x4.dot_i16x8_s(h0, l0), i32x4.dot_i16x8_s(h1, l1));
    const byTotal = i32x4.add(i32x4.dot_i16x8_s(h0, t0), i32x4.dot_i16x8_s(h1, t1));
    const bySelf = i32x4.add(i32x4.dot_i16x8_s(h0, h0), i32x4.dot_i16x8_s(h1, h1));
    const byOne = i32x4.add(i32x4.dot_i16x8_s(h0, ones), i32x4.dot_i16x8_s(h1, ones));
    const one = i32x4.add(i32x4.shuffle(byLeft, byTotal, 0, 1, 4, 5), i32x4.shuffle(byLeft, byTotal, 2, 3, 6, 7));
    const two = i32x4.add(i32x4.shuffle(bySelf, byOne, 0, 1, 4, 5), i32x4.shuffle(bySelf, byOne, 2, 3, 6, 7));
    const all = i32x4.add(i32x4.shuffle(one, two, 0, 2, 4, 6), i32x4.shuffle(one, two, 1, 3, 5, 7));
    const doubled = 2 * i32x4.extract_lane(all, 0) + i32x4.extract_lane(all, 2);
    squaresLeft += doubled;
    squaresRight += doubled - 2 * i32x4.extract_lane(all, 1);
    left += i32x4.extract_lane(all, 3);
    l0 = i16x8.add(l0, h0);
    l1 = i16x8.add(l1, h1);
    bin = -1;
  }
}

/** Makes counts and marks zero again; `missing`: bin 255 too. */
export function clear16(plan: TreePlan, missing: bool): void {
  const zero = i16x8.splat(0);
  if (missing) clearBin16(plan.counts16, MISSING, zero);
  for (let word = 0; word < 8; word++) {
    const at = plan.touched + ((<usize>word) << 2);
    for (let bits = load<u32>(at); bits !== 0; bits &= bits - 1) {
      clearBin16(plan.counts16, (word << 5) + ctz<i32>(bits), zero);
    }
    store<u32>(at, 0);
  }
}

function clearBin16(counts: usize, bin: i32, zero: v128): void {
  const line = counts + ((<usize>bin) << 5);
  v128.store(line, zero);
  v128.store(line, zero, 16);
}
