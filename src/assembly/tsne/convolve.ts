/**
 * The charges on the grid to the fields they make, by a two-dimensional Fourier transform of twice the side in float32,
 * in three passes over groups of four lines that threads may share: rows, columns, rows.
 *
 * With K(d) = 1/(1 + d²), the fields are F(a) = Σ_b (a − b) K(a − b)² ρ(b), two components; they come out of one complex
 * inverse transform as Fx + i Fy. The normaliser Σ_ab ρ(a) K(a − b) ρ(b) needs no inverse transform (Parseval).
 *
 *     half:   groups of four columns 0 … side, `side` rows each: row number, (re, im) × 4 columns f32
 *     full:   groups of four rows, `size` columns each: column number, (re, im exchanged) × 4 rows f32
 *     tables: (side + 1) rows × (side + 4) f32, row ky, column kx: the spectra of K (real), and of x K² and y K²
 *             (imaginary), divided by size² and the square of the spline's own spectrum
 */
import { transformLines } from "./fourier";

let size: i32 = 0;
let side: i32 = 0;
let plan: usize = 0;
let half: usize = 0;
let full: usize = 0;
let tableK: usize = 0;
let tableX: usize = 0;
let tableY: usize = 0;
/** This thread's own: four groups of `size`. */
let work: usize = 0;

export function beginGrid(
  size_: i32,
  plan_: usize,
  half_: usize,
  full_: usize,
  tableK_: usize,
  tableX_: usize,
  tableY_: usize,
  work_: usize,
): void {
  size = size_;
  side = size_ >> 1;
  plan = plan_;
  half = half_;
  full = full_;
  tableK = tableK_;
  tableX = tableX_;
  tableY = tableY_;
  work = work_;
}

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
  memory.fill(work + ((<usize>side) << 5), 0, (<usize>side) << 5);
  partRows(half, side, group << 3);
}

