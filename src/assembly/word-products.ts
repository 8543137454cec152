/**
 * Products of lines of 16-bit integers, exact, that pass over zeros: the Gram matrix of bytes, and bytes times a factor cut
 * into digits. The caller sees to it that no sum passes 2³¹.
 *
 * Two neighbouring entries of a line make a word, which one instruction multiplies by those of four other lines:
 *
 *     right side: lines in groups of 16, word w of line j at (j / 16) · groupBytes + w · 64 + (j mod 16) · 4;
 *     left side: lines in twos, a step of 12 bytes for each w where one of the two has a word that is not zero: the word of
 *     the first, that of the second, and w · 64. starts: one u32 for each two, where its steps begin; and where all end.
 */

/** Bytes of a step, and of a word of each of 16 lines. */
const STEP: usize = 12;
const GROUP: usize = 64;

/**
 * addresses: one u32 for each of `rows` rows of `columns` u8 → the columns as right lines, words of two rows; and sums: one
 * i32 a column, added to. rows is even, columns a multiple of 16.
 */
export function columnWords(addresses: usize, right: usize, sums: usize, rows: i32, columns: i32): void {
  const line = <usize>columns;
  const ones = i16x8.splat(1);
  let to = right;
  for (let j: usize = 0; j < line; j += 16) {
    const sum = sums + (j << 2);
    let s0 = v128.load(sum);
    let s1 = v128.load(sum, 16);
    let s2 = v128.load(sum, 32);
    let s3 = v128.load(sum, 48);
    const end = addresses + ((<usize>rows) << 2);
    for (let row = addresses; row < end; row += 8) {
      const upper = v128.load(<usize>load<u32>(row) + j);
      const lower = v128.load(<usize>load<u32>(row, 4) + j);
      const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const w0 = i16x8.extend_low_i8x16_u(left);
      const w1 = i16x8.extend_high_i8x16_u(left);
      const w2 = i16x8.extend_low_i8x16_u(right);
      const w3 = i16x8.extend_high_i8x16_u(right);
      v128.store(to, w0);
      v128.store(to, w1, 16);
      v128.store(to, w2, 32);
      v128.store(to, w3, 48);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(w0, ones));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(w1, ones));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(w2, ones));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(w3, ones));
      to += GROUP;
    }
    v128.store(sum, s0);
    v128.store(sum, s1, 16);
    v128.store(sum, s2, 32);
    v128.store(sum, s3, 48);
  }
}

/** Right lines of `words` words each → the same as left lines: steps, room for all words and one more, and starts. */
export function stepsOfWords(right: usize, steps: usize, starts: usize, words: i32, lines: i32): void {
  const end: usize = (<usize>words) << 6;
  let to = steps;
  for (let j = 0; j < lines; j += 2) {
    const from = right + end * <usize>(j >> 4) + ((<usize>(j & 15)) << 2);
    store<u32>(starts, <u32>to);
    starts += 4;
    for (let at: usize = 0; at < end; at += GROUP) {
      to = addStep(to, load<u64>(from + at), <u32>at);
    }
  }
  store<u32>(starts, <u32>to);
}

/**
 * addresses: one u32 for each of `rows` rows of u8 → the entries first … first + count − 1 of the rows as left lines. rows is
 * even, count a multiple of 8.
 */
export function rowSteps(addresses: usize, first: i32, count: i32, steps: usize, starts: usize, rows: i32): void {
  let to = steps;
  for (let i = 0; i < rows; i += 2) {
    const upper = <usize>load<u32>(addresses) + <usize>first;
    const lower = <usize>load<u32>(addresses, 4) + <usize>first;
    addresses += 8;
    store<u32>(starts, <u32>to);
    starts += 4;
    for (let t: usize = 0; t < <usize>count; t += 8) {
      if ((load<u64>(upper + t) | load<u64>(lower + t)) === 0) continue;
      const above = v128.load8x8_u(upper + t);
      const below = v128.load8x8_u(lower + t);
      const left = i32x4.shuffle(above, below, 0, 4, 1, 5);
      const right = i32x4.shuffle(above, below, 2, 6, 3, 7);
      const at = <u32>(t << 5);
      to = addStep(to, i64x2.extract_lane(left, 0), at);
      to = addStep(to, i64x2.extract_lane(left, 1), at + 64);
      to = addStep(to, i64x2.extract_lane(right, 0), at + 128);
      to = addStep(to, i64x2.extract_lane(right, 1), at + 192);
    }
  }
  store<u32>(starts, <u32>to);
}

/** A step of two words, unless both are zero; returns where the next one goes. */
function addStep(to: usize, words: u64, at: u32): usize {
  store<u64>(to, words);
  store<u32>(to, at, 8);
  return to + STEP * <usize>(words !== 0);
}

