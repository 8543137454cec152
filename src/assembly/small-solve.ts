/**
 * Small symmetric problems in float64: min over x of ½ (x − x₀)ᵀ H (x − x₀) + qᵀ (x − x₀), with or without a separable
 * regulariser. H: k × k, lines of `line` bytes.
 */

function at(h: usize, line: i32, i: i32, j: i32): usize {
  return h + <usize>line * <usize>i + ((<usize>j) << 3);
}

/**
 * H → its Cholesky factor L in the lower triangle (the diagonal holds 1 / Lᵢᵢ). A pivot that rounding has eaten is
 * given 0, which leaves its component out of every solution.
 */
export function cholesky(h: usize, k: i32, line: i32): void {
  let largest: f64 = 0;
  for (let i = 0; i < k; i++) largest = max(largest, load<f64>(at(h, line, i, i)));
  const least = largest * 1e-13;
  for (let i = 0; i < k; i++) {
    const rowI = at(h, line, i, 0);
    for (let j = 0; j < i; j++) {
      const rowJ = at(h, line, j, 0);
      const sum = load<f64>(at(h, line, i, j)) - dot(rowI, rowJ, j);
      store<f64>(at(h, line, i, j), sum * load<f64>(at(h, line, j, j)));
    }
    const pivot = load<f64>(at(h, line, i, i)) - dot(rowI, rowI, i);
    store<f64>(at(h, line, i, i), pivot > least ? 1 / sqrt(pivot) : 0);
  }
}

/** b → the solution of L Lᵀ b' = b, by the factor that `cholesky` left. */
export function choleskySolve(h: usize, b: usize, k: i32, line: i32): void {
  for (let i = 0; i < k; i++) {
    const to = b + ((<usize>i) << 3);
    store<f64>(to, (load<f64>(to) - dot(at(h, line, i, 0), b, i)) * load<f64>(at(h, line, i, i)));
  }
  for (let i = k - 1; i >= 0; i--) {
    const to = b + ((<usize>i) << 3);
    let sum = load<f64>(to);
    for (let j = i + 1; j < k; j++) sum -= load<f64>(at(h, line, j, i)) * load<f64>(b + ((<usize>j) << 3));
    store<f64>(to, sum * load<f64>(at(h, line, i, i)));
  }
}

function dot(x: usize, y: usize, count: i32): f64 {
  let s = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    s = f64x2.add(s, f64x2.mul(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  const sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  return i < count ? sum + load<f64>(x) * load<f64>(y) : sum;
}

/**
 * Cyclic coordinate descent with soft threshold `threshold`, and x ≥ 0 when `nonNegative`. x: k f64 (x₀ on entry), q: the
 * gradient at x, kept up to date. Ends after `passes`, or when a pass moves nothing by more than 1e−10 of the largest
 * entry.
 */
export function coordinateDescent(
  x: usize,
  q: usize,
  h: usize,
  k: i32,
  line: i32,
  threshold: f64,
  nonNegative: bool,
  passes: i32,
): void {
  for (let pass = 0; pass < passes; pass++) {
    let moved: f64 = 0;
    let largest: f64 = 0;
    for (let c = 0; c < k; c++) {
      const offset = (<usize>c) << 3;
      const row = at(h, line, c, 0);
      const curvature = load<f64>(row + offset);
      const old = load<f64>(x + offset);
      if (!(curvature > 0)) {
        // Nothing but the regulariser looks at it.
        if (threshold > 0 && abs(load<f64>(q + offset)) <= threshold) store<f64>(x + offset, 0);
        continue;
      }
      let value = old - load<f64>(q + offset) / curvature;
      const cut = threshold / curvature;
      value = value > cut ? value - cut : value < -cut ? value + cut : 0;
      if (nonNegative) value = max<f64>(value, 0);
      largest = max(largest, abs(value));
      const step = value - old;
      if (step === 0) continue;
      moved = max(moved, abs(step));
      store<f64>(x + offset, value);
      addScaled(q, step, row, k);
    }
    if (moved <= 1e-10 * largest) return;
  }
}

/** out += H v: k f64 each. */
export function addProduct(out: usize, h: usize, v: usize, k: i32, line: i32): void {
  for (let c = 0; c < k; c++) {
    const factor = load<f64>(v + ((<usize>c) << 3));
    if (factor !== 0) addScaled(out, factor, at(h, line, c, 0), k);
  }
}

/** target += factor · source, `count` numbers. */
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
