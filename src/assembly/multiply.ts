/**
 * The matrix product C = A·B in float64, in tiles of 4 rows by 4 columns.
 */

/**
 * a: rows × inner, b: inner × columns, c: rows × columns; all f64, row-major. rows and columns are multiples of 4.
 * Each entry of C is summed over `inner` in ascending order, so it depends on its own row and column alone.
 */
export function multiply(a: usize, b: usize, c: usize, rows: i32, inner: i32, columns: i32): void {
  const lineA: usize = (<usize>inner) << 3;
  const lineB: usize = (<usize>columns) << 3;
  for (let i = 0; i < rows; i += 4) {
    const rowA = a + lineA * <usize>i;
    for (let j = 0; j < columns; j += 4) {
      let s00 = f64x2.splat(0);
      let s01 = f64x2.splat(0);
      let s10 = f64x2.splat(0);
      let s11 = f64x2.splat(0);
      let s20 = f64x2.splat(0);
      let s21 = f64x2.splat(0);
      let s30 = f64x2.splat(0);
      let s31 = f64x2.splat(0);
      let p = rowA;
      let q = b + ((<usize>j) << 3);
      const end = rowA + lineA;
      while (p < end) {
        const left = v128.load(q);
        const right = v128.load(q, 16);
        let v = v128.load64_splat(p);
        s00 = f64x2.add(s00, f64x2.mul(v, left));
        s01 = f64x2.add(s01, f64x2.mul(v, right));
        v = v128.load64_splat(p + lineA);
        s10 = f64x2.add(s10, f64x2.mul(v, left));
        s11 = f64x2.add(s11, f64x2.mul(v, right));
        v = v128.load64_splat(p + 2 * lineA);
        s20 = f64x2.add(s20, f64x2.mul(v, left));
        s21 = f64x2.add(s21, f64x2.mul(v, right));
        v = v128.load64_splat(p + 3 * lineA);
        s30 = f64x2.add(s30, f64x2.mul(v, left));
        s31 = f64x2.add(s31, f64x2.mul(v, right));
        p += 8;
        q += lineB;
      }
      let out = c + lineB * <usize>i + ((<usize>j) << 3);
      v128.store(out, s00);
      v128.store(out, s01, 16);
      out += lineB;
      v128.store(out, s10);
      v128.store(out, s11, 16);
      out += lineB;
      v128.store(out, s20);
      v128.store(out, s21, 16);
      out += lineB;
      v128.store(out, s30);
      v128.store(out, s31, 16);
    }
  }
}
