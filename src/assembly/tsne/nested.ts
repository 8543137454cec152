/**
 * A fine grid's charges to a coarse one under it, and the coarse grid's fields back to the fine one's nodes, with the weights
 * of a cubic B-spline: so that the points themselves need the fine grid alone.
 *
 * The coarse nodes are `RATIO` times as far apart, and both grids begin one and a half of their own cells before the map, so
 * fine node i lies at (i + 6) / 5 in the coarse grid's cell units: its four coarse nodes each way begin with (i + 1) / 5
 * rounded down, at the place ((i + 1) mod 5) / 5 of the cell. The fine nodes that reach coarse node j are 5 j − 16 … 5 j + 3.
 */
import { weights } from "./grid";

const RATIO: i32 = 5;
/** Fine nodes that reach a coarse one, and how far before it they begin. */
const REACHING: i32 = 4 * RATIO;
const BEFORE: i32 = REACHING - RATIO + 1;

/** The weights of the four coarse nodes for a fine node. */
function weightsAt(i: i32): v128 {
  return weights(<f32>((i + 1) % RATIO) / <f32>RATIO);
}

/** table: 20 f32, the weights on a coarse node of the fine ones that reach it. */
function reachingWeights(table: usize): void {
  for (let r = 0; r < REACHING; r++) {
    const four = table + ((<usize>REACHING) << 2);
    v128.store(four, weightsAt(r - 1));
    store<f32>(table + ((<usize>r) << 2), load<f32>(four + ((<usize>(3 - r / RATIO)) << 2)));
  }
}

/**
 * Fills coarse rows first … last − 1. fine, coarse: fineSide² and coarseSide² f32, row-major. What lies past the reach of
 * the coarse nodes is left out. work: 10 · coarseSide + 64 f32.
 */
export function coarsenRows(
  fine: usize,
  fineSide: i32,
  coarse: usize,
  coarseSide: i32,
  first: i32,
  last: i32,
  work: usize,
): void {
  const table = work;
  reachingWeights(table);
  // The sum of the fine rows, with room before and after for nodes that are not there.
  const row = work + 96;
  const room: usize = (<usize>(RATIO * coarseSide + REACHING)) << 2;
  const columns = min(fineSide, RATIO * coarseSide) & ~3;
  const sum = row + ((<usize>BEFORE) << 2);
  for (let j = first; j < last; j++) {
    memory.fill(row, 0, room);
    for (let r = max(0, BEFORE - RATIO * j); r < REACHING; r++) {
      const i = RATIO * j - BEFORE + r;
      if (i >= fineSide) break;
      const weight = v128.load32_splat(table + ((<usize>r) << 2));
      const from = fine + ((<usize>i * <usize>fineSide) << 2);
      for (let x: usize = 0; x < (<usize>columns) << 2; x += 16) {
        v128.store(sum + x, f32x4.add(v128.load(sum + x), f32x4.mul(weight, v128.load(from + x))));
      }
    }
    const to = coarse + ((<usize>j * <usize>coarseSide) << 2);
    for (let k = 0; k < coarseSide; k++) {
      const from = row + ((<usize>(RATIO * k)) << 2);
      let five = f32x4.mul(v128.load(table), v128.load(from));
      for (let r: usize = 16; r < (<usize>REACHING) << 2; r += 16) {
        five = f32x4.add(five, f32x4.mul(v128.load(table + r), v128.load(from + r)));
      }
      const two = f32x4.add(five, i32x4.shuffle(five, five, 2, 3, 0, 1));
      store<f32>(to + ((<usize>k) << 2), f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1));
    }
  }
}

/**
 * Adds the coarse fields to fine rows first … last − 1. coarse, fine: coarseSide² and fineSide² × (x, y) f32, row-major.
 * Fine nodes past the coarse grid get nothing. work: 2 · coarseSide + 24 f32.
 */
export function refineRows(
  coarse: usize,
  coarseSide: i32,
  fine: usize,
  fineSide: i32,
  first: i32,
  last: i32,
  work: usize,
): void {
  const table = work;
  for (let r = 0; r < RATIO; r++) v128.store(table + ((<usize>r) << 4), weightsAt(r - 1));
  const row = work + 96;
  const line = (<usize>coarseSide) << 3;
  // The last coarse node that may be the first of four.
  const end = RATIO * (coarseSide - 3) - 1;
  const stop = min(fineSide, end);
  for (let i = first; i < min(last, stop); i++) {
    const from = coarse + <usize>((i + 1) / RATIO) * line;
    const w = weightsAt(i);
    const w0 = f32x4.shuffle(w, w, 0, 0, 0, 0);
    const w1 = f32x4.shuffle(w, w, 1, 1, 1, 1);
    const w2 = f32x4.shuffle(w, w, 2, 2, 2, 2);
    const w3 = f32x4.shuffle(w, w, 3, 3, 3, 3);
    for (let x: usize = 0; x < line; x += 16) {
      const at = from + x;
      const upper = f32x4.add(f32x4.mul(w0, v128.load(at)), f32x4.mul(w1, v128.load(at + line)));
      const lower = f32x4.add(f32x4.mul(w2, v128.load(at + 2 * line)), f32x4.mul(w3, v128.load(at + 3 * line)));
      v128.store(row + x, f32x4.add(upper, lower));
    }
    let to = fine + ((<usize>i * <usize>fineSide) << 3);
    let at = row;
    let phase = 1;
    for (let k = 0; k < stop; k++) {
      const wx = v128.load(table + ((<usize>phase) << 4));
      const left = f32x4.mul(f32x4.shuffle(wx, wx, 0, 0, 1, 1), v128.load(at));
      const both = f32x4.add(left, f32x4.mul(f32x4.shuffle(wx, wx, 2, 2, 3, 3), v128.load(at, 16)));
      const sum = f32x4.add(both, f32x4.shuffle(both, both, 2, 3, 2, 3));
      v128.store64_lane(to, f32x4.add(sum, v128.load64_zero(to)), 0);
      to += 8;
      if (++phase === RATIO) {
        phase = 0;
        at += 8;
      }
    }
  }
}
