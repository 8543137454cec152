/**
 * Nearest neighbours, exact: four queries against panels of eight points, in 16-bit integers; what may be near enough is
 * kept in a short list for each query and weighed again in float64 at the end.
 *
 * Points and queries lie within 23 000 units of the origin, so that a squared distance |x|² + |y|² − 2 x·y stays below
 * 2³¹. Rounding moves a distance by at most √D units each way: a list keeps all points within `margin` = 2√D of its
 * k-th smallest distance, hence the true k nearest are never dropped.
 *
 *     panel:  pair of coordinates p, point 0 … 7 of the panel, coordinate 2p and 2p + 1; i16, 32 bytes a pair
 *     block:  of four queries; see the offsets below
 */
import {
  capacity,
  COUNTS,
  HEADS,
  headPairs,
  LIMITS,
  listAt,
  NORMS,
  pairs,
  pointCount,
  QUERIES,
  scratch,
  shorten,
} from "./nearest-lists";

/** Entries a list must have free before a panel. */
const PANEL = 8;

/**
 * Takes panels first … last − 1 into the block's lists. `query` is the number of the block's first query. The first
 * coordinates alone bound a distance from below, which spares most panels the rest (rows of principal components have
 * the largest first).
 */
export function scanPanels(
  block: usize,
  query: i32,
  panels: usize,
  norms: usize,
  heads: usize,
  first: i32,
  last: i32,
): void {
  const panelBytes = (<usize>pairs) << 5;
  const headBytes = (<usize>headPairs) << 5;
  const start = block + QUERIES;
  for (let panel = first; panel < last; panel++) {
    let r = panels + <usize>panel * panelBytes;
    const headEnd = r + headBytes;
    const end = r + panelBytes;
    let q = start;
    let a0 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let a2 = i32x4.splat(0);
    let b2 = i32x4.splat(0);
    let a3 = i32x4.splat(0);
    let b3 = i32x4.splat(0);
    while (r < headEnd) {
      const left = v128.load(r);
      const right = v128.load(r, 16);
      let v = v128.load32_splat(q);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, left));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v, right));
      v = v128.load32_splat(q, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, left));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v, right));
      v = v128.load32_splat(q, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v, left));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v, right));
      v = v128.load32_splat(q, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v, left));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(v, right));
      r += 32;
      q += 16;
    }
    // Near enough so far: 2 x·y ≥ |x|² − limit + |y|², for each of the 32 pairs.
    const headLeft = v128.load(heads + ((<usize>panel) << 5));
    const headRight = v128.load(heads + ((<usize>panel) << 5), 16);
    const reach = i32x4.sub(v128.load(block, HEADS), v128.load(block, LIMITS));
    let c = i32x4.shuffle(reach, reach, 0, 0, 0, 0);
    let near = v128.or(within(a0, c, headLeft), within(b0, c, headRight));
    c = i32x4.shuffle(reach, reach, 1, 1, 1, 1);
    near = v128.or(near, v128.or(within(a1, c, headLeft), within(b1, c, headRight)));
    c = i32x4.shuffle(reach, reach, 2, 2, 2, 2);
    near = v128.or(near, v128.or(within(a2, c, headLeft), within(b2, c, headRight)));
    c = i32x4.shuffle(reach, reach, 3, 3, 3, 3);
    near = v128.or(near, v128.or(within(a3, c, headLeft), within(b3, c, headRight)));
    if (!v128.any_true(near)) continue;
    while (r < end) {
      const left = v128.load(r);
      const right = v128.load(r, 16);
      let v = v128.load32_splat(q);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v, left));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v, right));
      v = v128.load32_splat(q, 4);
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v, left));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v, right));
      v = v128.load32_splat(q, 8);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v, left));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v, right));
      v = v128.load32_splat(q, 12);
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v, left));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(v, right));
      r += 32;
      q += 16;
    }
    const normLeft = v128.load(norms + ((<usize>panel) << 5));
    const normRight = v128.load(norms + ((<usize>panel) << 5), 16);
    append(block, query, 0, panel, a0, b0, normLeft, normRight);
    append(block, query, 1, panel, a1, b1, normLeft, normRight);
    append(block, query, 2, panel, a2, b2, normLeft, normRight);
    append(block, query, 3, panel, a3, b3, normLeft, normRight);
  }
}

function within(product: v128, c: v128, norm: v128): v128 {
  return i32x4.ge_s(i32x4.shl(product, 1), i32x4.add(c, norm));
}

/** Puts the points of a panel that are within the limit of query q into its list, and shortens a list that is full. */
function append(
  block: usize,
  query: i32,
  q: i32,
  panel: i32,
  left: v128,
  right: v128,
  normLeft: v128,
  normRight: v128,
): void {
  const at = (<usize>q) << 2;
  const c = i32x4.splat(load<i32>(block + at, NORMS) - load<i32>(block + at, LIMITS));
  const bits = i32x4.bitmask(within(left, c, normLeft)) | (i32x4.bitmask(within(right, c, normRight)) << 4);
  if (bits === 0) return;
  const norm = i32x4.splat(load<i32>(block + at, NORMS));
  v128.store(scratch, i32x4.sub(i32x4.add(norm, normLeft), i32x4.shl(left, 1)));
  v128.store(scratch, i32x4.sub(i32x4.add(norm, normRight), i32x4.shl(right, 1)), 16);
  const list = listAt(block, q);
  const numbers = list + ((<usize>capacity) << 2);
  let count = load<i32>(block + at, COUNTS);
  for (let lane = 0; lane < PANEL; lane++) {
    const number = (panel << 3) + lane;
    if (((bits >> lane) & 1) === 0 || number >= pointCount) continue;
    store<i32>(list + ((<usize>count) << 2), load<i32>(scratch + ((<usize>lane) << 2)));
    store<i32>(numbers + ((<usize>count) << 2), number);
    count++;
  }
  store<i32>(block + at, count, COUNTS);
  if (count > capacity - PANEL) shorten(block, query, q);
}
