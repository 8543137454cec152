/**
 * The spectra that the charges' spectrum is multiplied with; see `convolve.ts` for their layout.
 */
import { full, middle, partRows, plan, size, tableK, tableX, tableY, work } from "./convolve";
import { transformLines } from "./fourier";

/** Parts of the kernel K(s) = 1 / (1 + s), s = d². */
const NEAR = 1;
const FAR = 2;

/** The kernel's part and minus its slope there. */
let potential: f64 = 0;
let force: f64 = 0;

/**
 * With q = (w² − 1) / (w² + s), K = 1/(w² + s) · 1/(1 − q) is a geometric series. Its first three terms are the far part, as
 * smooth as a kernel of width w; the rest, K q³, is the near part, which falls off as d⁻⁸.
 */
function kernelAt(s: f64, part: i32, width2: f64): void {
  const whole = 1.0 / (1.0 + s);
  potential = whole;
  force = whole * whole;
  if (part !== NEAR && part !== FAR) return;
  const soft = 1.0 / (width2 + s);
  const q = (width2 - 1.0) * soft;
  const near = whole * q * q * q;
  const nearForce = near * (whole + 3.0 * soft);
  potential = part === NEAR ? near : whole - near;
  force = part === NEAR ? nearForce : force - nearForce;
}

/**
 * First pass: rows 8·group … 8·group + 7 of K − x K' on the whole torus of size × size nodes,
 * spacing h, into the full spectrum's memory. K is even, so its spectrum is real; x K' is odd in x, so its is imaginary.
 * part: 0 for the whole kernel, 1 for the near part, 2 for the far one.
 */
export function kernelRows(group: i32, h: f64, part: i32, width: f64): void {
  for (let x = 0; x < size; x++) {
    const dx = <f64>(x > middle ? x - size : x) * h;
    const to = work + ((<usize>x) << 5);
    for (let j = 0; j < 8; j++) {
      const row = (group << 3) + j;
      const dy = <f64>(row > middle ? row - size : row) * h;
      kernelAt(dx * dx + dy * dy, part, width * width);
      const value = x === middle ? potential : potential + dx * force;
      store<f32>(to + ((<usize>(j & 1)) << 4) + ((<usize>(j >> 1)) << 2), <f32>value);
    }
  }
  partRows(full, size, group << 3);
}

/**
 * Second pass: columns 4·group … 4·group + 3. finer: the spacing of the grid through whose nodes charges and fields pass on
 * their way (see `nested.ts`), in spacings of this one; 0: they do not.
 */
export function kernelColumns(group: i32, finer: f64): void {
  const bytes = (<usize>size) << 5;
  memory.copy(work, full + <usize>group * bytes, bytes);
  const result = transformLines(work, work + bytes, size, plan);
  const line = (<usize>(middle + 4)) << 2;
  const first = group << 2;
  for (let row = 0; row <= middle; row++) {
    const at = result + ((<usize>row) << 5);
    for (let lane = 0; lane < 4; lane++) {
      const column = first + lane;
      if (column > middle) break;
      const scale = (influence(row, finer) * influence(column, finer)) / (<f64>size * <f64>size);
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
 * spectrum and the sum over all waves that look alike on the nodes; and divided by the finer grid's U², which smooths too.
 */
function influence(k: i32, finer: f64): f64 {
  if (k === 0) return 1;
  const angle = (2.0 * Math.PI * <f64>k) / <f64>size;
  const spectrum = splineAt(angle);
  const alike = (2416.0 + 2382.0 * Math.cos(angle) + 240.0 * Math.cos(2 * angle) + 2.0 * Math.cos(3 * angle)) / 5040.0;
  const passed = finer === 0 ? 1.0 : splineAt(finer * angle);
  return (spectrum * spectrum) / (alike * alike * passed * passed);
}

/** The spectrum of the cubic B-spline at an angle a node. */
function splineAt(angle: f64): f64 {
  const wave = Math.sin(angle / 2) / (angle / 2);
  return wave * wave * (wave * wave);
}