/** Transforms the group at `work` and parts its four lines into eight rows of the spectrum of a real array. */
function partRows(spectrum: usize, rows: i32, first: i32): void {
  const lines = transformLines(work, work + ((<usize>size) << 5), size, plan);
  const half4 = f32x4.splat(0.5);
  // Room for four columns of even and odd rows: re, im each.
  const room = work + ((<usize>size) << 6);
  for (let k = 0; k <= side; k += 4) {
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
  memory.copy(work, half + ((<usize>group * <usize>side) << 5), bytes >> 1);
  memory.fill(work + (bytes >> 1), 0, bytes >> 1);
  const charges = transformLines(work, work + bytes, size, plan);
  const spare = charges === work ? work + bytes : work;
  const straight = work + 2 * bytes;
  const mirrored = work + 3 * bytes;
  const line = (<usize>(side + 4)) << 2;
  let energyLow = f64x2.splat(0);
  let energyHigh = f64x2.splat(0);
  const minus = f32x4.splat(-1);
  const plus = f32x4.splat(1);
  for (let k = 0; k < size; k++) {
    const beyond = k > side;
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
  // Columns 1 … side − 1 stand for their mirror images too; those past the middle are such images already.
  const e0 = f64x2.extract_lane(energyLow, 0);
  if (first === side) return e0;
  const others =
    f64x2.extract_lane(energyLow, 1) + f64x2.extract_lane(energyHigh, 0) + f64x2.extract_lane(energyHigh, 1);
  return (first === 0 ? 1.0 : 2.0) * e0 + 2.0 * others;
}

/** Rows 0 … side − 1 of four transformed columns into the full spectrum, at their own place or mirrored. */
function storeColumns(columns: usize, first: i32, mirrored: bool): void {
  const rowGroup = (<usize>size) << 5;
  for (let row = 0; row < side; row += 4) {
    const at = columns + ((<usize>row) << 5);
    const group = full + <usize>(row >> 2) * rowGroup;
    const a = v128.load(at);
    const aIm = v128.load(at, 16);
    const b = v128.load(at, 32);
    const bIm = v128.load(at, 48);
    const c = v128.load(at, 64);
    const cIm = v128.load(at, 80);
    const d = v128.load(at, 96);
    const dIm = v128.load(at, 112);
    if (!mirrored && first < side) {
      const to = group + ((<usize>first) << 5);
      storeTransposed(a, b, c, d, to, 32);
      storeTransposed(aIm, bIm, cIm, dIm, to + 16, 32);
      continue;
    }
    if (mirrored && first > 0 && first < side) {
      // Column first + j goes to size − first − j: downwards from the first.
      const to = group + ((<usize>(size - first)) << 5);
      storeTransposed(a, b, c, d, to, <usize>-32);
      storeTransposed(aIm, bIm, cIm, dIm, to + 16, <usize>-32);
      continue;
    }
    if (!mirrored) {
      // Only the middle column.
      const to = group + ((<usize>side) << 5);
      store<f32>(to, f32x4.extract_lane(a, 0));
      store<f32>(to, f32x4.extract_lane(b, 0), 4);
      store<f32>(to, f32x4.extract_lane(c, 0), 8);
      store<f32>(to, f32x4.extract_lane(d, 0), 12);
      store<f32>(to, f32x4.extract_lane(aIm, 0), 16);
      store<f32>(to, f32x4.extract_lane(bIm, 0), 20);
      store<f32>(to, f32x4.extract_lane(cIm, 0), 24);
      store<f32>(to, f32x4.extract_lane(dIm, 0), 28);
    } else if (first === 0) {
      // Columns 1 … 3: column 0 is its own image.
      const to = group + ((<usize>(size - 1)) << 5);
      storeLane(a, b, c, d, aIm, bIm, cIm, dIm, to);
    }
  }
}

/** Lanes 1, 2 and 3 of four rows, downwards from `to`. */
function storeLane(a: v128, b: v128, c: v128, d: v128, aIm: v128, bIm: v128, cIm: v128, dIm: v128, to: usize): void {
  store<f32>(to, f32x4.extract_lane(a, 1));
  store<f32>(to, f32x4.extract_lane(b, 1), 4);
  store<f32>(to, f32x4.extract_lane(c, 1), 8);
  store<f32>(to, f32x4.extract_lane(d, 1), 12);
  store<f32>(to, f32x4.extract_lane(aIm, 1), 16);
  store<f32>(to, f32x4.extract_lane(bIm, 1), 20);
  store<f32>(to, f32x4.extract_lane(cIm, 1), 24);
  store<f32>(to, f32x4.extract_lane(dIm, 1), 28);
  const second = to - 32;
  store<f32>(second, f32x4.extract_lane(a, 2));
  store<f32>(second, f32x4.extract_lane(b, 2), 4);
  store<f32>(second, f32x4.extract_lane(c, 2), 8);
  store<f32>(second, f32x4.extract_lane(d, 2), 12);
  store<f32>(second, f32x4.extract_lane(aIm, 2), 16);
  store<f32>(second, f32x4.extract_lane(bIm, 2), 20);
  store<f32>(second, f32x4.extract_lane(cIm, 2), 24);
  store<f32>(second, f32x4.extract_lane(dIm, 2), 28);
  const third = to - 64;
  store<f32>(third, f32x4.extract_lane(a, 3));
  store<f32>(third, f32x4.extract_lane(b, 3), 4);
  store<f32>(third, f32x4.extract_lane(c, 3), 8);
  store<f32>(third, f32x4.extract_lane(d, 3), 12);
  store<f32>(third, f32x4.extract_lane(aIm, 3), 16);
  store<f32>(third, f32x4.extract_lane(bIm, 3), 20);
  store<f32>(third, f32x4.extract_lane(cIm, 3), 24);
  store<f32>(third, f32x4.extract_lane(dIm, 3), 28);
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

/**
 * The tables, in two passes. First: rows 8·group … 8·group + 7 of K + x K² on the whole torus of size × size nodes,
 * spacing h, into the full spectrum's memory. K is even, so its spectrum is real; x K² is odd in x, so its is imaginary.
 */
export function kernelRows(group: i32, h: f64): void {
  for (let x = 0; x < size; x++) {
    const dx = <f64>(x > side ? x - size : x) * h;
    const to = work + ((<usize>x) << 5);
    for (let j = 0; j < 8; j++) {
      const row = (group << 3) + j;
      const dy = <f64>(row > side ? row - size : row) * h;
      const k = 1.0 / (1.0 + dx * dx + dy * dy);
      const value = x === side ? k : k + dx * k * k;
      store<f32>(to + ((<usize>(j & 1)) << 4) + ((<usize>(j >> 1)) << 2), <f32>value);
    }
  }
  partRows(full, size, group << 3);
}

/** Second: columns 4·group … 4·group + 3. */
export function kernelColumns(group: i32): void {
  const bytes = (<usize>size) << 5;
  memory.copy(work, full + <usize>group * bytes, bytes);
  const result = transformLines(work, work + bytes, size, plan);
  const line = (<usize>(side + 4)) << 2;
  const first = group << 2;
  for (let row = 0; row <= side; row++) {
    const at = result + ((<usize>row) << 5);
    for (let lane = 0; lane < 4; lane++) {
      const column = first + lane;
      if (column > side) break;
      const scale = (influence(row) * influence(column)) / (<f64>size * <f64>size);
      const re = <f64>load<f32>(at + ((<usize>lane) << 2)) * scale;
      const im = <f64>load<f32>(at + ((<usize>lane) << 2), 16) * scale;
      const entry = <usize>row * line + ((<usize>column) << 2);
      store<f32>(tableK + entry, <f32>re);
      store<f32>(tableX + entry, <f32>im);
      store<f32>(tableY + <usize>column * line + ((<usize>row) << 2), <f32>im);
    }
  }
}

/**
 * What a wave of k nodes' frequency is multiplied with, one way, so that spreading it and reading it back differ least
 * from the wave in the mean over all shifts of the grid (Hockney & Eastwood 1988, section 8-3-3, for kernels whose
 * spectrum has all but vanished past the grid's finest wave): U² / (Σ U²)², with U = (sin(θ/2) / (θ/2))⁴ the spline's
 * spectrum and the sum over all waves that look alike on the nodes.
 */
function influence(k: i32): f64 {
  if (k === 0) return 1;
  const angle = (2.0 * Math.PI * <f64>k) / <f64>size;
  const wave = Math.sin(angle / 2) / (angle / 2);
  const spectrum = wave * wave * (wave * wave);
  const alike = (2416.0 + 2382.0 * Math.cos(angle) + 240.0 * Math.cos(2 * angle) + 2.0 * Math.cos(3 * angle)) / 5040.0;
  return (spectrum * spectrum) / (alike * alike);
}
