/**
 * The spectra that the charges' spectrum is multiplied with; see `convolve.ts` for their layout.
 */
import { full, partRows, plan, side, size, tableK, tableX, tableY, work } from "./convolve";
import { transformLines } from "./fourier";

/**
 * First pass: rows 8·group … 8·group + 7 of K + x K² on the whole torus of size × size nodes,
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

/** Second pass: columns 4·group … 4·group + 3. */
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
