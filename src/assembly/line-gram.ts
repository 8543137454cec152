/**
 * The Gram matrix of lines of 16-bit integers, exact, without the steps in which one of the lines is all zero. The lines
 * and their masks are those of `columnLines`.
 */
import { lineAt, sums } from "./line-products";

/** Lines that are gone over together, so that they stay in the first-level cache. */
const TOGETHER = 32;

/**
 * out[i][j] += line i · line j for the tiles of 4 × 4 on the diagonal and above; out: size × size i32, row-major. size is
 * a multiple of 4, length a multiple of 8 and at most 256.
 */
export function addLineGram(lines: usize, masks: usize, out: usize, size: i32, length: i32): void {
  const outLine: usize = (<usize>size) << 2;
  for (let first = 0; first < size; first += TOGETHER) {
    for (let j = first; j < size; j += 4) {
      const last = min(min(size, first + TOGETHER), j + 4);
      const b = lineAt(lines, j, length);
      const maskB = load<u32>(masks + <usize>j);
      for (let i = first; i < last; i += 4) {
        const mask = load<u32>(masks + <usize>i) & maskB;
        if (mask === 0) continue;
        const at = out + outLine * <usize>i + ((<usize>j) << 2);
        const a = lineAt(lines, i, length);
        addTile(a, b, mask, at, outLine);
        addTile(a + 32, b, mask, at + 2 * outLine, outLine);
      }
    }
  }
}

/** Two lines against four, over the steps of the mask. */
function addTile(a: usize, b: usize, steps: u32, at: usize, outLine: usize): void {
  let s00 = i32x4.splat(0);
  let s01 = i32x4.splat(0);
  let s02 = i32x4.splat(0);
  let s03 = i32x4.splat(0);
  let s10 = i32x4.splat(0);
  let s11 = i32x4.splat(0);
  let s12 = i32x4.splat(0);
  let s13 = i32x4.splat(0);
  while (steps !== 0) {
    const step: usize = (<usize>ctz(steps)) << 6;
    steps &= steps - 1;
    const p = a + step;
    const q = b + step;
    const x = v128.load(p);
    const y = v128.load(p, 16);
    let v = v128.load(q);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, v));
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(y, v));
    v = v128.load(q, 16);
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, v));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(y, v));
    v = v128.load(q, 32);
    s02 = i32x4.add(s02, i32x4.dot_i16x8_s(x, v));
    s12 = i32x4.add(s12, i32x4.dot_i16x8_s(y, v));
    v = v128.load(q, 48);
    s03 = i32x4.add(s03, i32x4.dot_i16x8_s(x, v));
    s13 = i32x4.add(s13, i32x4.dot_i16x8_s(y, v));
  }
  v128.store(at, i32x4.add(v128.load(at), sums(s00, s01, s02, s03)));
  const below = at + outLine;
  v128.store(below, i32x4.add(v128.load(below), sums(s10, s11, s12, s13)));
}
