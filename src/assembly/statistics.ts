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
  for (let i = 0; i < rows; i++) {
    for (let at: usize = 0; at < line; at += 16) {
      const v = v128.load(panel + at);
      v128.store(extremes + at, i8x16.min_u(v128.load(extremes + at), v));
      v128.store(extremes + line + at, i8x16.max_u(v128.load(extremes + line + at), v));
      const low = i16x8.extend_low_i8x16_u(v);
      const high = i16x8.extend_high_i8x16_u(v);
      const sums = totals + (at << 2);
      v128.store(sums, i32x4.add(v128.load(sums), i32x4.extend_low_i16x8_u(low)));
      v128.store(sums, i32x4.add(v128.load(sums, 16), i32x4.extend_high_i16x8_u(low)), 16);
      v128.store(sums, i32x4.add(v128.load(sums, 32), i32x4.extend_low_i16x8_u(high)), 32);
      v128.store(sums, i32x4.add(v128.load(sums, 48), i32x4.extend_high_i16x8_u(high)), 48);
      const squares = sums + (line << 2);
      v128.store(squares, i32x4.add(v128.load(squares), i32x4.extmul_low_i16x8_u(low, low)));
      v128.store(squares, i32x4.add(v128.load(squares, 16), i32x4.extmul_high_i16x8_u(low, low)), 16);
      v128.store(squares, i32x4.add(v128.load(squares, 32), i32x4.extmul_low_i16x8_u(high, high)), 32);
      v128.store(squares, i32x4.add(v128.load(squares, 48), i32x4.extmul_high_i16x8_u(high, high)), 48);
    }
    panel += line;
  }
}
