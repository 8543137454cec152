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
import { selectDoubles, selectIntegers } from "./select";

/** A block of four queries: their squared norms, those of their first coordinates, thresholds, list lengths, i32 × 4. */
const NORMS: usize = 0;
const HEADS: usize = 16;
const LIMITS: usize = 32;
const COUNTS: usize = 48;
/** Then the queries, 16 bytes a pair of coordinates; then four lists: `capacity` i32 keys and `capacity` u32 numbers. */
const QUERIES: usize = 64;

/** Entries a list must have free before a panel. */
const PANEL = 8;
/** A list that is still longer than its capacity less this after shrinking is cut to its k exactly nearest. */
const ROOM = 64;

/** What all calls of one search share. */
let pairs: i32 = 0;
let headPairs: i32 = 0;
let points: usize = 0;
let queries: usize = 0;
let coordinates: i32 = 0;
let pointCount: i32 = 0;
let keep: i32 = 0;
let capacity: i32 = 0;
let scale: f64 = 0;
let scratch: usize = 0;

/**
 * Says what is searched: `points` and `queries` are f64, row-major, `coordinates` (even) a row; `scale` is units per
 * unit of these. Lists keep `keep` of at most `capacity` entries; scratch holds 16 bytes an entry.
 */
export function beginSearch(
  pairs_: i32,
  headPairs_: i32,
  points_: usize,
  queries_: usize,
  coordinates_: i32,
  pointCount_: i32,
  keep_: i32,
  capacity_: i32,
  scale_: f64,
  scratch_: usize,
): void {
  pairs = pairs_;
  headPairs = headPairs_;
  points = points_;
  queries = queries_;
  coordinates = coordinates_;
  pointCount = pointCount_;
  keep = keep_;
  capacity = capacity_;
  scale = scale_;
  scratch = scratch_;
}

function listAt(block: usize, q: i32): usize {
  return block + QUERIES + ((<usize>pairs) << 4) + <usize>q * ((<usize>capacity) << 3);
}

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

/** The threshold that keeps all points within twice the rounding of a distance given in units. */
function limitFor(distance: f64, rounding: f64): i32 {
  const reach = distance + rounding;
  return <i32>min(floor(reach * reach) + 1, 2147483647.0);
}

/** Drops what cannot be among the `keep` nearest, and sets the threshold. */
function shorten(block: usize, query: i32, q: i32): void {
  const at = (<usize>q) << 2;
  const list = listAt(block, q);
  const numbers = list + ((<usize>capacity) << 2);
  let count = load<i32>(block + at, COUNTS);
  if (count <= keep) return;
  memory.copy(scratch, list, (<usize>count) << 2);
  const rounding = sqrt(<f64>coordinates);
  const last = selectIntegers(scratch, count, keep - 1);
  let limit = limitFor(sqrt(<f64>last), 2 * rounding);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const key = load<i32>(list + ((<usize>i) << 2));
    if (key > limit) continue;
    store<i32>(list + ((<usize>kept) << 2), key);
    store<i32>(numbers + ((<usize>kept) << 2), load<i32>(numbers + ((<usize>i) << 2)));
    kept++;
  }
  count = kept;
  if (count > capacity - ROOM) {
    // Too many are alike for 16 bits: keep the exactly nearest, equal ones in the order of their numbers.
    measure(list, query + q, count, scratch);
    const copy = scratch + ((<usize>count) << 3);
    memory.copy(copy, scratch, (<usize>count) << 3);
    const furthest = selectDoubles(copy, count, keep - 1);
    limit = min(limit, limitFor(sqrt(furthest) * scale, rounding));
    let nearer = 0;
    for (let i = 0; i < count; i++) if (load<f64>(scratch + ((<usize>i) << 3)) < furthest) nearer++;
    let ties = 0;
    for (let i = 0; i < count; i++) {
      if (load<f64>(scratch + ((<usize>i) << 3)) !== furthest) continue;
      store<i32>(copy + ((<usize>ties) << 2), load<i32>(numbers + ((<usize>i) << 2)));
      ties++;
    }
    const lastTie = selectIntegers(copy, ties, keep - nearer - 1);
    kept = 0;
    for (let i = 0; i < count; i++) {
      const distance = load<f64>(scratch + ((<usize>i) << 3));
      const number = load<i32>(numbers + ((<usize>i) << 2));
      if (distance > furthest || (distance === furthest && number > lastTie)) continue;
      store<i32>(list + ((<usize>kept) << 2), load<i32>(list + ((<usize>i) << 2)));
      store<i32>(numbers + ((<usize>kept) << 2), number);
      kept++;
    }
    count = kept;
  }
  store<i32>(block + at, count, COUNTS);
  store<i32>(block + at, limit, LIMITS);
}

/** Squared distances in float64 of a list's points to a query, into `out`: f64 × count. */
function measure(list: usize, query: i32, count: i32, out: usize): void {
  const numbers = list + ((<usize>capacity) << 2);
  const bytes = (<usize>coordinates) << 3;
  const from = queries + <usize>query * bytes;
  for (let i = 0; i < count; i++) {
    let p = points + <usize>load<i32>(numbers + ((<usize>i) << 2)) * bytes;
    const end = p + bytes;
    let q = from;
    let sum = f64x2.splat(0);
    while (p < end) {
      const difference = f64x2.sub(v128.load(p), v128.load(q));
      sum = f64x2.add(sum, f64x2.mul(difference, difference));
      p += 16;
      q += 16;
    }
    store<f64>(out + ((<usize>i) << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}

/**
 * Ends the search of query q of a block: its `keep` nearest (or all there are), by distance and then number, into
 * `distances` (f64, squared) and `numbers` (u32); returns how many.
 */
export function finishQuery(block: usize, query: i32, q: i32, distances: usize, numbersOut: usize): i32 {
  shorten(block, query, q);
  const list = listAt(block, q);
  const numbers = list + ((<usize>capacity) << 2);
  const count = load<i32>(block + ((<usize>q) << 2), COUNTS);
  measure(list, query + q, count, scratch);
  // Insertion into the sorted output, from its end: the list is short.
  let length = 0;
  for (let i = 0; i < count; i++) {
    const distance = load<f64>(scratch + ((<usize>i) << 3));
    const number = load<i32>(numbers + ((<usize>i) << 2));
    let place = length;
    while (place > 0) {
      const other = load<f64>(distances + ((<usize>(place - 1)) << 3));
      if (other < distance) break;
      if (other === distance && load<i32>(numbersOut + ((<usize>(place - 1)) << 2)) < number) break;
      place--;
    }
    if (place >= keep) continue;
    const moved = min(length, keep - 1) - place;
    const to = distances + ((<usize>place) << 3);
    memory.copy(to + 8, to, (<usize>moved) << 3);
    store<f64>(to, distance);
    const toNumber = numbersOut + ((<usize>place) << 2);
    memory.copy(toNumber + 4, toNumber, (<usize>moved) << 2);
    store<i32>(toNumber, number);
    length = min(length + 1, keep);
  }
  return length;
}