/** Twos that are gone over together against one group, so that their steps stay in the first-level cache. */
const TOGETHER = 4;

/**
 * out[i][j] += line i · line j for the tiles of 2 × 16 on the diagonal and right of it; out: lines × lines i32, row-major.
 * lines is a multiple of 16; groupBytes: from one group of the right side to the next.
 */
export function addWordGram(starts: usize, right: usize, groupBytes: usize, out: usize, lines: i32): void {
  const line: usize = (<usize>lines) << 2;
  for (let first = 0; first < lines >> 1; first += TOGETHER) {
    for (let group = first >> 3; group < lines >> 4; group++) {
      const at = out + ((<usize>group) << 6);
      tiles(starts, first, first + TOGETHER, right + groupBytes * <usize>group, at, line, true);
    }
  }
}

/** Columns of a factor in a group of 16 lines: as many high digits, then as many low ones, worth `shrink` as much. */
const DIGIT_COLUMNS: usize = 8;

/**
 * out[i][column] = before[i][column] + units[column] · (left line i · the column's high digits + shrink · its low ones) for
 * 2 · twos left lines; the factor in `groups` groups of eight columns. out: rows of 8 · groups f64; those of before are
 * `step` bytes apart (it may be out, or one line for all rows); products: 32 · twos i32, for sums on the way.
 */
export function digitProducts(
  starts: usize,
  twos: i32,
  right: usize,
  groupBytes: usize,
  groups: i32,
  products: usize,
  shrink: f64,
  units: usize,
  before: usize,
  step: usize,
  out: usize,
): void {
  const line = (<usize>groups * DIGIT_COLUMNS) << 3;
  for (let group = 0; group < groups; group++) {
    tiles(starts, 0, twos, right, products, GROUP, false);
    addDigits(products, 2 * twos, shrink, units, before, step, out, line);
    right += groupBytes;
    units += DIGIT_COLUMNS << 3;
    before += DIGIT_COLUMNS << 3;
    out += DIGIT_COLUMNS << 3;
  }
}

/** The twos first … last − 1 against one group of 16, added or stored; out: where its columns of line 0 are. */
function tiles(starts: usize, first: i32, last: i32, right: usize, out: usize, outLine: usize, add: bool): void {
  for (let two = first; two < last; two++) {
    let step = <usize>load<u32>(starts + ((<usize>two) << 2));
    const end = <usize>load<u32>(starts + ((<usize>two) << 2), 4);
    if (add && step === end) continue;
    let s00 = i32x4.splat(0);
    let s01 = i32x4.splat(0);
    let s02 = i32x4.splat(0);
    let s03 = i32x4.splat(0);
    let s10 = i32x4.splat(0);
    let s11 = i32x4.splat(0);
    let s12 = i32x4.splat(0);
    let s13 = i32x4.splat(0);
    while (step !== end) {
      const q = right + <usize>load<u32>(step, 8);
      const x = v128.load32_splat(step);
      const y = v128.load32_splat(step, 4);
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
      step += STEP;
    }
    const at = out + 2 * outLine * <usize>two;
    put(at, s00, s01, s02, s03, add);
    put(at + outLine, s10, s11, s12, s13, add);
  }
}

function put(at: usize, s0: v128, s1: v128, s2: v128, s3: v128, add: bool): void {
  v128.store(at, add ? i32x4.add(v128.load(at), s0) : s0);
  v128.store(at, add ? i32x4.add(v128.load(at, 16), s1) : s1, 16);
  v128.store(at, add ? i32x4.add(v128.load(at, 32), s2) : s2, 32);
  v128.store(at, add ? i32x4.add(v128.load(at, 48), s3) : s3, 48);
}

/** products: rows × 16 i32, the eight columns' high digits, then their low ones; otherwise see `digitProducts`. */
function addDigits(
  products: usize,
  rows: i32,
  shrink: f64,
  units: usize,
  before: usize,
  step: usize,
  out: usize,
  line: usize,
): void {
  const part = f64x2.splat(shrink);
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < DIGIT_COLUMNS << 3; j += 16) {
      const from = products + (j >> 1);
      const high = f64x2.convert_low_i32x4_s(v128.load64_zero(from));
      const low = f64x2.convert_low_i32x4_s(v128.load64_zero(from, DIGIT_COLUMNS << 2));
      const value = f64x2.mul(f64x2.add(high, f64x2.mul(low, part)), v128.load(units + j));
      v128.store(out + j, f64x2.add(v128.load(before + j), value));
    }
    products += GROUP;
    before += step;
    out += line;
  }
}
