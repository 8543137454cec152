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
function lineAt(lines: usize, j: i32, length: i32): usize {
  return lines + ((<usize>(j >> 2) * <usize>(length >> 3)) << 6) + ((<usize>(j & 3)) << 4);
}

/**
 * panel: rows × columns u8, row-major → one line per column, paddedColumns lines of paddedRows entries.
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
  memory.fill(lines, 0, (<usize>paddedRows * <usize>paddedColumns) << 1);
  for (let j = 0; j < columns; j++) {
    let from = panel + <usize>j;
    let to = lineAt(lines, j, paddedRows);
    for (let i = 0; i < rows; i++) {
      store<u16>(to, <u16>load<u8>(from));
      from += <usize>columns;
      to += (i & 7) === 7 ? 50 : 2;
    }
  }
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
  const group: usize = (<usize>(length >> 3)) << 6;
  const outLine: usize = (<usize>rowsB) << 2;
  for (let j = 0; j < rowsB; j += 4) {
    const b0 = lineAt(b, j, length);
    const last = upper ? min(rowsA, j + 4) : rowsA;
    for (let i = 0; i < last; i += 2) {
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
