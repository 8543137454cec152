/**
 * Eigenvalues and eigenvectors of a dense symmetric matrix, in float64: Householder reduction to tridiagonal form, then
 * implicit QL. Golub & Van Loan, Matrix Computations, algorithms 8.3.1 and 8.3.3; EISPACK's tred2 and tql2.
 *
 * Lines are padded to an even number of entries (`line` bytes), so that two neighbours are always one vector.
 */

export function dot(x: usize, y: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < count; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** target += factor · source */
export function addScaled(target: usize, factor: f64, source: usize, count: i32): void {
  const f = f64x2.splat(factor);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    v128.store(target, f64x2.add(v128.load(target), f64x2.mul(f, v128.load(source))));
    target += 16;
    source += 16;
  }
  if (i < count) store<f64>(target, load<f64>(target) + factor * load<f64>(source));
}

/**
 * Squares of a column below its subdiagonal that count as zeros, in a matrix whose largest entry is 1 … 2: what rounding
 * left of a matrix of low rank falls with each step until its own squares vanish.
 */
export const NO_COLUMN: f64 = 1e-60;

/**
 * matrix: n lines of n f64, symmetric, its largest entry 1 … 2, destroyed: afterwards line k holds reflector k in its
 * entries k + 1 … n − 1. diagonal, offDiagonal, factors, work: n f64 each. offDiagonal[k] couples k and k + 1; factors[k] is the β of
 * reflector H = I − β v vᵀ.
 */
export function tridiagonalize(
  matrix: usize,
  diagonal: usize,
  offDiagonal: usize,
  factors: usize,
  work: usize,
  n: i32,
  line: i32,
): void {
  const step = <usize>line;
  for (let k = 0; k < n; k++) {
    const rowK = matrix + step * <usize>k;
    const at: usize = (<usize>k) << 3;
    store<f64>(diagonal + at, load<f64>(rowK + at));
    if (k === n - 1) {
      store<f64>(offDiagonal + at, 0);
      store<f64>(factors + at, 0);
      break;
    }
    const count = n - k - 1;
    const v = rowK + at + 8;
    const w = work + at + 8;
    const head = load<f64>(v);
    const rest = dot(v + 8, v + 8, count - 1);
    if (rest <= NO_COLUMN) {
      store<f64>(offDiagonal + at, head);
      store<f64>(factors + at, 0);
      continue;
    }
    const norm = sqrt(head * head + rest);
    const alpha = head > 0 ? -norm : norm;
    store<f64>(offDiagonal + at, alpha);
    const first = head - alpha;
    store<f64>(v, first);
    const beta = 2 / (first * first + rest);
    store<f64>(factors + at, beta);
    // w = β A₂₂ v, then w ← w − ½ β (wᵀv) v
    for (let i = 0; i < count; i++) {
      const rowI = matrix + step * <usize>(k + 1 + i) + at + 8;
      store<f64>(w + ((<usize>i) << 3), beta * dot(rowI, v, count));
    }
    addScaled(w, -0.5 * beta * dot(w, v, count), v, count);
    // A₂₂ ← A₂₂ − v wᵀ − w vᵀ
    for (let i = 0; i < count; i++) {
      const offset: usize = (<usize>i) << 3;
      const rowI = matrix + step * <usize>(k + 1 + i) + at + 8;
      const vi = f64x2.splat(load<f64>(v + offset));
      const wi = f64x2.splat(load<f64>(w + offset));
      let a = rowI;
      let p = v;
      let q = w;
      let j = 0;
      for (; j + 2 <= count; j += 2) {
        const sum = f64x2.add(f64x2.mul(vi, v128.load(q)), f64x2.mul(wi, v128.load(p)));
        v128.store(a, f64x2.sub(v128.load(a), sum));
        a += 16;
        p += 16;
        q += 16;
      }
      if (j < count) {
        const sum = f64x2.extract_lane(vi, 0) * load<f64>(q) + f64x2.extract_lane(wi, 0) * load<f64>(p);
        store<f64>(a, load<f64>(a) - sum);
      }
    }
  }
}

