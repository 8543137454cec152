/**
 * The end of coordinate descent where it creeps: min over x of ½ xᵀ H x − bᵀ x + threshold · Σ |xᵢ|, or with x ≥ 0, by an
 * active set. Least squares on the entries that are not zero, cut short where one of them reaches zero; then the entry
 * that would gain most joins them, until none would (Lawson & Hanson 1974, chapter 23, for x ≥ 0).
 *
 * And the whole way on the simplex, x ≥ 0 and Σ xᵢ = 1, where the threshold is not given: it is minus the one slope that
 * all entries above zero have where they are least.
 */
import { addScaled, cholesky, choleskySolve } from "./small-solve";

/** Slopes under this share of the largest are rounding. */
const ROUNDING: f64 = 1e-10;

/**
 * x: k f64, and q, the gradient there without the threshold, in place; H: k × k, lines of `line` bytes, 8 k or more; work:
 * k + 3 such lines.
 */
export function activeSet(
  x: usize,
  q: usize,
  h: usize,
  k: i32,
  line: i32,
  threshold: f64,
  nonNegative: bool,
  work: usize,
): void {
  const signs = work + <usize>line * <usize>k;
  const active = signs + <usize>line;
  let count = 0;
  let size = threshold;
  for (let i = 0; i < k; i++) {
    const entry = get(x, i);
    size = max(size, max(abs(get(q, i)), get(h + <usize>line * <usize>i, i) * abs(entry)));
    put(signs, i, entry > 0 ? 1 : -1);
    if (entry !== 0) setActive(active, count++, i);
  }
  const negligible = ROUNDING * size;
  // Each turn ends at the least of its entries or leaves one out, so that no set comes twice.
  for (let turn = 0; turn < 4 * k; turn++) {
    if (steepest(active, count, q, signs, threshold) > negligible) {
      count = leastSquares(active, count, x, q, h, k, line, threshold, signs, work);
    }
    const joining = count < k ? mostGain(x, q, h, k, line, threshold, nonNegative, negligible, 0) : -1;
    if (joining < 0) return;
    setActive(active, count++, joining);
    put(signs, joining, get(q, joining) > 0 ? -1 : 1);
  }
}

/** x, which is on the simplex, and q, the gradient there, in place; H as above; work: k + 4 lines. */
export function simplexSet(x: usize, q: usize, h: usize, k: i32, line: i32, work: usize): void {
  const signs = work + <usize>line * <usize>k;
  const active = signs + <usize>line;
  let count = 0;
  let largest: f64 = 0;
  let size: f64 = 0;
  for (let i = 0; i < k; i++) {
    const curvature = get(h + <usize>line * <usize>i, i);
    largest = max(largest, curvature);
    size = max(size, max(abs(get(q, i)), curvature));
    put(signs, i, 1);
    if (get(x, i) > 0) setActive(active, count++, i);
  }
  for (let turn = 0; turn < 4 * k; turn++) {
    count = leastOfOneSum(active, count, x, q, h, k, line, ROUNDING * largest, signs, work);
    let level: f64 = 0;
    for (let a = 0; a < count; a++) level += get(q, activeAt(active, a));
    const joining = mostGain(x, q, h, k, line, -level / count, true, ROUNDING * size, -1);
    if (joining < 0) return;
    setActive(active, count++, joining);
  }
}

/** The largest slope among the active entries. */
function steepest(active: usize, count: i32, q: usize, signs: usize, threshold: f64): f64 {
  let most: f64 = 0;
  for (let a = 0; a < count; a++) {
    most = max(most, abs(slopeOf(activeAt(active, a), q, signs, threshold)));
  }
  return most;
}

/** Of an entry on its side of zero, the threshold included. */
function slopeOf(i: i32, q: usize, signs: usize, threshold: f64): f64 {
  return get(q, i) + threshold * get(signs, i);
}

/** To the least over the active entries; those that reach zero on the way are no longer active. Returns how many are. */
function leastSquares(
  active: usize,
  count: i32,
  x: usize,
  q: usize,
  h: usize,
  k: i32,
  line: i32,
  threshold: f64,
  signs: usize,
  part: usize,
): i32 {
  const steps = active + <usize>line;
  while (count > 0) {
    factorActive(active, count, h, line, 0, part);
    for (let a = 0; a < count; a++) {
      put(steps, a, -slopeOf(activeAt(active, a), q, signs, threshold));
    }
    choleskySolve(part, steps, count, line);
    const left = advance(active, count, steps, x, q, h, k, line, signs);
    if (left === count) return count;
    count = left;
  }
  return 0;
}

