/**
 * The lists of a neighbour search: what may be among a query's nearest, by squared distance in integer units, until the
 * end of the search weighs it in float64. See `nearest.ts`.
 */
import { selectDoubles, selectIntegers } from "./select";

/** A block of four queries: their squared norms, those of their first coordinates, thresholds, list lengths, i32 × 4. */
export const NORMS: usize = 0;
export const HEADS: usize = 16;
export const LIMITS: usize = 32;
export const COUNTS: usize = 48;
/** Then the queries, 16 bytes a pair of coordinates; then four lists: `capacity` i32 keys and `capacity` u32 numbers. */
export const QUERIES: usize = 64;

/** A list that is still longer than its capacity less this after shrinking is cut to its k exactly nearest. */
const ROOM = 64;

/** What all calls of one search share. */
export let pairs: i32 = 0;
export let headPairs: i32 = 0;
export let points: usize = 0;
export let queries: usize = 0;
export let coordinates: i32 = 0;
export let pointCount: i32 = 0;
export let keep: i32 = 0;
export let capacity: i32 = 0;
export let scale: f64 = 0;
export let scratch: usize = 0;

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

export function listAt(block: usize, q: i32): usize {
  return block + QUERIES + ((<usize>pairs) << 4) + <usize>q * ((<usize>capacity) << 3);
}

/** The threshold that keeps all points within twice the rounding of a distance given in units. */
function limitFor(distance: f64, rounding: f64): i32 {
  const reach = distance + rounding;
  return <i32>min(floor(reach * reach) + 1, 2147483647.0);
}

/** Drops what cannot be among the `keep` nearest, and sets the threshold. */
export function shorten(block: usize, query: i32, q: i32): void {
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
