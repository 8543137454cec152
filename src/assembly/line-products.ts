/**
 * Products of lines of 16-bit integers, exact: the Gram matrix of bytes, and bytes times a factor cut into digits.
 *
 * A line holds `length` i16, a multiple of 8. Lines lie in groups of four, eight entries of each in turn (64 bytes a
 * step), so that the inner loop reads one stream forwards:
 *
 *     entry t of line j is at ((j / 4) · (length / 8) + t / 8) · 64 + (j mod 4) · 16 + (t mod 8) · 2, in whole divisions.
 *
 * The caller sees to it that no entry of the result passes 2³¹.
 */

/** Where line j begins; its entries 8 … 15 follow 64 bytes on. */
export function lineAt(lines: usize, j: i32, length: i32): usize {
  return lines + ((<usize>(j >> 2) * <usize>(length >> 3)) << 6) + ((<usize>(j & 3)) << 4);
}

/**
 * panel: paddedRows × paddedColumns u8, row-major → one line per column, paddedColumns lines of paddedRows entries; and
 * in masks, one u32 for each group of four lines, a bit for each step of eight entries that are not all zero.
 * paddedRows is a multiple of 8 and at most 256; paddedColumns is a multiple of 16.
 */
export function columnLines(panel: usize, lines: usize, masks: usize, paddedRows: i32, paddedColumns: i32): void {
  const line = <usize>paddedColumns;
  const group: usize = (<usize>(paddedRows >> 3)) << 6;
  memory.fill(masks, 0, line);
  for (let s = 0; s < paddedRows >> 3; s++) {
    const from = panel + ((line * <usize>s) << 3);
    const to = lines + ((<usize>s) << 6);
    for (let j: usize = 0; j < line; j += 16) {
      // 8 rows × 16 columns turned by interleaving bytes, then pairs, then fours.
      let p = from + j;
      const r0 = v128.load(p);
      const r1 = v128.load((p += line));
      const r2 = v128.load((p += line));
      const r3 = v128.load((p += line));
      const r4 = v128.load((p += line));
      const r5 = v128.load((p += line));
      const r6 = v128.load((p += line));
      const r7 = v128.load(p + line);
      turnHalf(lowBytes(r0, r1), lowBytes(r2, r3), lowBytes(r4, r5), lowBytes(r6, r7), to, group, masks, j >> 2, s);
      const right = (j >> 2) + 2;
      turnHalf(highBytes(r0, r1), highBytes(r2, r3), highBytes(r4, r5), highBytes(r6, r7), to, group, masks, right, s);
    }
  }
}

function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Eight columns of eight rows, rows interleaved in pairs → step s of the groups `first` and first + 1. */
function turnHalf(
  r01: v128,
  r23: v128,
  r45: v128,
  r67: v128,
  to: usize,
  group: usize,
  masks: usize,
  first: usize,
  s: i32,
): void {
  const upper = i16x8.shuffle(r01, r23, 0, 8, 1, 9, 2, 10, 3, 11);
  const lower = i16x8.shuffle(r45, r67, 0, 8, 1, 9, 2, 10, 3, 11);
  storeGroup(upper, lower, to + group * first, masks + (first << 2), s);
  const upperRight = i16x8.shuffle(r01, r23, 4, 12, 5, 13, 6, 14, 7, 15);
  const lowerRight = i16x8.shuffle(r45, r67, 4, 12, 5, 13, 6, 14, 7, 15);
  storeGroup(upperRight, lowerRight, to + group * (first + 1), masks + (first << 2) + 4, s);
}

/** Four columns, rows 0 … 3 of each in `upper` and 4 … 7 in `lower`. */
function storeGroup(upper: v128, lower: v128, to: usize, mask: usize, s: i32): void {
  const left = i32x4.shuffle(upper, lower, 0, 4, 1, 5);
  const right = i32x4.shuffle(upper, lower, 2, 6, 3, 7);
  v128.store(to, i16x8.extend_low_i8x16_u(left));
  v128.store(to, i16x8.extend_high_i8x16_u(left), 16);
  v128.store(to, i16x8.extend_low_i8x16_u(right), 32);
  v128.store(to, i16x8.extend_high_i8x16_u(right), 48);
  store<u32>(mask, load<u32>(mask) | (u32(v128.any_true(v128.or(upper, lower))) << s));
}

/**
 * panel: rows × columns u8, row-major → one line per row, of paddedColumns entries; what pads a line is left as it is.
 */
export function rowLines(panel: usize, lines: usize, rows: i32, columns: i32, paddedColumns: i32): void {
  let from = panel;
  for (let i = 0; i < rows; i++) {
    let to = lineAt(lines, i, paddedColumns);
    for (let j = 0; j < columns; j++) {
      store<u16>(to, <u16>load<u8>(from));
      from += 1;
      to += (j & 7) === 7 ? 50 : 2;
    }
  }
}

/** Four vectors of four partial sums → the four sums. */
export function sums(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const low = i32x4.add(i32x4.shuffle(s0, s1, 0, 4, 1, 5), i32x4.shuffle(s0, s1, 2, 6, 3, 7));
  const high = i32x4.add(i32x4.shuffle(s2, s3, 0, 4, 1, 5), i32x4.shuffle(s2, s3, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(low, high, 0, 1, 4, 5), i32x4.shuffle(low, high, 2, 3, 6, 7));
}

/** Lines of a that are gone over together, so that they stay in the first-level cache: about 16 KiB. */
function linesTogether(length: i32): i32 {
  return max(4, (8192 / length) & ~3);
}

/**
 * out[i][j] += line i of a · line j of b, for i < rowsA and j < rowsB; out: rowsA × rowsB i32, row-major. rowsA is a
 * multiple of 2 and rowsB of 4.
 */
export function addLineProducts(a: usize, b: usize, out: usize, rowsA: i32, rowsB: i32, length: i32): void {
  const group: usize = (<usize>(length >> 3)) << 6;
  const outLine: usize = (<usize>rowsB) << 2;
  const together = linesTogether(length);
  for (let first = 0; first < rowsA; first += together) {
    const last = min(rowsA, first + together);
    for (let j = 0; j < rowsB; j += 4) {
      const b0 = lineAt(b, j, length);
      for (let i = first; i < last; i += 2) {
        let p = lineAt(a, i, length);
        let q = b0;
        const end = p + group;
        let s00 = i32x4.splat(0);
        let s01 = i32x4.splat(0);
        let s02 = i32x4.splat(0);
        let s03 = i32x4.splat(0);
        let s10 = i32x4.splat(0);
        let s11 = i32x4.splat(0);
        let s12 = i32x4.splat(0);
        let s13 = i32x4.splat(0);
        while (p < end) {
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
          p += 64;
          q += 64;
        }
        const at = out + outLine * <usize>i + ((<usize>j) << 2);
        v128.store(at, i32x4.add(v128.load(at), sums(s00, s01, s02, s03)));
        const below = at + outLine;
        v128.store(below, i32x4.add(v128.load(below), sums(s10, s11, s12, s13)));
      }
    }
  }
}
