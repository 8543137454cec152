/**
 * Matrix products of panels that stay in a core's cache, in float32 or float64: OUT = A·B or OUT += A·B.
 *
 * Entry (i, t) of A is at a + i · rowStepA + t · innerStepA (bytes), so A may be a transposed view. B is cut into groups
 * of columns 32 bytes wide: entry (t, c) of a group is at b + group · groupStepB + t · innerStepB, so B may be packed
 * (groupStepB = 32 · inner, innerStepB = 32) or row-major (groupStepB = 32, innerStepB = its line). OUT is row-major.
 * rows is a multiple of 4; lines of OUT and B are padded to whole groups.
 */

/** One number of A in every lane. */
function splat<T>(at: usize): v128 {
  return sizeof<T>() === 4 ? v128.load32_splat(at) : v128.load64_splat(at);
}

/** Each entry is summed over `inner` in ascending order. */
function product<T>(
  a: usize,
  rowStepA: i32,
  innerStepA: i32,
  b: usize,
  groupStepB: i32,
  innerStepB: i32,
  out: usize,
  lineOut: i32,
  rows: i32,
  inner: i32,
  groups: i32,
  add: bool,
): void {
  const rowStep = <usize>rowStepA;
  const innerStep = <usize>innerStepA;
  for (let group = 0; group < groups; group++) {
    const first = b + <usize>group * <usize>groupStepB;
    for (let i = 0; i < rows; i += 4) {
      let p = a + rowStep * <usize>i;
      let q = first;
      let s00 = v128.splat<T>(0);
      let s01 = v128.splat<T>(0);
      let s10 = v128.splat<T>(0);
      let s11 = v128.splat<T>(0);
      let s20 = v128.splat<T>(0);
      let s21 = v128.splat<T>(0);
      let s30 = v128.splat<T>(0);
      let s31 = v128.splat<T>(0);
      for (let t = 0; t < inner; t++) {
        const left = v128.load(q);
        const right = v128.load(q, 16);
        let v = splat<T>(p);
        s00 = v128.add<T>(s00, v128.mul<T>(v, left));
        s01 = v128.add<T>(s01, v128.mul<T>(v, right));
        v = splat<T>(p + rowStep);
        s10 = v128.add<T>(s10, v128.mul<T>(v, left));
        s11 = v128.add<T>(s11, v128.mul<T>(v, right));
        v = splat<T>(p + 2 * rowStep);
        s20 = v128.add<T>(s20, v128.mul<T>(v, left));
        s21 = v128.add<T>(s21, v128.mul<T>(v, right));
        v = splat<T>(p + 3 * rowStep);
        s30 = v128.add<T>(s30, v128.mul<T>(v, left));
        s31 = v128.add<T>(s31, v128.mul<T>(v, right));
        p += innerStep;
        q += <usize>innerStepB;
      }
      const line = <usize>lineOut;
      const to = out + line * <usize>i + ((<usize>group) << 5);
      put<T>(to, s00, s01, add);
      put<T>(to + line, s10, s11, add);
      put<T>(to + 2 * line, s20, s21, add);
      put<T>(to + 3 * line, s30, s31, add);
    }
  }
}

/**
 * Rows from anywhere times one group of columns, 32 bytes wide and packed: the addresses of the rows stand at `rows`, those of
 * their places in OUT at `outs`, and both lists are filled up to a multiple of 4 with addresses that may be read.
 */
function productOfRows<T>(rows: usize, outs: usize, count: i32, b: usize, inner: i32, add: bool): void {
  for (let i = 0; i < count; i += 4) {
    const at = rows + ((<usize>i) << 2);
    let p0 = <usize>load<u32>(at);
    let p1 = <usize>load<u32>(at, 4);
    let p2 = <usize>load<u32>(at, 8);
    let p3 = <usize>load<u32>(at, 12);
    let q = b;
    let s00 = v128.splat<T>(0);
    let s01 = v128.splat<T>(0);
    let s10 = v128.splat<T>(0);
    let s11 = v128.splat<T>(0);
    let s20 = v128.splat<T>(0);
    let s21 = v128.splat<T>(0);
    let s30 = v128.splat<T>(0);
    let s31 = v128.splat<T>(0);
    for (let t = 0; t < inner; t++) {
      const left = v128.load(q);
      const right = v128.load(q, 16);
      let v = splat<T>(p0);
      s00 = v128.add<T>(s00, v128.mul<T>(v, left));
      s01 = v128.add<T>(s01, v128.mul<T>(v, right));
      v = splat<T>(p1);
      s10 = v128.add<T>(s10, v128.mul<T>(v, left));
      s11 = v128.add<T>(s11, v128.mul<T>(v, right));
      v = splat<T>(p2);
      s20 = v128.add<T>(s20, v128.mul<T>(v, left));
      s21 = v128.add<T>(s21, v128.mul<T>(v, right));
      v = splat<T>(p3);
      s30 = v128.add<T>(s30, v128.mul<T>(v, left));
      s31 = v128.add<T>(s31, v128.mul<T>(v, right));
      p0 += sizeof<T>();
      p1 += sizeof<T>();
      p2 += sizeof<T>();
      p3 += sizeof<T>();
      q += 32;
    }
    const to = outs + ((<usize>i) << 2);
    put<T>(<usize>load<u32>(to), s00, s01, add);
    if (i + 1 < count) put<T>(<usize>load<u32>(to, 4), s10, s11, add);
    if (i + 2 < count) put<T>(<usize>load<u32>(to, 8), s20, s21, add);
    if (i + 3 < count) put<T>(<usize>load<u32>(to, 12), s30, s31, add);
  }
}

export function productOfRowsF32(rows: usize, outs: usize, count: i32, b: usize, inner: i32, add: bool): void {
  productOfRows<f32>(rows, outs, count, b, inner, add);
}

export function productOfRowsF64(rows: usize, outs: usize, count: i32, b: usize, inner: i32, add: bool): void {
  productOfRows<f64>(rows, outs, count, b, inner, add);
}

function put<T>(at: usize, left: v128, right: v128, add: bool): void {
  v128.store(at, add ? v128.add<T>(v128.load(at), left) : left);
  v128.store(at, add ? v128.add<T>(v128.load(at, 16), right) : right, 16);
}

export function productF32(
  a: usize,
  rowStepA: i32,
  innerStepA: i32,
  b: usize,
  groupStepB: i32,
  innerStepB: i32,
  out: usize,
  lineOut: i32,
  rows: i32,
  inner: i32,
  groups: i32,
  add: bool,
): void {
  product<f32>(a, rowStepA, innerStepA, b, groupStepB, innerStepB, out, lineOut, rows, inner, groups, add);
}

export function productF64(
  a: usize,
  rowStepA: i32,
  innerStepA: i32,
  b: usize,
  groupStepB: i32,
  innerStepB: i32,
  out: usize,
  lineOut: i32,
  rows: i32,
  inner: i32,
  groups: i32,
  add: bool,
): void {
  product<f64>(a, rowStepA, innerStepA, b, groupStepB, innerStepB, out, lineOut, rows, inner, groups, add);
}
