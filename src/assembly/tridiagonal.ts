/**
 * Householder reduction of a symmetric matrix to tridiagonal form, one step at a time (Golub & Van Loan, Matrix
 * Computations, 8.3.1), its updates put off and made several at once (LAPACK's dlatrd): after the steps since the last
 * update the matrix is A − Σ v wᵀ + w vᵀ.
 *
 * Rows are held from the diagonal on, the entries before it being zero, in slices: slice s has the rows i = s + stride · r,
 * one after the other. Vectors and rows have n f64, padded with zeros to a multiple of four.
 */
import { addScaled, dot, NO_COLUMN } from "./eigen";

/**
 * row: row k of the reduced matrix, valid from entry k on → v: the reflector H = I − β v vᵀ that maps its entries
 * k + 1 … n − 1 to (α, 0 …), zero up to entry k. Returns β, and stores α. n counts the padding.
 */
export function makeReflector(row: usize, v: usize, k: i32, n: i32, alphaAt: usize): f64 {
  const at: usize = (<usize>(k + 1)) << 3;
  memory.fill(v, 0, at);
  const count = n - k - 1;
  memory.copy(v + at, row + at, (<usize>count) << 3);
  const head = load<f64>(row + at);
  const rest = dot(row + at + 8, row + at + 8, count - 1);
  if (rest <= NO_COLUMN) {
    store<f64>(alphaAt, head);
    memory.fill(v + at, 0, (<usize>count) << 3);
    return 0;
  }
  const norm = sqrt(head * head + rest);
  const alpha = head > 0 ? -norm : norm;
  store<f64>(alphaAt, alpha);
  const first = head - alpha;
  store<f64>(v + at, first);
  return 2 / (first * first + rest);
}

/**
 * The part of a slice's rows i > k in A v: partial[i] = row i · v, and in the entries after i, v[i] times row i added up.
 * count: rows of the slice.
 */
export function sliceProduct(
  rows: usize,
  count: i32,
  stride: i32,
  slice: i32,
  k: i32,
  n: i32,
  v: usize,
  partial: usize,
): void {
  const line: usize = (<usize>n) << 3;
  memory.fill(partial, 0, line);
  for (let r = firstAfter(k, stride, slice); r < count; r += 2) {
    const i = slice + stride * r;
    const a = rows + line * <usize>r;
    // The last row of an odd number stands for two, the second with no weight.
    const single = r + 1 === count;
    const b = single ? a : a + line;
    const at = (<usize>i) << 3;
    const below = single ? at : (<usize>(i + stride)) << 3;
    const va = load<f64>(v + at);
    const vb = single ? 0 : load<f64>(v + below);
    const wa = f64x2.splat(va);
    const wb = f64x2.splat(vb);
    let sa = f64x2.splat(0);
    let sb = f64x2.splat(0);
    for (let j = (<usize>(i & ~1)) << 3; j < line; j += 16) {
      const x = v128.load(a + j);
      const y = v128.load(b + j);
      const next = v128.load(v + j);
      sa = f64x2.add(sa, f64x2.mul(x, next));
      sb = f64x2.add(sb, f64x2.mul(y, next));
      const sum = f64x2.add(f64x2.mul(x, wa), f64x2.mul(y, wb));
      v128.store(partial + j, f64x2.add(v128.load(partial + j), sum));
    }
    // The diagonal was in both parts.
    addTo(partial + at, sa, -load<f64>(a + at) * va);
    if (!single) addTo(partial + below, sb, -load<f64>(b + below) * vb);
  }
}

/** The first row of a slice past k. */
function firstAfter(k: i32, stride: i32, slice: i32): i32 {
  return k < slice ? 0 : (k - slice) / stride + 1;
}

function addTo(at: usize, sum: v128, more: f64): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + more));
}

/**
 * The end of step k: w from the slices' parts of A v (`slices` lines, added in order) and the pairs so far (vs and ws: `pairs`
 * lines each; the next line of ws is filled, that of vs is v); and row k + 1 brought up to date.
 */
