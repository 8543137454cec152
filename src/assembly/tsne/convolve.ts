/**
 * The charges on the grid to the fields they make, by a two-dimensional Fourier transform in float32, longer than the
 * grid's side by the kernel's reach, in three passes over groups of four lines that threads may share: rows, columns, rows.
 *
 * With K(d) = 1/(1 + d²) or a part of it, and K'(d²) its slope, the fields are F(a) = −Σ_b (a − b) K'(a − b) ρ(b), two
 * components; they come out of one complex inverse transform as Fx + i Fy. The normaliser Σ_ab ρ(a) K(a − b) ρ(b) needs no
 * inverse transform (Parseval).
 *
 *     half:   groups of four columns 0 … middle = size / 2, `side` rows each: row number, (re, im) × 4 columns f32
 *     full:   groups of four rows, `size` columns each: column number, (re, im exchanged) × 4 rows f32
 *     tables: (middle + 1) rows × (middle + 4) f32, row ky, column kx: the spectra of K (real), and of −x K' and −y K'
 *             (imaginary), divided by size² and the square of the spline's own spectrum
 */
import { transformLines } from "./fourier";

/** Length of the transform, and the half of it. */
export let size: i32 = 0;
export let middle: i32 = 0;
/** Nodes a side. */
let side: i32 = 0;
export let plan: usize = 0;
export let half: usize = 0;
export let full: usize = 0;
export let tableK: usize = 0;
export let tableX: usize = 0;
export let tableY: usize = 0;
/** This thread's own: four groups of `size`. */
export let work: usize = 0;

export function beginGrid(
  size_: i32,
  side_: i32,
  plan_: usize,
  half_: usize,
  full_: usize,
  tableK_: usize,
  tableX_: usize,
  tableY_: usize,
  work_: usize,
): void {
  size = size_;
  middle = size_ >> 1;
  side = side_;
  plan = plan_;
  half = half_;
  full = full_;
  tableK = tableK_;
  tableX = tableX_;
  tableY = tableY_;
  work = work_;
}

/** Stores the four columns of the square of rows a, b, c, d, each `step` bytes after the one before. */
function storeTransposed(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  v128.store(to, i32x4.shuffle(ab, cd, 0, 1, 4, 5));
  v128.store(to + step, i32x4.shuffle(ab, cd, 2, 3, 6, 7));
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to + 2 * step, i32x4.shuffle(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * step, i32x4.shuffle(abHigh, cdHigh, 2, 3, 6, 7));
}

/**
 * Stores the columns `from` … `last` − 1 of the square whose rows lie 32 bytes apart from `at` on: column j to
 * `to` + j · step.
 */
