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
 * panel: rows × length u8, row-major → one line per row, in groups of four, without the steps of eight entries that are
 * zero in all four: `kept`: one i32 a group, how many steps it keeps; steps: length / 8 i32 a group, where each kept step
 * lies in a whole line. rows is a multiple of 4, length of 16.
 */
export function rowLines(panel: usize, lines: usize, steps: usize, kept: usize, rows: i32, length: i32): void {
  const line = <usize>length;
  for (let i = 0; i < rows; i += 4) {
    const from = panel + line * <usize>i;
    let to = lineAt(lines, i, length);
    const first = steps + (line >> 1) * <usize>(i >> 2);
    let step = first;
    for (let j: usize = 0; j < line; j += 16) {
      const r0 = v128.load(from + j);
      const r1 = v128.load(from + line + j);
      const r2 = v128.load(from + 2 * line + j);
      const r3 = v128.load(from + 3 * line + j);
      const any = v128.or(v128.or(r0, r1), v128.or(r2, r3));
      if (i64x2.extract_lane(any, 0) !== 0) {
        v128.store(to, i16x8.extend_low_i8x16_u(r0));
        v128.store(to, i16x8.extend_low_i8x16_u(r1), 16);
        v128.store(to, i16x8.extend_low_i8x16_u(r2), 32);
        v128.store(to, i16x8.extend_low_i8x16_u(r3), 48);
        to += 64;
        store<i32>(step, <i32>(j << 3));
        step += 4;
      }
      if (i64x2.extract_lane(any, 1) !== 0) {
        v128.store(to, i16x8.extend_high_i8x16_u(r0));
        v128.store(to, i16x8.extend_high_i8x16_u(r1), 16);
        v128.store(to, i16x8.extend_high_i8x16_u(r2), 32);
        v128.store(to, i16x8.extend_high_i8x16_u(r3), 48);
        to += 64;
        store<i32>(step, <i32>(j << 3) + 64);
        step += 4;
      }
    }
    store<i32>(kept + <usize>i, <i32>((step - first) >> 2));
  }
}

/** Four vectors of four partial sums → the four sums. */
export function sums(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const low = i32x4.add(i32x4.shuffle(s0, s1, 0, 4, 1, 5), i32x4.shuffle(s0, s1, 2, 6, 3, 7));
  const high = i32x4.add(i32x4.shuffle(s2, s3, 0, 4, 1, 5), i32x4.shuffle(s2, s3, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(low, high, 0, 1, 4, 5), i32x4.shuffle(low, high, 2, 3, 6, 7));
}

/** Groups of a that are gone over together, so that they stay in the first-level cache: about 16 KiB. */
function groupsTogether(length: i32): i32 {
  return max(1, 2048 / length);
}

/**
 * out[i][j] = line i of a · line j of b, for i < rowsA and j < rowsB; out: rowsA × rowsB i32, row-major. The lines of a,
 * their steps and how many are kept are those of `rowLines`; the lines of b are whole. rowsA and rowsB are multiples of 4.
 */
export function lineProducts(
  a: usize,
  steps: usize,
  kept: usize,
  b: usize,
  out: usize,
  rowsA: i32,
  rowsB: i32,
  length: i32,
): void {
  const outLine: usize = (<usize>rowsB) << 2;
  const together = 4 * groupsTogether(length);
  for (let first = 0; first < rowsA; first += together) {
    const last = min(rowsA, first + together);
    for (let j = 0; j < rowsB; j += 4) {
      const q = lineAt(b, j, length);
      for (let i = first; i < last; i += 4) {
        const step = steps + ((<usize>length) >> 1) * <usize>(i >> 2);
        const end = step + ((<usize>load<i32>(kept + <usize>i)) << 2);
        const at = out + outLine * <usize>i + ((<usize>j) << 2);
        const p = lineAt(a, i, length);
        multiplyTile(p, q, step, end, at, outLine);
        multiplyTile(p + 32, q, step, end, at + 2 * outLine, outLine);
      }
    }
  }
}

/** Two lines of a against four of b, over the kept steps. */
function multiplyTile(p: usize, b: usize, step: usize, end: usize, at: usize, outLine: usize): void {
  let s00 = i32x4.splat(0);
  let s01 = i32x4.splat(0);
  let s02 = i32x4.splat(0);
  let s03 = i32x4.splat(0);
  let s10 = i32x4.splat(0);
  let s11 = i32x4.splat(0);
  let s12 = i32x4.splat(0);
  let s13 = i32x4.splat(0);
  while (step < end) {
    const q = b + <usize>load<i32>(step);
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
    step += 4;
  }
  v128.store(at, sums(s00, s01, s02, s03));
  v128.store(at + outLine, sums(s10, s11, s12, s13));
}

/**
 * products: rows × lines i32, `digits` of them in turn for each column, the most significant first, `1 / shrink` apart →
 * out: rows × columns f64, their value · units[column] + constants[column].
 */
export function joinDigits(
  products: usize,
  lines: i32,
  digits: i32,
  shrink: f64,
  units: usize,
  constants: usize,
  out: usize,
  rows: i32,
  columns: i32,
): void {
  const width: usize = (<usize>digits) << 2;
  for (let i = 0; i < rows; i++) {
    let from = products + ((<usize>i * <usize>lines) << 2);
    for (let j: usize = 0; j < (<usize>columns) << 3; j += 8) {
      let value: f64 = 0;
      for (let digit = from + width; digit > from; digit -= 4) value = value * shrink + <f64>load<i32>(digit - 4);
      store<f64>(out, value * load<f64>(units + j) + load<f64>(constants + j));
      out += 8;
      from += width;
    }
  }
}
