/**
 * The discrete Fourier transform of four lines at once, in float32: Stockham's self-sorting algorithm (decimation in
 * frequency) with radices 2, 3, 4 and 5.
 *
 *     group: `size` complex numbers of four lines; number t is re of lines 0 … 3, then im of lines 0 … 3: 32 bytes
 *
 * The inverse transform, without the division by `size`, is the same with re and im exchanged on the way in and out.
 */

const COS_3: f32 = -0.5;
const SIN_3: f32 = 0.86602540378443864676;
const COS_5: f32 = 0.3090169943749474241;
const SIN_5: f32 = 0.95105651629515357212;
const COS_52: f32 = -0.8090169943749474241;
const SIN_52: f32 = 0.58778525229247312917;

/**
 * Transforms the group at `data`; `work` is of the same size. Returns where the result lies: data or work.
 *
 * plan: i32 number of stages, then a radix each, padded to 64 bytes in all; then for each stage, for each
 * p < length / radix, the radix − 1 twiddles exp(−2πi t p / length), re and im in f32.
 */
export function transformLines(data: usize, work: usize, size: i32, plan: usize): usize {
  const stages = load<i32>(plan);
  let twiddles = plan + 64;
  let x = data;
  let y = work;
  let length = size;
  let stride = 1;
  for (let stage = 0; stage < stages; stage++) {
    const radix = load<i32>(plan + 4 + ((<usize>stage) << 2));
    const rest = length / radix;
    if (radix === 4) stage4(x, y, rest, stride, twiddles);
    else if (radix === 5) stage5(x, y, rest, stride, twiddles);
    else if (radix === 3) stage3(x, y, rest, stride, twiddles);
    else stage2(x, y, rest, stride, twiddles);
    twiddles += (<usize>(rest * (radix - 1))) << 3;
    const other = x;
    x = y;
    y = other;
    length = rest;
    stride *= radix;
  }
  return x;
}

function storeTurned(to: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(to, f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi)));
  v128.store(to, f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr)), 16);
}

function stage2(x: usize, y: usize, rest: i32, stride: i32, twiddles: usize): void {
  const line = (<usize>stride) << 5;
  const half = <usize>rest * line;
  let w = twiddles;
  for (let p = 0; p < rest; p++, w += 8) {
    const wr = v128.load32_splat(w);
    const wi = v128.load32_splat(w, 4);
    let from = x + <usize>p * line;
    let to = y + ((<usize>p * line) << 1);
    const end = from + line;
    while (from < end) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + half);
      const bi = v128.load(from + half, 16);
      v128.store(to, f32x4.add(ar, br));
      v128.store(to, f32x4.add(ai, bi), 16);
      storeTurned(to + line, f32x4.sub(ar, br), f32x4.sub(ai, bi), wr, wi);
      from += 32;
      to += 32;
    }
  }
}

function stage3(x: usize, y: usize, rest: i32, stride: i32, twiddles: usize): void {
  const line = (<usize>stride) << 5;
  const third = <usize>rest * line;
  const cos = f32x4.splat(COS_3);
  const sin = f32x4.splat(SIN_3);
  let w = twiddles;
  for (let p = 0; p < rest; p++, w += 16) {
    const w1r = v128.load32_splat(w);
    const w1i = v128.load32_splat(w, 4);
    const w2r = v128.load32_splat(w, 8);
    const w2i = v128.load32_splat(w, 12);
    let from = x + <usize>p * line;
    let to = y + <usize>(3 * p) * line;
    const end = from + line;
    while (from < end) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + third);
      const bi = v128.load(from + third, 16);
      const cr = v128.load(from + 2 * third);
      const ci = v128.load(from + 2 * third, 16);
      const sumR = f32x4.add(br, cr);
      const sumI = f32x4.add(bi, ci);
      const turnR = f32x4.mul(sin, f32x4.sub(bi, ci));
      const turnI = f32x4.mul(sin, f32x4.sub(cr, br));
      const midR = f32x4.add(ar, f32x4.mul(cos, sumR));
      const midI = f32x4.add(ai, f32x4.mul(cos, sumI));
      v128.store(to, f32x4.add(ar, sumR));
      v128.store(to, f32x4.add(ai, sumI), 16);
      storeTurned(to + line, f32x4.add(midR, turnR), f32x4.add(midI, turnI), w1r, w1i);
      storeTurned(to + 2 * line, f32x4.sub(midR, turnR), f32x4.sub(midI, turnI), w2r, w2i);
      from += 32;
      to += 32;
    }
  }
}