function storeLanes(at: usize, to: usize, step: usize, from: i32, last: i32): void {
  const a = v128.load(at);
  const b = v128.load(at, 32);
  const c = v128.load(at, 64);
  const d = v128.load(at, 96);
  if (from === 0 && last === 4) {
    storeTransposed(a, b, c, d, to, step);
    return;
  }
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  if (from === 0 && last > 0) v128.store(to, i32x4.shuffle(ab, cd, 0, 1, 4, 5));
  if (last < 4) return;
  v128.store(to + step, i32x4.shuffle(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * step, i32x4.shuffle(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * step, i32x4.shuffle(abHigh, cdHigh, 2, 3, 6, 7));
}

/** Rows 8·group … 8·group + 7 of the nodes into the half spectrum. Two real rows make one complex line. */
export function transformRows(nodes: usize, group: i32): void {
  const line = (<usize>side) << 2;
  const from = nodes + <usize>(group << 3) * line;
  for (let x = 0; x < side; x += 4) {
    const at = from + ((<usize>x) << 2);
    const to = work + ((<usize>x) << 5);
    storeTransposed(
      v128.load(at),
      v128.load(at + 2 * line),
      v128.load(at + 4 * line),
      v128.load(at + 6 * line),
      to,
      32,
    );
    const odd = at + line;
    storeTransposed(
      v128.load(odd),
      v128.load(odd + 2 * line),
      v128.load(odd + 4 * line),
      v128.load(odd + 6 * line),
      to + 16,
      32,
    );
  }
  memory.fill(work + ((<usize>side) << 5), 0, (<usize>(size - side)) << 5);
  partRows(half, side, group << 3);
}

/** Transforms the group at `work` and parts its four lines into eight rows of the spectrum of a real array. */
export function partRows(spectrum: usize, rows: i32, first: i32): void {
  const lines = transformLines(work, work + ((<usize>size) << 5), size, plan);
  const half4 = f32x4.splat(0.5);
  // Room for four columns of even and odd rows: re, im each.
  const room = work + ((<usize>size) << 6);
  for (let k = 0; k <= middle; k += 4) {
    for (let j = 0; j < 4; j++) {
      const column = k + j;
      const at = lines + ((<usize>column) << 5);
      const mirror = lines + ((<usize>(column === 0 ? 0 : size - column)) << 5);
      const re = v128.load(at);
      const im = v128.load(at, 16);
      const mirrorRe = v128.load(mirror);
      const mirrorIm = v128.load(mirror, 16);
      const to = room + ((<usize>j) << 6);
      v128.store(to, f32x4.mul(half4, f32x4.add(re, mirrorRe)));
      v128.store(to, f32x4.mul(half4, f32x4.sub(im, mirrorIm)), 16);
      v128.store(to, f32x4.mul(half4, f32x4.add(im, mirrorIm)), 32);
      v128.store(to, f32x4.mul(half4, f32x4.sub(mirrorRe, re)), 48);
    }
    const to = spectrum + ((<usize>(k >> 2) * <usize>rows + <usize>first) << 5);
    for (let part: usize = 0; part < 4; part++) {
      const at = room + (part << 4);
      // Parts: even re, even im, odd re, odd im.
      storeTransposed(
        v128.load(at),
        v128.load(at, 64),
        v128.load(at, 128),
        v128.load(at, 192),
        to + ((part >> 1) << 5) + ((part & 1) << 4),
        64,
      );
    }
  }
}

/**
 * Columns 4·group … 4·group + 3: forward, times the tables, back into the full spectrum. Returns their share of the
 * normaliser. With `potential`, the field is that of K itself instead of the two forces.
 */
export function transformColumns(group: i32, potential: bool): f64 {
  const bytes = (<usize>size) << 5;
  const first = group << 2;
  const filled = (<usize>side) << 5;
  memory.copy(work, half + <usize>group * filled, filled);
  memory.fill(work + filled, 0, bytes - filled);
  const charges = transformLines(work, work + bytes, size, plan);
  const spare = charges === work ? work + bytes : work;
  const straight = work + 2 * bytes;
  const mirrored = work + 3 * bytes;
  const line = (<usize>(middle + 4)) << 2;
  let energyLow = f64x2.splat(0);
  let energyHigh = f64x2.splat(0);
  const minus = f32x4.splat(-1);
  const plus = f32x4.splat(1);
  for (let k = 0; k < size; k++) {
    const beyond = k > middle;
    const entry = <usize>(beyond ? size - k : k) * line + ((<usize>first) << 2);
    const at = charges + ((<usize>k) << 5);
    const re = v128.load(at);
    const im = v128.load(at, 16);
    const mirror = charges + ((<usize>(k === 0 ? 0 : size - k)) << 5);
    const mirrorRe = v128.load(mirror);
    const mirrorIm = f32x4.neg(v128.load(mirror, 16));
    const potentials = v128.load(tableK + entry);
    const energy = f32x4.mul(potentials, f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)));
    energyLow = f64x2.add(energyLow, f64x2.promote_low_f32x4(energy));
    energyHigh = f64x2.add(energyHigh, f64x2.promote_low_f32x4(i32x4.shuffle(energy, energy, 2, 3, 2, 3)));
    const to = straight + ((<usize>k) << 5);
    const toMirrored = mirrored + ((<usize>k) << 5);
    // re and im are stored in each other's place, for the inverse transform.
    if (potential) {
      v128.store(to, f32x4.mul(potentials, im));
      v128.store(to, f32x4.mul(potentials, re), 16);
      v128.store(toMirrored, f32x4.mul(potentials, mirrorIm));
      v128.store(toMirrored, f32x4.mul(potentials, mirrorRe), 16);
      continue;
    }
    const sx = v128.load(tableX + entry);
    const sy = f32x4.mul(v128.load(tableY + entry), beyond ? minus : plus);
    v128.store(to, f32x4.sub(f32x4.mul(sx, re), f32x4.mul(sy, im)));
    v128.store(to, f32x4.neg(f32x4.add(f32x4.mul(sy, re), f32x4.mul(sx, im))), 16);
    v128.store(toMirrored, f32x4.neg(f32x4.add(f32x4.mul(sx, mirrorRe), f32x4.mul(sy, mirrorIm))));
    v128.store(toMirrored, f32x4.sub(f32x4.mul(sx, mirrorIm), f32x4.mul(sy, mirrorRe)), 16);
  }
  const result = transformLines(straight, spare, size, plan);
  storeColumns(result, first, false);
  storeColumns(transformLines(mirrored, result === straight ? spare : straight, size, plan), first, true);
  // Columns 1 … middle − 1 stand for their mirror images too; those past the middle are such images already.
  const e0 = f64x2.extract_lane(energyLow, 0);
  if (first === middle) return e0;
  const others =
    f64x2.extract_lane(energyLow, 1) + f64x2.extract_lane(energyHigh, 0) + f64x2.extract_lane(energyHigh, 1);
  return (first === 0 ? 1.0 : 2.0) * e0 + 2.0 * others;
}

