/**
 * Points and a square grid: unit charges spread to its nodes with the weights of a cubic B-spline, and fields at the
 * nodes read back with the same weights.
 *
 *     nodes:  side × side f32, row-major        fields: side × side × (x, y) f32
 *     cells:  n × (column, row) u16, the first of the four nodes each way
 *     places: n × (x, y) f32, 0 … 1 within the cell
 */

/**
 * Finds the cell of each point and sorts the points by the cell's row, stably. y: n × 2 f64; cell units are
 * (y − origin) · scale, the first node being one less than the whole part. starts: side + 1 i32, where each row's points
 * begin in `order` (n u32).
 */
export function sortByRow(
  y: usize,
  n: i32,
  originX: f64,
  originY: f64,
  scale: f64,
  cells: usize,
  places: usize,
  side: i32,
  starts: usize,
  order: usize,
): void {
  memory.fill(starts, 0, (<usize>(side + 1)) << 2);
  for (let i = 0; i < n; i++) {
    const at = y + ((<usize>i) << 4);
    const u = (load<f64>(at) - originX) * scale;
    const v = (load<f64>(at, 8) - originY) * scale;
    const wholeU = floor(u);
    const wholeV = floor(v);
    const row = <i32>wholeV - 1;
    const cell = cells + ((<usize>i) << 2);
    store<u16>(cell, <u16>(<i32>wholeU - 1));
    store<u16>(cell, <u16>row, 2);
    const place = places + ((<usize>i) << 3);
    store<f32>(place, <f32>(u - wholeU));
    store<f32>(place, <f32>(v - wholeV), 4);
    const start = starts + ((<usize>(row + 1)) << 2);
    store<i32>(start, load<i32>(start) + 1);
  }
  for (let row = 0; row < side; row++) {
    const start = starts + ((<usize>row) << 2);
    store<i32>(start, load<i32>(start) + load<i32>(start, 4), 4);
  }
  // From the last point to the first, each row's end moves down to its start, so that ties keep their order.
  for (let i = n - 1; i >= 0; i--) {
    const row = <usize>load<u16>(cells + ((<usize>i) << 2), 2);
    const end = starts + ((row + 1) << 2);
    const place = load<i32>(end) - 1;
    store<i32>(end, place);
    store<u32>(order + ((<usize>place) << 2), i);
  }
  // Now entry row + 1 holds where the row starts: move all down by one.
  memory.copy(starts, starts + 4, (<usize>side) << 2);
  store<i32>(starts + ((<usize>side) << 2), n);
}

/** The four weights at a place 0 … 1. */
export function weights(t: f32): v128 {
  const sixth: f32 = 1.0 / 6.0;
  const s: f32 = <f32>1 - t;
  const t2 = t * t;
  const s2 = s * s;
  const w1 = <f32>(2.0 / 3.0) - t2 * (<f32>1 - <f32>0.5 * t);
  const w2 = <f32>(2.0 / 3.0) - s2 * (<f32>1 - <f32>0.5 * s);
  let w = f32x4.splat(s2 * s * sixth);
  w = f32x4.replace_lane(w, 1, w1);
  w = f32x4.replace_lane(w, 2, w2);
  return f32x4.replace_lane(w, 3, t2 * t * sixth);
}

/**
 * Clears rows first … last − 1 of the nodes and adds all charges that reach them, row by row of their cells and in the
 * points' order within a row, so that the sums do not depend on how rows are shared out.
 */