function stage4(x: usize, y: usize, rest: i32, stride: i32, twiddles: usize): void {
  const line = (<usize>stride) << 5;
  const quarter = <usize>rest * line;
  let w = twiddles;
  for (let p = 0; p < rest; p++, w += 24) {
    const w1r = v128.load32_splat(w);
    const w1i = v128.load32_splat(w, 4);
    const w2r = v128.load32_splat(w, 8);
    const w2i = v128.load32_splat(w, 12);
    const w3r = v128.load32_splat(w, 16);
    const w3i = v128.load32_splat(w, 20);
    let from = x + <usize>p * line;
    let to = y + ((<usize>p * line) << 2);
    const end = from + line;
    while (from < end) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + quarter);
      const bi = v128.load(from + quarter, 16);
      const cr = v128.load(from + 2 * quarter);
      const ci = v128.load(from + 2 * quarter, 16);
      const dr = v128.load(from + 3 * quarter);
      const di = v128.load(from + 3 * quarter, 16);
      const acR = f32x4.add(ar, cr);
      const acI = f32x4.add(ai, ci);
      const bdR = f32x4.add(br, dr);
      const bdI = f32x4.add(bi, di);
      const apartR = f32x4.sub(ar, cr);
      const apartI = f32x4.sub(ai, ci);
      // −i (b − d)
      const turnR = f32x4.sub(bi, di);
      const turnI = f32x4.sub(dr, br);
      v128.store(to, f32x4.add(acR, bdR));
      v128.store(to, f32x4.add(acI, bdI), 16);
      storeTurned(to + line, f32x4.add(apartR, turnR), f32x4.add(apartI, turnI), w1r, w1i);
      storeTurned(to + 2 * line, f32x4.sub(acR, bdR), f32x4.sub(acI, bdI), w2r, w2i);
      storeTurned(to + 3 * line, f32x4.sub(apartR, turnR), f32x4.sub(apartI, turnI), w3r, w3i);
      from += 32;
      to += 32;
    }
  }
}

function stage5(x: usize, y: usize, rest: i32, stride: i32, twiddles: usize): void {
  const line = (<usize>stride) << 5;
  const fifth = <usize>rest * line;
  const c1 = f32x4.splat(COS_5);
  const s1 = f32x4.splat(SIN_5);
  const c2 = f32x4.splat(COS_52);
  const s2 = f32x4.splat(SIN_52);
  let w = twiddles;
  for (let p = 0; p < rest; p++, w += 32) {
    let from = x + <usize>p * line;
    let to = y + <usize>(5 * p) * line;
    const end = from + line;
    while (from < end) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + fifth);
      const bi = v128.load(from + fifth, 16);
      const cr = v128.load(from + 2 * fifth);
      const ci = v128.load(from + 2 * fifth, 16);
      const dr = v128.load(from + 3 * fifth);
      const di = v128.load(from + 3 * fifth, 16);
      const er = v128.load(from + 4 * fifth);
      const ei = v128.load(from + 4 * fifth, 16);
      const beR = f32x4.add(br, er);
      const beI = f32x4.add(bi, ei);
      const cdR = f32x4.add(cr, dr);
      const cdI = f32x4.add(ci, di);
      const bMinusER = f32x4.sub(br, er);
      const bMinusEI = f32x4.sub(bi, ei);
      const cMinusDR = f32x4.sub(cr, dr);
      const cMinusDI = f32x4.sub(ci, di);
      v128.store(to, f32x4.add(ar, f32x4.add(beR, cdR)));
      v128.store(to, f32x4.add(ai, f32x4.add(beI, cdI)), 16);
      const m1R = f32x4.add(ar, f32x4.add(f32x4.mul(c1, beR), f32x4.mul(c2, cdR)));
      const m1I = f32x4.add(ai, f32x4.add(f32x4.mul(c1, beI), f32x4.mul(c2, cdI)));
      const m2R = f32x4.add(ar, f32x4.add(f32x4.mul(c2, beR), f32x4.mul(c1, cdR)));
      const m2I = f32x4.add(ai, f32x4.add(f32x4.mul(c2, beI), f32x4.mul(c1, cdI)));
      // −i times the sines' part.
      const n1R = f32x4.add(f32x4.mul(s1, bMinusEI), f32x4.mul(s2, cMinusDI));
      const n1I = f32x4.neg(f32x4.add(f32x4.mul(s1, bMinusER), f32x4.mul(s2, cMinusDR)));
      const n2R = f32x4.sub(f32x4.mul(s2, bMinusEI), f32x4.mul(s1, cMinusDI));
      const n2I = f32x4.sub(f32x4.mul(s1, cMinusDR), f32x4.mul(s2, bMinusER));
      let wr = v128.load32_splat(w);
      let wi = v128.load32_splat(w, 4);
      storeTurned(to + line, f32x4.add(m1R, n1R), f32x4.add(m1I, n1I), wr, wi);
      wr = v128.load32_splat(w, 8);
      wi = v128.load32_splat(w, 12);
      storeTurned(to + 2 * line, f32x4.add(m2R, n2R), f32x4.add(m2I, n2I), wr, wi);
      wr = v128.load32_splat(w, 16);
      wi = v128.load32_splat(w, 20);
      storeTurned(to + 3 * line, f32x4.sub(m2R, n2R), f32x4.sub(m2I, n2I), wr, wi);
      wr = v128.load32_splat(w, 24);
      wi = v128.load32_splat(w, 28);
      storeTurned(to + 4 * line, f32x4.sub(m1R, n1R), f32x4.sub(m1I, n1I), wr, wi);
      from += 32;
      to += 32;
    }
  }
}
