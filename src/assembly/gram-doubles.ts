/**
 * The Gram matrix of columns that were shifted and scaled, in float64.
 *
 * One call of `gramDoubles` adds one panel of rows to one band of the matrix (a few rows of the Gram matrix, all columns
 * from the band on), so a band is always summed in row order by one worker, whatever the number of workers.
 */

/** Rows of a cache line of numbers. */
const ROWS: i32 = 8;

/**
 * panel: rows × columns f64, row-major → packed: paddedColumns × paddedRows f64, one line per column, each entry
 * (value − shift[column]) · scale[column], 0 for NaN; padding is zero. shift and scale: paddedColumns f64.
 */
export function packDoubles(
  panel: usize,
  packed: usize,
  shift: usize,
  scale: usize,
  rows: i32,
  columns: i32,
  paddedRows: i32,
  paddedColumns: i32,
): void {
  const line: usize = (<usize>paddedRows) << 3;
  memory.fill(packed, 0, line * <usize>paddedColumns);
  const stride: usize = (<usize>columns) << 3;
  // A few rows at a time, so that whole cache lines are read and written.
  for (let first = 0; first < rows; first += ROWS) {
    const count = (<usize>min(ROWS, rows - first)) << 3;
    let from = panel + stride * <usize>first;
    let to = packed + ((<usize>first) << 3);
    for (let j: usize = 0; j < stride; j += 8) {
      const shiftBy = load<f64>(shift + j);
      const scaleBy = load<f64>(scale + j);
      let row = from;
      for (let i: usize = 0; i < count; i += 8) {
        const value = (load<f64>(row) - shiftBy) * scaleBy;
        store<f64>(to + i, value === value ? value : 0);
        row += stride;
      }
      from += 8;
      to += line;
    }
  }
}

/**
 * panel: rows × columns f64, row-major → packed: paddedRows × paddedColumns f64, one line per row, transformed as above;
 * padding is zero.
 */
export function packRows(
  panel: usize,
  packed: usize,
  shift: usize,
  scale: usize,
  rows: i32,
  columns: i32,
  paddedRows: i32,
  paddedColumns: i32,
): void {
  const line: usize = (<usize>paddedColumns) << 3;
  memory.fill(packed, 0, line * <usize>paddedRows);
  const width: usize = (<usize>columns) << 3;
  for (let i = 0; i < rows; i++) {
    const to = packed + line * <usize>i;
    for (let at: usize = 0; at < width; at += 8) {
      const value = (load<f64>(panel + at) - load<f64>(shift + at)) * load<f64>(scale + at);
      store<f64>(to + at, value === value ? value : 0);
    }
    panel += width;
  }
}

/** panel: rows × columns f64, row-major; a missing cell (NaN) becomes fill[column]. */
export function fillMissing(panel: usize, fill: usize, rows: i32, columns: i32): void {
  const width: usize = (<usize>columns) << 3;
  for (let i = 0; i < rows; i++) {
    for (let at: usize = 0; at < width; at += 8) {
      const value = load<f64>(panel + at);
      if (value !== value) store<f64>(panel + at, load<f64>(fill + at));
    }
    panel += width;
  }
}

function addTo(gram: usize, size: i32, i: i32, j: i32, v: v128): void {
  const at = gram + ((<usize>i * <usize>size + <usize>j) << 3);
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)));
}

/**
 * Adds rows first … last − 1 of the panel's Gram matrix to band: (last − first) × size f64, row-major, columns from
 * `first` on. Tiles are 4 × 2: first, last and size are multiples of 4; paddedRows is even.
 */
export function gramDoubles(packed: usize, band: usize, paddedRows: i32, size: i32, first: i32, last: i32): void {
  const line: usize = (<usize>paddedRows) << 3;
  // The band's own lines stay in the first-level cache while the others pass once.
  for (let j = first; j < size; j += 2) {
    const b0 = packed + line * <usize>j;
    for (let i = first; i < last; i += 4) {
      const a0 = packed + line * <usize>i;
      let s00 = f64x2.splat(0);
      let s01 = f64x2.splat(0);
      let s10 = f64x2.splat(0);
      let s11 = f64x2.splat(0);
      let s20 = f64x2.splat(0);
      let s21 = f64x2.splat(0);
      let s30 = f64x2.splat(0);
      let s31 = f64x2.splat(0);
      let a = a0;
      let b = b0;
      const end = a0 + line;
      while (a < end) {
        const b0v = v128.load(b);
        const b1v = v128.load(b + line);
        let v = v128.load(a);
        s00 = f64x2.add(s00, f64x2.mul(v, b0v));
        s01 = f64x2.add(s01, f64x2.mul(v, b1v));
        v = v128.load(a + line);
        s10 = f64x2.add(s10, f64x2.mul(v, b0v));
        s11 = f64x2.add(s11, f64x2.mul(v, b1v));
        v = v128.load(a + 2 * line);
        s20 = f64x2.add(s20, f64x2.mul(v, b0v));
        s21 = f64x2.add(s21, f64x2.mul(v, b1v));
        v = v128.load(a + 3 * line);
        s30 = f64x2.add(s30, f64x2.mul(v, b0v));
        s31 = f64x2.add(s31, f64x2.mul(v, b1v));
        a += 16;
        b += 16;
      }
      const row = i - first;
      addTo(band, size, row, j, s00);
      addTo(band, size, row, j + 1, s01);
      addTo(band, size, row + 1, j, s10);
      addTo(band, size, row + 1, j + 1, s11);
      addTo(band, size, row + 2, j, s20);
      addTo(band, size, row + 2, j + 1, s21);
      addTo(band, size, row + 3, j, s30);
      addTo(band, size, row + 3, j + 1, s31);
    }
  }
}
