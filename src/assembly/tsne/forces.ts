/**
 * Attractive forces over the affinities, exact repulsive forces over all pairs, and the costs.
 *
 *     affinities, by row: starts n + 1 u32; columns u32 and values f32, each row padded to a multiple of four with
 *     value 0 and its own number as column
 *     y: n × dims f64, row-major; near: n × 2 f32, the same in float32 (two dimensions only)
 */

/** Σ_j p_ij (y_i − y_j) / (1 + d²) of points first … last − 1 into `out` (n × 2 f64): two dimensions, float32. */
export function attractPlane(
  starts: usize,
  columns: usize,
  values: usize,
  near: usize,
  out: usize,
  first: i32,
  last: i32,
): void {
  const one = f32x4.splat(1);
  for (let i = first; i < last; i++) {
    const x = v128.load32_splat(near + ((<usize>i) << 3));
    const y = v128.load32_splat(near + ((<usize>i) << 3), 4);
    let sumX = f32x4.splat(0);
    let sumY = f32x4.splat(0);
    let edge = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2;
    const end = (<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 2;
    for (; edge < end; edge += 16) {
      const at = columns + edge;
      let low = v128.load64_zero(near + ((<usize>load<u32>(at)) << 3));
      low = v128.load64_lane(near + ((<usize>load<u32>(at, 4)) << 3), low, 1);
      let high = v128.load64_zero(near + ((<usize>load<u32>(at, 8)) << 3));
      high = v128.load64_lane(near + ((<usize>load<u32>(at, 12)) << 3), high, 1);
      const dx = f32x4.sub(x, f32x4.shuffle(low, high, 0, 2, 4, 6));
      const dy = f32x4.sub(y, f32x4.shuffle(low, high, 1, 3, 5, 7));
      const d = f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)));
      const w = f32x4.div(v128.load(values + edge), d);
      sumX = f32x4.add(sumX, f32x4.mul(w, dx));
      sumY = f32x4.add(sumY, f32x4.mul(w, dy));
    }
    const to = out + ((<usize>i) << 4);
    store<f64>(to, <f64>sumOf(sumX));
    store<f64>(to, <f64>sumOf(sumY), 8);
  }
}

function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The same in float64, for 1, 2 or 3 dimensions. */
export function attract(
  starts: usize,
  columns: usize,
  values: usize,
  y: usize,
  dims: i32,
  out: usize,
  first: i32,
  last: i32,
): void {
  const bytes = (<usize>dims) << 3;
  for (let i = first; i < last; i++) {
    const own = y + <usize>i * bytes;
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let edge = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2;
    const end = (<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 2;
    for (; edge < end; edge += 4) {
      const other = y + <usize>load<u32>(columns + edge) * bytes;
      const d0 = load<f64>(own) - load<f64>(other);
      let d: f64 = 1 + d0 * d0;
      let d1: f64 = 0;
      let d2: f64 = 0;
      if (dims > 1) {
        d1 = load<f64>(own, 8) - load<f64>(other, 8);
        d += d1 * d1;
      }
      if (dims > 2) {
        d2 = load<f64>(own, 16) - load<f64>(other, 16);
        d += d2 * d2;
      }
      const w = <f64>load<f32>(values + edge) / d;
      sum0 += w * d0;
      sum1 += w * d1;
      sum2 += w * d2;
    }
    const to = out + <usize>i * bytes;
    store<f64>(to, sum0);
    if (dims > 1) store<f64>(to, sum1, 8);
    if (dims > 2) store<f64>(to, sum2, 16);
  }
}

/**
 * Σ_j (y_i − y_j) / (1 + d²)² over all j, of points first … last − 1, into `out` (n × dims f64); returns their
 * Σ_j 1 / (1 + d²), j ≠ i. apart: dims × padded f64, one line a dimension, padded to even with 1e200.
 */
export function repelAll(apart: usize, padded: i32, dims: i32, out: usize, first: i32, last: i32): f64 {
  const line = (<usize>padded) << 3;
  const bytes = (<usize>dims) << 3;
  const one = f64x2.splat(1);
  let total: f64 = 0;
  for (let i = first; i < last; i++) {
    const own = apart + ((<usize>i) << 3);
    const x0 = v128.load64_splat(own);
    const x1 = dims > 1 ? v128.load64_splat(own + line) : f64x2.splat(0);
    const x2 = dims > 2 ? v128.load64_splat(own + 2 * line) : f64x2.splat(0);
    let sum = f64x2.splat(0);
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let at = apart;
    const end = apart + line;
    if (dims === 2) {
      for (; at < end; at += 16) {
        const d0 = f64x2.sub(x0, v128.load(at));
        const d1 = f64x2.sub(x1, v128.load(at + line));
        const q = f64x2.div(one, f64x2.add(one, f64x2.add(f64x2.mul(d0, d0), f64x2.mul(d1, d1))));
        sum = f64x2.add(sum, q);
        const q2 = f64x2.mul(q, q);
        sum0 = f64x2.add(sum0, f64x2.mul(q2, d0));
        sum1 = f64x2.add(sum1, f64x2.mul(q2, d1));
      }
    } else {
      for (; at < end; at += 16) {
        const d0 = f64x2.sub(x0, v128.load(at));
        let d = f64x2.add(one, f64x2.mul(d0, d0));
        let d1 = f64x2.splat(0);
        let d2 = f64x2.splat(0);
        if (dims === 3) {
          d1 = f64x2.sub(x1, v128.load(at + line));
          d2 = f64x2.sub(x2, v128.load(at + 2 * line));
          d = f64x2.add(d, f64x2.add(f64x2.mul(d1, d1), f64x2.mul(d2, d2)));
        }
        const q = f64x2.div(one, d);
        sum = f64x2.add(sum, q);
        const q2 = f64x2.mul(q, q);
        sum0 = f64x2.add(sum0, f64x2.mul(q2, d0));
        sum1 = f64x2.add(sum1, f64x2.mul(q2, d1));
        sum2 = f64x2.add(sum2, f64x2.mul(q2, d2));
      }
    }
    // A point is no neighbour of its own.
    total += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) - 1;
    const to = out + <usize>i * bytes;
    store<f64>(to, f64x2.extract_lane(sum0, 0) + f64x2.extract_lane(sum0, 1));
    if (dims > 1) store<f64>(to, f64x2.extract_lane(sum1, 0) + f64x2.extract_lane(sum1, 1), 8);
    if (dims > 2) store<f64>(to, f64x2.extract_lane(sum2, 0) + f64x2.extract_lane(sum2, 1), 16);
  }
  return total;
}

/**
 * Σ_j p_ij log(1 + d²) of points first … last − 1 into `out` (n f64), which with the entropy of the affinities and the
 * normaliser makes the Kullback–Leibler divergence.
 */
export function spreadCosts(
  starts: usize,
  columns: usize,
  values: usize,
  y: usize,
  dims: i32,
  out: usize,
  first: i32,
  last: i32,
): void {
  const bytes = (<usize>dims) << 3;
  for (let i = first; i < last; i++) {
    const own = y + <usize>i * bytes;
    let sum: f64 = 0;
    let edge = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2;
    const end = (<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 2;
    for (; edge < end; edge += 4) {
      const other = y + <usize>load<u32>(columns + edge) * bytes;
      let d: f64 = 1;
      for (let c: usize = 0; c < bytes; c += 8) {
        const difference = load<f64>(own + c) - load<f64>(other + c);
        d += difference * difference;
      }
      sum += <f64>load<f32>(values + edge) * Math.log(d);
    }
    store<f64>(out + ((<usize>i) << 3), sum);
  }
}
