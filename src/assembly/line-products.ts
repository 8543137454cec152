/**
 * Products of lines of 16-bit integers, exact: the Gram matrix of bytes, and bytes times a factor cut into digits.
 *
 * A line holds `length` i16, a multiple of 8, so that eight products and their sums are one instruction. The caller sees
 * to it that no sum of a lane (a quarter of the line) passes 2³¹.
 */

/**
 * panel: rows × columns u8, row-major → lines: columns × paddedRows i16, one line per column.
 * Rows past `rows` and columns past `columns`, up to the padded counts, are zero. paddedRows is a multiple of 8.
 */
export function columnLines(
  panel: usize,
  lines: usize,
  rows: i32,
  columns: i32,
  paddedRows: i32,
  paddedColumns: i32,
): void {
  const line: usize = (<usize>paddedRows) << 1;
  memory.fill(lines, 0, line * <usize>paddedColumns);
  for (let j = 0; j < columns; j++) {
    let from = panel + <usize>j;
    let to = lines + line * <usize>j;
    for (let i = 0; i < rows; i++) {
      store<u16>(to, <u16>load<u8>(from));
      from += <usize>columns;
      to += 2;
    }
  }
}

/** panel: rows × columns u8, row-major → lines: rows × paddedColumns i16, one line per row; padding is left as it is. */
export function rowLines(panel: usize, lines: usize, rows: i32, columns: i32, paddedColumns: i32): void {
  let from = panel;
  for (let i = 0; i < rows; i++) {
    let to = lines + ((<usize>i * <usize>paddedColumns) << 1);
    for (let j = 0; j < columns; j++) {
      store<u16>(to, <u16>load<u8>(from));
      from += 1;
      to += 2;
    }
  }
}

/** Four vectors of four partial sums → the four sums. */
function sums(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const low = i32x4.add(i32x4.shuffle(s0, s1, 0, 4, 1, 5), i32x4.shuffle(s0, s1, 2, 6, 3, 7));
  const high = i32x4.add(i32x4.shuffle(s2, s3, 0, 4, 1, 5), i32x4.shuffle(s2, s3, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(low, high, 0, 1, 4, 5), i32x4.shuffle(low, high, 2, 3, 6, 7));
}

/**
 * out[i][j] += line i of a · line j of b, for i < rowsA and j < rowsB; out: rowsA × rowsB i32, row-major. rowsA is a
 * multiple of 2 and rowsB of 4. With `upper`, only tiles that reach the diagonal or lie above it.
 */
export function addLineProducts(
  a: usize,
  b: usize,
  out: usize,
  rowsA: i32,
  rowsB: i32,
  length: i32,
  upper: bool,
): void {
  const line: usize = (<usize>length) << 1;
  const outLine: usize = (<usize>rowsB) << 2;
  for (let j = 0; j < rowsB; j += 4) {
    const b0 = b + line * <usize>j;
    const last = upper ? min(rowsA, j + 4) : rowsA;
    for (let i = 0; i < last; i += 2) {
      let p = a + line * <usize>i;
      let q = b0;
      const end = p + line;
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
        const y = v128.load(p + line);
        let v = v128.load(q);
        s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, v));
        s10 = i32x4.add(s10, i32x4.dot_i16x8_s(y, v));
        v = v128.load(q + line);
        s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, v));
        s11 = i32x4.add(s11, i32x4.dot_i16x8_s(y, v));
        v = v128.load(q + 2 * line);
        s02 = i32x4.add(s02, i32x4.dot_i16x8_s(x, v));
        s12 = i32x4.add(s12, i32x4.dot_i16x8_s(y, v));
        v = v128.load(q + 3 * line);
        s03 = i32x4.add(s03, i32x4.dot_i16x8_s(x, v));
        s13 = i32x4.add(s13, i32x4.dot_i16x8_s(y, v));
        p += 16;
        q += 16;
      }
      const at = out + outLine * <usize>i + ((<usize>j) << 2);
      v128.store(at, i32x4.add(v128.load(at), sums(s00, s01, s02, s03)));
      const below = at + outLine;
      v128.store(below, i32x4.add(v128.load(below), sums(s10, s11, s12, s13)));
    }
  }
}
