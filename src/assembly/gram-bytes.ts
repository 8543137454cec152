/**
 * The Gram matrix AᵀA of unsigned bytes, in exact integer arithmetic.
 *
 * A panel of rows is first turned column-major and widened to i16 (`packBytes`), so that one dot product of eight
 * neighbouring rows is a single instruction; `gramBytes` then adds the panel's products to the upper triangle.
 * Sums of one panel stay under 2³¹ for up to 8192 rows a panel: each i32 lane takes a quarter of them, at 255² each.
 */

/**
 * panel: rows × columns u8, row-major → packed: paddedColumns × paddedRows i16, one line per column.
 * Rows past `rows` and columns past `columns` are filled with zero. paddedRows is a multiple of 8.
 */
export function packBytes(
  panel: usize,
  packed: usize,
  rows: i32,
  columns: i32,
  paddedRows: i32,
  paddedColumns: i32,
): void {
  const line: usize = (<usize>paddedRows) << 1;
  memory.fill(packed, 0, line * <usize>paddedColumns);
  for (let j = 0; j < columns; j++) {
    let from = panel + <usize>j;
    let to = packed + line * <usize>j;
    for (let i = 0; i < rows; i++) {
      store<u16>(to, <u16>load<u8>(from));
      from += <usize>columns;
      to += 2;
    }
  }
}

function sumLanes(v: v128): f64 {
  return <f64>(
    (i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3))
  );
}

function addTo(gram: usize, size: i32, i: i32, j: i32, v: v128): void {
  const at = gram + ((<usize>i * <usize>size + <usize>j) << 3);
  store<f64>(at, load<f64>(at) + sumLanes(v));
}

/**
 * packed (see above) → gram: size × size f64, row-major; adds to the entries with row tile ≤ column tile.
 * Tiles are 4 × 2; size is a multiple of 4, and entries below the diagonal hold no promise.
 */
export function gramBytes(packed: usize, gram: usize, paddedRows: i32, size: i32): void {
  const line: usize = (<usize>paddedRows) << 1;
  for (let i = 0; i < size; i += 4) {
    const a0 = packed + line * <usize>i;
    for (let j = i; j < size; j += 2) {
      const b0 = packed + line * <usize>j;
      let s00 = i32x4.splat(0);
      let s01 = i32x4.splat(0);
      let s10 = i32x4.splat(0);
      let s11 = i32x4.splat(0);
      let s20 = i32x4.splat(0);
      let s21 = i32x4.splat(0);
      let s30 = i32x4.splat(0);
      let s31 = i32x4.splat(0);
      let a = a0;
      let b = b0;
      const end = a0 + line;
      while (a < end) {
        const b0v = v128.load(b);
        const b1v = v128.load(b + line);
        let v = v128.load(a);
        s00 = i32x4.add(s00, i32x4.dot_i16x8_s(v, b0v));
        s01 = i32x4.add(s01, i32x4.dot_i16x8_s(v, b1v));
        v = v128.load(a + line);
        s10 = i32x4.add(s10, i32x4.dot_i16x8_s(v, b0v));
        s11 = i32x4.add(s11, i32x4.dot_i16x8_s(v, b1v));
        v = v128.load(a + 2 * line);
        s20 = i32x4.add(s20, i32x4.dot_i16x8_s(v, b0v));
        s21 = i32x4.add(s21, i32x4.dot_i16x8_s(v, b1v));
        v = v128.load(a + 3 * line);
        s30 = i32x4.add(s30, i32x4.dot_i16x8_s(v, b0v));
        s31 = i32x4.add(s31, i32x4.dot_i16x8_s(v, b1v));
        a += 16;
        b += 16;
      }
      addTo(gram, size, i, j, s00);
      addTo(gram, size, i, j + 1, s01);
      addTo(gram, size, i + 1, j, s10);
      addTo(gram, size, i + 1, j + 1, s11);
      addTo(gram, size, i + 2, j, s20);
      addTo(gram, size, i + 2, j + 1, s21);
      addTo(gram, size, i + 3, j, s30);
      addTo(gram, size, i + 3, j + 1, s31);
    }
  }
}