/** Rows 0 … side − 1 of four transformed columns into the full spectrum, at their own place or mirrored. */
function storeColumns(columns: usize, first: i32, mirrored: bool): void {
  const rowGroup = (<usize>size) << 5;
  // Column 0 and the middle one are their own mirror images; nothing past the middle is kept.
  const from = mirrored && first === 0 ? 1 : 0;
  const to = first < middle ? 4 : mirrored ? 0 : 1;
  const place = (<usize>(mirrored ? size - first : first)) << 5;
  const step: usize = mirrored ? <usize>-32 : 32;
  for (let row = 0; row < side; row += 4) {
    const at = columns + ((<usize>row) << 5);
    const target = full + <usize>(row >> 2) * rowGroup + place;
    storeLanes(at, target, step, from, to);
    storeLanes(at + 16, target + 16, step, from, to);
  }
}

/** Rows 4·group … 4·group + 3 of the full spectrum into the fields. */
export function inverseRows(fields: usize, group: i32): void {
  const result = transformLines(full + <usize>group * ((<usize>size) << 5), work, size, plan);
  const line = (<usize>side) << 3;
  const row = fields + <usize>(group << 2) * line;
  for (let x = 0; x < side; x += 2) {
    const at = result + ((<usize>x) << 5);
    // re and im are still exchanged: what lies second is Fx.
    const y0 = v128.load(at);
    const x0 = v128.load(at, 16);
    const y1 = v128.load(at, 32);
    const x1 = v128.load(at, 48);
    const low0 = i32x4.shuffle(x0, y0, 0, 4, 1, 5);
    const high0 = i32x4.shuffle(x0, y0, 2, 6, 3, 7);
    const low1 = i32x4.shuffle(x1, y1, 0, 4, 1, 5);
    const high1 = i32x4.shuffle(x1, y1, 2, 6, 3, 7);
    const to = row + ((<usize>x) << 3);
    v128.store(to, i32x4.shuffle(low0, low1, 0, 1, 4, 5));
    v128.store(to + line, i32x4.shuffle(low0, low1, 2, 3, 6, 7));
    v128.store(to + 2 * line, i32x4.shuffle(high0, high1, 0, 1, 4, 5));
    v128.store(to + 3 * line, i32x4.shuffle(high0, high1, 2, 3, 6, 7));
  }
}