export function spreadRows(
  nodes: usize,
  side: i32,
  cells: usize,
  places: usize,
  starts: usize,
  order: usize,
  first: i32,
  last: i32,
): void {
  const line = (<usize>side) << 2;
  memory.fill(nodes + <usize>first * line, 0, <usize>(last - first) * line);
  for (let row = max(0, first - 3); row < last; row++) {
    const end = load<i32>(starts + ((<usize>(row + 1)) << 2));
    const from = max(first - row, 0);
    const to = min(last - row, 4);
    for (let k = load<i32>(starts + ((<usize>row) << 2)); k < end; k++) {
      const i = <usize>load<u32>(order + ((<usize>k) << 2));
      const column = <usize>load<u16>(cells + (i << 2));
      const wx = weights(load<f32>(places + (i << 3)));
      const wy = weights(load<f32>(places + (i << 3), 4));
      const at = nodes + <usize>row * line + (column << 2);
      if (from === 0 && to === 4) {
        v128.store(at, f32x4.add(v128.load(at), f32x4.mul(wx, f32x4.shuffle(wy, wy, 0, 0, 0, 0))));
        let below = at + line;
        v128.store(below, f32x4.add(v128.load(below), f32x4.mul(wx, f32x4.shuffle(wy, wy, 1, 1, 1, 1))));
        below += line;
        v128.store(below, f32x4.add(v128.load(below), f32x4.mul(wx, f32x4.shuffle(wy, wy, 2, 2, 2, 2))));
        below += line;
        v128.store(below, f32x4.add(v128.load(below), f32x4.mul(wx, f32x4.shuffle(wy, wy, 3, 3, 3, 3))));
        continue;
      }
      if (from <= 0) v128.store(at, f32x4.add(v128.load(at), f32x4.mul(wx, f32x4.shuffle(wy, wy, 0, 0, 0, 0))));
      if (from <= 1 && to > 1) {
        const below = at + line;
        v128.store(below, f32x4.add(v128.load(below), f32x4.mul(wx, f32x4.shuffle(wy, wy, 1, 1, 1, 1))));
      }
      if (from <= 2 && to > 2) {
        const below = at + 2 * line;
        v128.store(below, f32x4.add(v128.load(below), f32x4.mul(wx, f32x4.shuffle(wy, wy, 2, 2, 2, 2))));
      }
      if (to > 3) {
        const below = at + 3 * line;
        v128.store(below, f32x4.add(v128.load(below), f32x4.mul(wx, f32x4.shuffle(wy, wy, 3, 3, 3, 3))));
      }
    }
  }
}

/** Reads the two fields at points first … last − 1 into `out`: n × 2 f64. */
export function gatherFields(
  fields: usize,
  side: i32,
  cells: usize,
  places: usize,
  out: usize,
  first: i32,
  last: i32,
): void {
  const line = (<usize>side) << 3;
  for (let i = first; i < last; i++) {
    const cell = cells + ((<usize>i) << 2);
    const place = places + ((<usize>i) << 3);
    const wx = weights(load<f32>(place));
    const wy = weights(load<f32>(place, 4));
    const w01 = f32x4.shuffle(wx, wx, 0, 0, 1, 1);
    const w23 = f32x4.shuffle(wx, wx, 2, 2, 3, 3);
    let at = fields + <usize>load<u16>(cell, 2) * line + ((<usize>load<u16>(cell)) << 3);
    let row = f32x4.add(f32x4.mul(w01, v128.load(at)), f32x4.mul(w23, v128.load(at, 16)));
    let sum = f32x4.mul(row, f32x4.shuffle(wy, wy, 0, 0, 0, 0));
    at += line;
    row = f32x4.add(f32x4.mul(w01, v128.load(at)), f32x4.mul(w23, v128.load(at, 16)));
    sum = f32x4.add(sum, f32x4.mul(row, f32x4.shuffle(wy, wy, 1, 1, 1, 1)));
    at += line;
    row = f32x4.add(f32x4.mul(w01, v128.load(at)), f32x4.mul(w23, v128.load(at, 16)));
    sum = f32x4.add(sum, f32x4.mul(row, f32x4.shuffle(wy, wy, 2, 2, 2, 2)));
    at += line;
    row = f32x4.add(f32x4.mul(w01, v128.load(at)), f32x4.mul(w23, v128.load(at, 16)));
    sum = f32x4.add(sum, f32x4.mul(row, f32x4.shuffle(wy, wy, 3, 3, 3, 3)));
    sum = f32x4.add(sum, f32x4.shuffle(sum, sum, 2, 3, 2, 3));
    v128.store(out + ((<usize>i) << 4), f64x2.promote_low_f32x4(sum));
  }
}
