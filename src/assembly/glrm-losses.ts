/**
 * Losses of one row of cells against one row of X·Y: their sum, their slopes and the weights of a quadratic that lies
 * above them (majorises), float32 or float64. What each loss is, and its slow twin, is in `src/glrm/losses.ts`.
 *
 * A cell that is NaN is missing: loss, slope and weight 0. The kinds are numbered as in `src/glrm/loss-codes.ts`.
 */
import { exponential, logarithmOfOneAnd } from "./vector-math";

const QUADRATIC = 0;
const ABSOLUTE = 1;
const HUBER = 2;
const QUANTILE = 3;
const POISSON = 4;
const PERIODIC = 5;
const LOGISTIC = 6;
const HINGE = 7;

function sumOf<T>(v: v128): f64 {
  if (sizeof<T>() === 8) return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
  const low = <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1);
  return low + (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3));
}

/** The first `count` lanes of t, NaN in the others. */
function firstLanes<T>(t: v128, count: i32): v128 {
  const none = v128.splat<T>(<T>NaN);
  if (sizeof<T>() === 8) return f64x2.replace_lane(none, 0, f64x2.extract_lane(t, 0));
  let out = f32x4.replace_lane(none, 0, f32x4.extract_lane(t, 0));
  if (count > 1) out = f32x4.replace_lane(out, 1, f32x4.extract_lane(t, 1));
  if (count > 2) out = f32x4.replace_lane(out, 2, f32x4.extract_lane(t, 2));
  return out;
}

/** cos (even) or sin (odd) of each lane. */
function cosine<T>(x: v128, shift: f64): v128 {
  let out = x;
  if (sizeof<T>() === 8) {
    out = f64x2.replace_lane(out, 0, NativeMath.cos(f64x2.extract_lane(x, 0) - shift));
    return f64x2.replace_lane(out, 1, NativeMath.cos(f64x2.extract_lane(x, 1) - shift));
  }
  out = f32x4.replace_lane(out, 0, <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 0) - shift));
  out = f32x4.replace_lane(out, 1, <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 1) - shift));
  out = f32x4.replace_lane(out, 2, <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 2) - shift));
  return f32x4.replace_lane(out, 3, <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 3) - shift));
}

/**
 * u, t: `count` numbers; g (slopes) and w (weights, unless w is 0) are filled, up to three numbers past the end. The
 * parameter is Huber's crossover, the quantile or the period. Losses with a kink are rounded off within epsilon of it:
 * |d| becomes (max(|d|, ε) + d² / max(|d|, ε)) / 2, of which 1 / max(|d|, ε) is the weight.
 */
