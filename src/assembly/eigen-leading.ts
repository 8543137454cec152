/**
 * Eigenvectors of the leading eigenvalues of a symmetric matrix in tridiagonal form, by inverse iteration, and their way
 * back to the matrix's own basis (Golub & Van Loan, Matrix Computations, 8.2.2; LAPACK's dstein). Vectors have n f64, padded
 * with zeros to an even number.
 */
import { addScaled, dot } from "./eigen";

/**
 * vector ← a unit eigenvector of the tridiagonal matrix (diagonal, offDiagonal; n × n) for the eigenvalue `value`, by
 * three solutions of (T − value) x = vector, from the start in `vector`. norm: a bound of the matrix; work: five n f64.
 */
export function inverseIteration(
  diagonal: usize,
  offDiagonal: usize,
  n: i32,
  value: f64,
  norm: f64,
  vector: usize,
  work: usize,
): void {
  const line: usize = (<usize>n) << 3;
  const u0 = work;
  const u1 = work + line;
  const u2 = work + 2 * line;
  const lower = work + 3 * line;
  const swapped = work + 4 * line;
  const tiny = f64.EPSILON * norm;
  // Gaussian elimination with row exchanges: U has three diagonals, L one.
  store<f64>(u0, load<f64>(diagonal) - value);
  store<f64>(u1, n > 1 ? load<f64>(offDiagonal) : 0);
  for (let at: usize = 0; at + 8 < line; at += 8) {
    const pivot = load<f64>(u0 + at);
    const right = load<f64>(u1 + at);
    const below = load<f64>(offDiagonal + at);
    const next = load<f64>(diagonal + at + 8) - value;
    const nextRight = at + 16 < line ? load<f64>(offDiagonal + at + 8) : 0;
    if (abs(pivot) >= abs(below)) {
      const factor = pivot === 0 ? 0 : below / pivot;
      store<f64>(u2 + at, 0);
      store<f64>(lower + at, factor);
      store<f64>(swapped + at, 0);
      store<f64>(u0 + at + 8, next - factor * right);
      store<f64>(u1 + at + 8, nextRight);
    } else {
      const factor = pivot / below;
      store<f64>(u0 + at, below);
      store<f64>(u1 + at, next);
      store<f64>(u2 + at, nextRight);
      store<f64>(lower + at, factor);
      store<f64>(swapped + at, 1);
      store<f64>(u0 + at + 8, right - factor * next);
      store<f64>(u1 + at + 8, -factor * nextRight);
    }
  }
  for (let at: usize = 0; at < line; at += 8) if (abs(load<f64>(u0 + at)) < tiny) store<f64>(u0 + at, tiny);
  for (let pass = 0; pass < 3; pass++) {
    for (let at = vector; at + 8 < vector + line; at += 8) {
      const here = load<f64>(at);
      const next = load<f64>(at + 8);
      const factor = load<f64>(lower + (at - vector));
      const exchange = load<f64>(swapped + (at - vector)) !== 0;
      store<f64>(at, exchange ? next : here);
      store<f64>(at + 8, exchange ? here - factor * next : next - factor * here);
    }
    let right: f64 = 0;
    let farRight: f64 = 0;
    let squares: f64 = 0;
    for (let at = <isize>line - 8; at >= 0; at -= 8) {
      const rest = load<f64>(vector + at) - load<f64>(u1 + at) * right - load<f64>(u2 + at) * farRight;
      farRight = right;
      right = rest / load<f64>(u0 + at);
      store<f64>(vector + at, right);
      squares += right * right;
    }
    scale(vector, 1 / sqrt(squares), n);
  }
}

/** A vector that keeps more than this share of its square when others are taken off it is orthogonal to them to rounding. */
const KEPT: f64 = 0.5;

/**
 * Makes line `index` of `lines` (`line` bytes each, n f64) a unit vector orthogonal to the lines from `first` on before it,
 * in two passes where one is not enough (Daniel, Gragg, Kaufman & Stewart 1976).
 */
export function orthogonalise(lines: usize, line: i32, first: i32, index: i32, n: i32): void {
  const target = lines + <usize>line * <usize>index;
  let before = dot(target, target, n);
  for (let pass = 0; pass < 2; pass++) {
    for (let i = first; i < index; i++) {
      const other = lines + <usize>line * <usize>i;
      addScaled(target, -dot(other, target, n), other, n);
    }
    const after = dot(target, target, n);
    scale(target, 1 / sqrt(after), n);
    if (after > KEPT * before) return;
    before = 1;
  }
}

function scale(vector: usize, factor: f64, n: i32): void {
  for (let i = 0; i < n; i++) store<f64>(vector + ((<usize>i) << 3), load<f64>(vector + ((<usize>i) << 3)) * factor);
}

/**
 * Four vectors (n f64 each, one after the other) in the tridiagonal's basis → the same in the original one. reflectors:
 * line k holds that of step k, k < n − 2; factors: their β. n is even, the padding counted.
 */
export function backTransformFour(reflectors: usize, factors: usize, steps: i32, vectors: usize, n: i32): void {
  const line: usize = (<usize>n) << 3;
  for (let k = steps - 1; k >= 0; k--) {
    const beta = load<f64>(factors + ((<usize>k) << 3));
    if (beta === 0) continue;
    const v = reflectors + line * <usize>k;
    const start: usize = (<usize>((k + 1) & ~1)) << 3;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let j = start; j < line; j += 16) {
      const vj = v128.load(v + j);
      const at = vectors + j;
      s0 = f64x2.add(s0, f64x2.mul(vj, v128.load(at)));
      s1 = f64x2.add(s1, f64x2.mul(vj, v128.load(at + line)));
      s2 = f64x2.add(s2, f64x2.mul(vj, v128.load(at + 2 * line)));
      s3 = f64x2.add(s3, f64x2.mul(vj, v128.load(at + 3 * line)));
    }
    s0 = total(s0, beta);
    s1 = total(s1, beta);
    s2 = total(s2, beta);
    s3 = total(s3, beta);
    for (let j = start; j < line; j += 16) {
      const vj = v128.load(v + j);
      const at = vectors + j;
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(vj, s0)));
      v128.store(at + line, f64x2.sub(v128.load(at + line), f64x2.mul(vj, s1)));
      v128.store(at + 2 * line, f64x2.sub(v128.load(at + 2 * line), f64x2.mul(vj, s2)));
      v128.store(at + 3 * line, f64x2.sub(v128.load(at + 3 * line), f64x2.mul(vj, s3)));
    }
  }
}

function total(sum: v128, factor: f64): v128 {
  return f64x2.splat(factor * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}