/** The same among entries whose sum stays as it is; ridge is added to the diagonal of H. */
function leastOfOneSum(
  active: usize,
  count: i32,
  x: usize,
  q: usize,
  h: usize,
  k: i32,
  line: i32,
  ridge: f64,
  signs: usize,
  part: usize,
): i32 {
  const steps = active + <usize>line;
  const ones = steps + <usize>line;
  while (count > 1) {
    factorActive(active, count, h, line, ridge, part);
    for (let a = 0; a < count; a++) {
      put(steps, a, -get(q, activeAt(active, a)));
      put(ones, a, 1);
    }
    choleskySolve(part, steps, count, line);
    choleskySolve(part, ones, count, line);
    let bySteps: f64 = 0;
    let byOnes: f64 = 0;
    for (let a = 0; a < count; a++) {
      bySteps += get(steps, a);
      byOnes += get(ones, a);
    }
    if (!(byOnes > 0)) return count;
    addScaled(steps, -bySteps / byOnes, ones, count);
    const left = advance(active, count, steps, x, q, h, k, line, signs);
    if (left === count) return count;
    count = left;
  }
  return count;
}

/** The active part of H → its Cholesky factor in `part`. */
function factorActive(active: usize, count: i32, h: usize, line: i32, ridge: f64, part: usize): void {
  for (let a = 0; a < count; a++) {
    const from = h + <usize>line * <usize>activeAt(active, a);
    const to = part + <usize>line * <usize>a;
    for (let b = 0; b <= a; b++) put(to, b, get(from, activeAt(active, b)));
    put(to, a, get(to, a) + ridge);
  }
  cholesky(part, count, line);
}

/** By the steps, or as far as until the first entry is zero, which is left out then. Returns how many are still active. */
function advance(
  active: usize,
  count: i32,
  steps: usize,
  x: usize,
  q: usize,
  h: usize,
  k: i32,
  line: i32,
  signs: usize,
): i32 {
  let share: f64 = 1;
  let reaching = -1;
  for (let a = 0; a < count; a++) {
    const i = activeAt(active, a);
    const entry = get(x, i);
    const end = entry + get(steps, a);
    if (end * get(signs, i) > 0) continue;
    const here = entry === 0 ? 0 : entry / (entry - end);
    if (reaching >= 0 && !(here < share)) continue;
    share = here;
    reaching = a;
  }
  for (let a = 0; a < count; a++) {
    const i = activeAt(active, a);
    const step = a === reaching ? -get(x, i) : share * get(steps, a);
    put(x, i, get(x, i) + step);
    addScaled(q, step, h + <usize>line * <usize>i, k);
  }
  if (reaching < 0) return count;
  for (let a = reaching; a < count - 1; a++) setActive(active, a, activeAt(active, a + 1));
  return count - 1;
}

/** Of the entries that are zero, and of more curvature than `flat`, the one with the steepest way down; −1 for none. */
function mostGain(
  x: usize,
  q: usize,
  h: usize,
  k: i32,
  line: i32,
  threshold: f64,
  nonNegative: bool,
  negligible: f64,
  flat: f64,
): i32 {
  let best = negligible;
  let found = -1;
  for (let i = 0; i < k; i++) {
    if (get(x, i) !== 0 || !(get(h + <usize>line * <usize>i, i) > flat)) continue;
    const slope = get(q, i);
    const gain = (nonNegative ? -slope : abs(slope)) - threshold;
    if (!(gain > best)) continue;
    best = gain;
    found = i;
  }
  return found;
}

function get(line: usize, i: i32): f64 {
  return load<f64>(line + ((<usize>i) << 3));
}

function put(line: usize, i: i32, value: f64): void {
  store<f64>(line + ((<usize>i) << 3), value);
}

function activeAt(active: usize, a: i32): i32 {
  return load<i32>(active + ((<usize>a) << 2));
}

function setActive(active: usize, a: i32, i: i32): void {
  store<i32>(active + ((<usize>a) << 2), i);
}