function lossRow<T>(kind: i32, u: usize, t: usize, g: usize, w: usize, count: i32, parameter: f64, epsilon: f64): f64 {
  const lanes = 16 / <i32>sizeof<T>();
  const one = v128.splat<T>(<T>1);
  const two = v128.splat<T>(<T>2);
  const half = v128.splat<T>(<T>0.5);
  const zero = v128.splat<T>(<T>0);
  const least = v128.splat<T>(<T>epsilon);
  const p = v128.splat<T>(<T>parameter);
  let total = zero;
  for (let i = 0; i < count; i += lanes) {
    const cell = v128.load(u);
    let value = v128.load(t);
    if (i + lanes > count) value = firstLanes<T>(value, count - i);
    const here = v128.eq<T>(value, value);
    let loss = zero;
    let slope = zero;
    let weight = zero;
    switch (kind) {
      case QUADRATIC: {
        const d = v128.sub<T>(cell, value);
        loss = v128.mul<T>(d, d);
        slope = v128.add<T>(d, d);
        weight = two;
        break;
      }
      case ABSOLUTE: {
        const d = v128.sub<T>(cell, value);
        const cut = v128.max<T>(v128.abs<T>(d), least);
        weight = v128.div<T>(one, cut);
        slope = v128.mul<T>(d, weight);
        loss = v128.mul<T>(half, v128.add<T>(cut, v128.mul<T>(d, slope)));
        break;
      }
      case HUBER: {
        const d = v128.sub<T>(cell, value);
        const size = v128.abs<T>(d);
        const near = v128.min<T>(size, p);
        loss = v128.mul<T>(near, v128.sub<T>(size, v128.mul<T>(half, near)));
        weight = v128.div<T>(p, v128.max<T>(size, p));
        slope = v128.mul<T>(d, weight);
        break;
      }
      case QUANTILE: {
        const r = v128.sub<T>(value, cell);
        const cut = v128.max<T>(v128.abs<T>(r), least);
        const tilt = v128.sub<T>(p, half);
        weight = v128.div<T>(half, cut);
        const pull = v128.mul<T>(weight, r);
        slope = v128.neg<T>(v128.add<T>(tilt, pull));
        loss = v128.mul<T>(half, v128.add<T>(v128.mul<T>(half, cut), v128.mul<T>(r, pull)));
        loss = v128.add<T>(loss, v128.mul<T>(tilt, r));
        break;
      }
      case POISSON: {
        const rate = exponential<T>(cell);
        loss = v128.sub<T>(rate, v128.mul<T>(value, cell));
        slope = v128.sub<T>(rate, value);
        // Far less than a cut at a kink: cells whose rate is 0 already are not to hold back those that go there slowly.
        weight = v128.max<T>(rate, v128.splat<T>(<T>(epsilon * epsilon)));
        break;
      }
      case PERIODIC: {
        const turns = 6.283185307179586 / parameter;
        const angle = v128.mul<T>(v128.splat<T>(<T>turns), v128.sub<T>(cell, value));
        loss = v128.sub<T>(one, cosine<T>(angle, 0));
        slope = v128.mul<T>(v128.splat<T>(<T>turns), cosine<T>(angle, 1.5707963267948966));
        weight = v128.splat<T>(<T>(turns * turns));
        break;
      }
      case LOGISTIC: {
        const sign = v128.sub<T>(one, v128.add<T>(value, value));
        const z = v128.mul<T>(sign, cell);
        const size = v128.abs<T>(z);
        const e = exponential<T>(v128.neg<T>(size));
        loss = v128.add<T>(v128.max<T>(z, zero), logarithmOfOneAnd<T>(e));
        // σ(|z|) = 1 / (1 + e); σ(z) = e / (1 + e) on the other side.
        const far = v128.div<T>(one, v128.add<T>(one, e));
        const near = v128.mul<T>(e, far);
        slope = v128.mul<T>(sign, v128.bitselect(far, near, v128.ge<T>(z, zero)));
        // tanh(z / 2) / (2 z), Jaakkola & Jordan 2000; ¼ at 0.
        const bound = v128.div<T>(v128.sub<T>(far, half), size);
        const tiny = v128.lt<T>(size, v128.splat<T>(<T>(sizeof<T>() === 8 ? 1e-4 : 1e-2)));
        weight = v128.bitselect(v128.splat<T>(<T>0.25), bound, tiny);
        break;
      }
      case HINGE: {
        const sign = v128.sub<T>(one, v128.add<T>(value, value));
        const z = v128.add<T>(one, v128.mul<T>(sign, cell));
        const cut = v128.max<T>(v128.abs<T>(z), least);
        weight = v128.div<T>(half, cut);
        // Of size 1 beyond epsilon, so that losses that are zero there have no rounding.
        const side = v128.div<T>(z, cut);
        loss = v128.mul<T>(half, v128.add<T>(cut, v128.mul<T>(z, side)));
        loss = v128.mul<T>(half, v128.add<T>(z, loss));
        // At the kink the slope is 0, as H2O has it.
        const off = v128.ne<T>(z, zero);
        slope = v128.and(v128.mul<T>(sign, v128.add<T>(half, v128.mul<T>(half, side))), off);
        break;
      }
    }
    total = v128.add<T>(total, v128.and(loss, here));
    v128.store(g, v128.and(slope, here));
    if (w !== 0) {
      v128.store(w, v128.and(weight, here));
      w += 16;
    }
    u += 16;
    t += 16;
    g += 16;
  }
  return sumOf<T>(total);
}

export function lossRowF32(
  kind: i32,
  u: usize,
  t: usize,
  g: usize,
  w: usize,
  count: i32,
  parameter: f64,
  epsilon: f64,
): f64 {
  return lossRow<f32>(kind, u, t, g, w, count, parameter, epsilon);
}

export function lossRowF64(
  kind: i32,
  u: usize,
  t: usize,
  g: usize,
  w: usize,
  count: i32,
  parameter: f64,
  epsilon: f64,
): f64 {
  return lossRow<f64>(kind, u, t, g, w, count, parameter, epsilon);
}
