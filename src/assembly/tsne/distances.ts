/** Squared distances in float64 from one row to all others. */

/** points: rows × coordinates f64, row-major, coordinates even; row: one such row; out: rows f64. */
export function distancesFrom(points: usize, rows: i32, coordinates: i32, row: usize, out: usize): void {
  const bytes = (<usize>coordinates) << 3;
  let p = points;
  for (let i = 0; i < rows; i++) {
    const end = p + bytes;
    let q = row;
    let sum = f64x2.splat(0);
    while (p < end) {
      const difference = f64x2.sub(v128.load(p), v128.load(q));
      sum = f64x2.add(sum, f64x2.mul(difference, difference));
      p += 16;
      q += 16;
    }
    store<f64>(out + ((<usize>i) << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}
