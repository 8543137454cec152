/**
 * Column statistics of a panel of rows, added to those of the rows before it: counts, means, sums of squares about the
 * mean, smallest and largest values. Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance",
 * equation 1.5b, so that a large mean does not swamp a small deviation.
 */

/**
 * panel: rows × columns f64, row-major, NaN for missing; columns is even. state: five lines of `columns` f64 each (count
 * of observed cells, mean, squares about the mean, smallest, largest), updated; work: three such lines, overwritten.
 */
export function addStatistics(panel: usize, rows: i32, columns: i32, state: usize, work: usize): void {
  const line: usize = (<usize>columns) << 3;
  const lows = state + 3 * line;
  const highs = state + 4 * line;
  const counts = work;
  const means = work + line;
  const squares = work + 2 * line;
  const one = f64x2.splat(1);
  memory.fill(work, 0, 3 * line);
  let from = panel;
  for (let i = 0; i < rows; i++) {
    for (let at: usize = 0; at < line; at += 16) {
      const v = v128.load(from + at);
      const observed = f64x2.eq(v, v);
      v128.store(counts + at, f64x2.add(v128.load(counts + at), v128.and(one, observed)));
      v128.store(means + at, f64x2.add(v128.load(means + at), v128.and(v, observed)));
      // A comparison with NaN is false, and then these keep what they have.
      v128.store(lows + at, f64x2.pmin(v128.load(lows + at), v));
      v128.store(highs + at, f64x2.pmax(v128.load(highs + at), v));
    }
    from += line;
  }
  for (let at: usize = 0; at < line; at += 8) {
    const count = load<f64>(counts + at);
    if (count > 0) store<f64>(means + at, load<f64>(means + at) / count);
  }
  from = panel;
  for (let i = 0; i < rows; i++) {
    for (let at: usize = 0; at < line; at += 16) {
      const v = v128.load(from + at);
      const d = v128.and(f64x2.sub(v, v128.load(means + at)), f64x2.eq(v, v));
      v128.store(squares + at, f64x2.add(v128.load(squares + at), f64x2.mul(d, d)));
    }
    from += line;
  }
  for (let at: usize = 0; at < line; at += 8) {
    const count = load<f64>(counts + at);
    if (count === 0) continue;
    const before = load<f64>(state + at);
    const total = before + count;
    const difference = load<f64>(means + at) - load<f64>(state + line + at);
    const more = load<f64>(squares + at) + (difference * difference * before * count) / total;
    store<f64>(state + at, total);
    store<f64>(state + line + at, load<f64>(state + line + at) + (difference * count) / total);
    store<f64>(state + 2 * line + at, load<f64>(state + 2 * line + at) + more);
  }
}

/**
 * panel: rows × columns u8, row-major; columns is a multiple of 16. totals: two lines of `columns` u32 (sum, sum of
 * squares); extremes: two lines of `columns` u8 (smallest, largest); all updated. Exact for at most 66,051 rows in all.
 */
export function addByteStatistics(panel: usize, rows: i32, columns: i32, totals: usize, extremes: usize): void {
  const line = <usize>columns;
  const ones = i16x8.splat(1);
  for (let j: usize = 0; j < line; j += 16) {
    const sums = totals + (j << 2);
    const squares = sums + (line << 2);
    let s0 = v128.load(sums);
    let s1 = v128.load(sums, 16);
    let s2 = v128.load(sums, 32);
    let s3 = v128.load(sums, 48);
    let q0 = v128.load(squares);
    let q1 = v128.load(squares, 16);
    let q2 = v128.load(squares, 32);
    let q3 = v128.load(squares, 48);
    let lowest = v128.load(extremes + j);
    let highest = v128.load(extremes + line + j);
    let from = panel + j;
    for (let i = 0; i + 2 <= rows; i += 2) {
      const upper = v128.load(from);
      const lower = v128.load(from + line);
      lowest = i8x16.min_u(lowest, i8x16.min_u(upper, lower));
      highest = i8x16.max_u(highest, i8x16.max_u(upper, lower));
      // Two rows of a column side by side, so that one instruction adds both.
      const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      let v = i16x8.extend_low_i8x16_u(left);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v, ones));
      q0 = i32x4.add(q0, i32x4.dot_i16x8_s(v, v));
      v = i16x8.extend_high_i8x16_u(left);
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v, ones));
      q1 = i32x4.add(q1, i32x4.dot_i16x8_s(v, v));
      const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      v = i16x8.extend_low_i8x16_u(right);
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v, ones));
      q2 = i32x4.add(q2, i32x4.dot_i16x8_s(v, v));
      v = i16x8.extend_high_i8x16_u(right);
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v, ones));
      q3 = i32x4.add(q3, i32x4.dot_i16x8_s(v, v));
      from += line << 1;
    }
    v128.store(sums, s0);
    v128.store(sums, s1, 16);
    v128.store(sums, s2, 32);
    v128.store(sums, s3, 48);
    v128.store(squares, q0);
    v128.store(squares, q1, 16);
    v128.store(squares, q2, 32);
    v128.store(squares, q3, 48);
    v128.store(extremes + j, lowest);
    v128.store(extremes + line + j, highest);
  }
  if ((rows & 1) !== 0) addLastRow(panel + line * <usize>(rows - 1), line, totals, extremes);
}

function addLastRow(row: usize, line: usize, totals: usize, extremes: usize): void {
  for (let j: usize = 0; j < line; j++) {
    const value = load<u8>(row + j);
    const sum = totals + (j << 2);
    const square = sum + (line << 2);
    store<u32>(sum, load<u32>(sum) + <u32>value);
    store<u32>(square, load<u32>(square) + <u32>value * <u32>value);
    store<u8>(extremes + j, min(load<u8>(extremes + j), value));
    store<u8>(extremes + line + j, max(load<u8>(extremes + line + j), value));
  }
}