export function finishStep(
  partials: usize,
  slices: i32,
  vs: usize,
  ws: usize,
  pairs: i32,
  beta: f64,
  row: usize,
  k: i32,
  n: i32,
): void {
  const line: usize = (<usize>n) << 3;
  const at: usize = (<usize>(k + 1)) << 3;
  const count = n - k - 1;
  const v = vs + line * <usize>pairs;
  const w = ws + line * <usize>pairs;
  memory.fill(w, 0, at);
  memory.copy(w + at, partials + at, (<usize>count) << 3);
  for (let s = 1; s < slices; s++) addScaled(w + at, 1, partials + line * <usize>s + at, count);
  for (let p: usize = 0; p < <usize>pairs * line; p += line) {
    const alongW = dot(ws + p + at, v + at, count);
    const alongV = dot(vs + p + at, v + at, count);
    addScaled(w + at, -alongW, vs + p + at, count);
    addScaled(w + at, -alongV, ws + p + at, count);
  }
  const along = dot(w + at, v + at, count);
  for (let j = at; j < line; j += 8)
    store<f64>(w + j, beta * (load<f64>(w + j) - 0.5 * beta * along * load<f64>(v + j)));
  for (let p: usize = 0; p <= <usize>pairs * line; p += line) {
    addScaled(row + at, -load<f64>(vs + p + at), ws + p + at, count);
    addScaled(row + at, -load<f64>(ws + p + at), vs + p + at, count);
  }
}

/** row i −= Σ v[i] w + w[i] v over the `pairs` lines of vs and ws, for the rows i > k of a slice. */
export function subtractPairs(
  rows: usize,
  count: i32,
  stride: i32,
  slice: i32,
  k: i32,
  n: i32,
  vs: usize,
  ws: usize,
  pairs: i32,
): void {
  const line: usize = (<usize>n) << 3;
  const end: usize = line * <usize>pairs;
  for (let r = firstAfter(k, stride, slice); r < count; r += 2) {
    const i = slice + stride * r;
    const single = r + 1 === count;
    const at = (<usize>i) << 3;
    const below = single ? at : (<usize>(i + stride)) << 3;
    const a = rows + line * <usize>r;
    const b = a + line;
    const start = (<usize>(i & ~3)) << 3;
    for (let j = start; j < line; j += 32) {
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      for (let p: usize = 0; p < end; p += line) {
        const v = vs + p;
        const w = ws + p;
        const va = v128.load64_splat(v + at);
        const vb = v128.load64_splat(v + below);
        const w0 = v128.load(w + j);
        const w1 = v128.load(w + j, 16);
        a0 = f64x2.add(a0, f64x2.mul(va, w0));
        a1 = f64x2.add(a1, f64x2.mul(va, w1));
        b0 = f64x2.add(b0, f64x2.mul(vb, w0));
        b1 = f64x2.add(b1, f64x2.mul(vb, w1));
        const wa = v128.load64_splat(w + at);
        const wb = v128.load64_splat(w + below);
        const v0 = v128.load(v + j);
        const v1 = v128.load(v + j, 16);
        a0 = f64x2.add(a0, f64x2.mul(wa, v0));
        a1 = f64x2.add(a1, f64x2.mul(wa, v1));
        b0 = f64x2.add(b0, f64x2.mul(wb, v0));
        b1 = f64x2.add(b1, f64x2.mul(wb, v1));
      }
      v128.store(a + j, f64x2.sub(v128.load(a + j), a0));
      v128.store(a + j, f64x2.sub(v128.load(a + j, 16), a1), 16);
      if (single) continue;
      v128.store(b + j, f64x2.sub(v128.load(b + j), b0));
      v128.store(b + j, f64x2.sub(v128.load(b + j, 16), b1), 16);
    }
    memory.fill(a + start, 0, at - start);
    if (!single) memory.fill(b + start, 0, below - start);
  }
}
