/**
 * Exponential and logarithm of four float32 numbers, or two float64 numbers, at once.
 */

/** e^x. float32: range reduction by ln 2 and a polynomial of degree 7 (relative error under 2⁻²²); |x| is cut at 87. */
export function exponential<T>(x: v128): v128 {
  if (sizeof<T>() === 8) {
    const low = NativeMath.exp(f64x2.extract_lane(x, 0));
    return f64x2.replace_lane(f64x2.splat(low), 1, NativeMath.exp(f64x2.extract_lane(x, 1)));
  }
  const cut = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(87));
  const n = f32x4.nearest(f32x4.mul(cut, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, so that n · ln 2 is subtracted without loss.
  let r = f32x4.sub(cut, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.0 / 5040);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 720));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** ln(1 + x) for x from 0 to 1. float32: 2 artanh(x / (2 + x)) by its series (error under 1e−8). */
export function logarithmOfOneAnd<T>(x: v128): v128 {
  if (sizeof<T>() === 8) {
    const low = NativeMath.log1p(f64x2.extract_lane(x, 0));
    return f64x2.replace_lane(f64x2.splat(low), 1, NativeMath.log1p(f64x2.extract_lane(x, 1)));
  }
  const s = f32x4.div(x, f32x4.add(x, f32x4.splat(2)));
  const s2 = f32x4.mul(s, s);
  let p = f32x4.splat(2.0 / 15);
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2.0 / 13));
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2.0 / 11));
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2.0 / 9));
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2.0 / 7));
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2.0 / 5));
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2.0 / 3));
  p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(2));
  return f32x4.mul(p, s);
}
