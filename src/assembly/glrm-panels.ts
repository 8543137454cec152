/**
 * Cells into the panels that the solver of low rank models works on, lines gathered by weight, and sums over panels.
 */

/** Four numbers of R as float32. */
function fourFloats<R>(at: usize): v128 {
  if (sizeof<R>() === 1) {
    const words = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
    return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
  }
  if (sizeof<R>() === 4) return v128.load(at);
  const low = f32x4.demote_f64x2_zero(v128.load(at));
  const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}

/** Two numbers of R as float64. */
function twoDoubles<R>(at: usize): v128 {
  if (sizeof<R>() === 8) return v128.load(at);
  if (sizeof<R>() === 4) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  const both = v128.replace_lane<i32>(v128.splat<i32>(load<u8>(at)), 1, load<u8>(at, 1));
  return f64x2.convert_low_i32x4_s(both);
}

/** raw: rows × columns of R, without gaps → out: rows × columns of T, (value − shift) · scale, in lines of lineOut bytes. */
function pack<R, T>(raw: usize, out: usize, shift: usize, scale: usize, rows: i32, columns: i32, lineOut: i32): void {
  const lanes = 16 / sizeof<T>();
  const whole = columns - (columns % lanes);
  for (let i = 0; i < rows; i++) {
    let to = out + <usize>lineOut * <usize>i;
    let shiftAt = shift;
    let scaleAt = scale;
    for (let j = 0; j < whole; j += lanes) {
      const values = sizeof<T>() === 4 ? fourFloats<R>(raw) : twoDoubles<R>(raw);
      v128.store(to, v128.mul<T>(v128.sub<T>(values, v128.load(shiftAt)), v128.load(scaleAt)));
      raw += <usize>lanes * sizeof<R>();
      to += 16;
      shiftAt += 16;
      scaleAt += 16;
    }
    for (let j = whole; j < columns; j++) {
      store<T>(to, (<T>load<R>(raw) - load<T>(shiftAt)) * load<T>(scaleAt));
      raw += sizeof<R>();
      to += sizeof<T>();
      shiftAt += sizeof<T>();
      scaleAt += sizeof<T>();
    }
  }
}

/** bytes: size of a raw number: 1 (uint8), 4 (float32) or 8 (float64). */
export function packCellsF32(
  bytes: i32,
  raw: usize,
  out: usize,
  shift: usize,
  scale: usize,
  rows: i32,
  columns: i32,
  lineOut: i32,
): void {
  if (bytes === 1) pack<u8, f32>(raw, out, shift, scale, rows, columns, lineOut);
  else if (bytes === 4) pack<f32, f32>(raw, out, shift, scale, rows, columns, lineOut);
  else pack<f64, f32>(raw, out, shift, scale, rows, columns, lineOut);
}

export function packCellsF64(
  bytes: i32,
  raw: usize,
  out: usize,
  shift: usize,
  scale: usize,
  rows: i32,
  columns: i32,
  lineOut: i32,
): void {
  if (bytes === 1) pack<u8, f64>(raw, out, shift, scale, rows, columns, lineOut);
  else if (bytes === 4) pack<f32, f64>(raw, out, shift, scale, rows, columns, lineOut);
  else pack<f64, f64>(raw, out, shift, scale, rows, columns, lineOut);
}

/**
 * The lines (of `line` bytes) whose weight is not 0: copied to `kept`, and times their weight to `scaled`; returns how
 * many. Weights are `weightStep` bytes apart; line is a multiple of 16.
 */
function gather<T>(
  lines: usize,
  weights: usize,
  weightStep: i32,
  count: i32,
  line: i32,
  kept: usize,
  scaled: usize,
): i32 {
  let found = 0;
  for (let i = 0; i < count; i++) {
    const weight = load<T>(weights);
    weights += <usize>weightStep;
    if (weight !== <T>0) {
      const factor = v128.splat<T>(weight);
      for (let at = 0; at < line; at += 16) {
        const values = v128.load(lines + <usize>at);
        v128.store(kept + <usize>at, values);
        v128.store(scaled + <usize>at, v128.mul<T>(factor, values));
      }
      kept += <usize>line;
      scaled += <usize>line;
      found++;
    }
    lines += <usize>line;
  }
  return found;
}

export function gatherF32(
  lines: usize,
  weights: usize,
  weightStep: i32,
  count: i32,
  line: i32,
  kept: usize,
  scaled: usize,
): i32 {
  return gather<f32>(lines, weights, weightStep, count, line, kept, scaled);
}

export function gatherF64(
  lines: usize,
  weights: usize,
  weightStep: i32,
  count: i32,
  line: i32,
  kept: usize,
  scaled: usize,
): i32 {
  return gather<f64>(lines, weights, weightStep, count, line, kept, scaled);
}

/** sums, float64: each of `count` numbers, a multiple of 4, grows by that of `values`. */
function addInto<T>(sums: usize, values: usize, count: i32): void {
  for (let i = 0; i < count; i += 2) {
    const two = sizeof<T>() === 8 ? v128.load(values) : f64x2.promote_low_f32x4(v128.load64_zero(values));
    v128.store(sums, f64x2.add(v128.load(sums), two));
    values += 2 * sizeof<T>();
    sums += 16;
  }
}

export function addIntoF32(sums: usize, values: usize, count: i32): void {
  addInto<f32>(sums, values, count);
}

export function addIntoF64(sums: usize, values: usize, count: i32): void {
  addInto<f64>(sums, values, count);
}