/**
 * Tridiagonal (diagonal, offDiagonal) → eigenvalues in `diagonal` (unordered) and eigenvectors in the lines of
 * `vectors`: n lines of n f64, set here; none are computed when `vectors` is 0. Returns 0, or 1 + the index that did not converge in 60 sweeps.
 */
export function diagonalize(diagonal: usize, offDiagonal: usize, vectors: usize, n: i32, line: i32): i32 {
  const step = <usize>line;
  if (vectors !== 0) memory.fill(vectors, 0, step * <usize>n);
  let norm: f64 = 0;
  for (let i = 0; i < n; i++) {
    const at: usize = (<usize>i) << 3;
    if (vectors !== 0) store<f64>(vectors + step * <usize>i + at, 1);
    norm = max(norm, abs(load<f64>(diagonal + at)) + abs(load<f64>(offDiagonal + at)));
  }
  // A coupling below the rounding of the whole matrix is none: eigenvalues that are zero but for rounding would not settle.
  const negligible = 0.5 * f64.EPSILON * norm;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      for (; m < n - 1; m++) {
        const at: usize = (<usize>m) << 3;
        const scale = abs(load<f64>(diagonal + at)) + abs(load<f64>(diagonal + at + 8));
        if (abs(load<f64>(offDiagonal + at)) <= f64.EPSILON * scale + negligible) break;
      }
      if (m === l) break;
      if (sweep === 60) return 1 + l;
      const atL: usize = (<usize>l) << 3;
      const dl = load<f64>(diagonal + atL);
      const el = load<f64>(offDiagonal + atL);
      let g = (load<f64>(diagonal + atL + 8) - dl) / (2 * el);
      let r = sqrt(g * g + 1);
      g = load<f64>(diagonal + ((<usize>m) << 3)) - dl + el / (g + (g < 0 ? -r : r));
      let s: f64 = 1;
      let c: f64 = 1;
      let p: f64 = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const at: usize = (<usize>i) << 3;
        const e = load<f64>(offDiagonal + at);
        const f = s * e;
        const b = c * e;
        r = sqrt(f * f + g * g);
        store<f64>(offDiagonal + at + 8, r);
        if (r === 0) {
          store<f64>(diagonal + at + 8, load<f64>(diagonal + at + 8) - p);
          store<f64>(offDiagonal + ((<usize>m) << 3), 0);
          break;
        }
        s = f / r;
        c = g / r;
        g = load<f64>(diagonal + at + 8) - p;
        r = (load<f64>(diagonal + at) - g) * s + 2 * c * b;
        p = s * r;
        store<f64>(diagonal + at + 8, g + p);
        g = c * r - b;
        if (vectors !== 0) rotate(vectors + step * <usize>i, vectors + step * <usize>(i + 1), s, c, n);
      }
      if (r === 0 && i >= l) continue;
      store<f64>(diagonal + atL, dl - p);
      store<f64>(offDiagonal + atL, g);
      store<f64>(offDiagonal + ((<usize>m) << 3), 0);
    }
  }
  return 0;
}

/** (x, y) ← (c x − s y, s x + c y) */
function rotate(x: usize, y: usize, s: f64, c: f64, count: i32): void {
  const sv = f64x2.splat(s);
  const cv = f64x2.splat(c);
  for (let i = 0; i < count; i += 2) {
    const u = v128.load(x);
    const v = v128.load(y);
    v128.store(y, f64x2.add(f64x2.mul(sv, u), f64x2.mul(cv, v)));
    v128.store(x, f64x2.sub(f64x2.mul(cv, u), f64x2.mul(sv, v)));
    x += 16;
    y += 16;
  }
}

/** One line of n f64 in the tridiagonal's basis → the same vector in the original basis, by the stored reflectors. */
export function backTransform(matrix: usize, factors: usize, vector: usize, n: i32, line: i32): void {
  for (let k = n - 2; k >= 0; k--) {
    const at: usize = (<usize>k) << 3;
    const beta = load<f64>(factors + at);
    if (beta === 0) continue;
    const count = n - k - 1;
    const v = matrix + <usize>line * <usize>k + at + 8;
    const target = vector + at + 8;
    addScaled(target, -beta * dot(v, target, count), v, count);
  }
}
