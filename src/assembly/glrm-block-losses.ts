/**
 * Losses of one categorical or ordinal cell against the block of X·Y that stands for its levels: loss, slopes, weights.
 * The kinds are numbered as in `src/glrm/loss-codes.ts`; what each is, and its slow twin, is in `src/glrm/block-losses.ts`.
 */
const CATEGORICAL = 8;
const ORDINAL = 9;
const ONE_VERSUS_ALL = 10;
const MULTINOMIAL = 11;
const BIGGER_VERSUS_SMALLER = 12;

function put<T>(at: usize, i: i32, value: f64): void {
  if (at !== 0) store<T>(at + <usize>i * sizeof<T>(), <T>value);
}

/** max(1 + s·u, 0), rounded off within epsilon of its kink: returns the loss, fills slope and weight i. */
function hinge<T>(g: usize, w: usize, i: i32, s: f64, u: f64, epsilon: f64): f64 {
  const z = 1 + s * u;
  const cut = max(abs(z), epsilon);
  // Of size 1 beyond epsilon, so that losses that are zero there have no rounding.
  const side = z / cut;
  put<T>(g, i, z === 0 ? 0 : s * (0.5 + 0.5 * side));
  put<T>(w, i, 0.5 / cut);
  return 0.5 * (z + 0.5 * (cut + z * side));
}

/** ln(1 + e^(s·u)). */
function logistic<T>(g: usize, w: usize, i: i32, s: f64, u: f64): f64 {
  const z = s * u;
  const size = abs(z);
  const e = NativeMath.exp(-size);
  const far = 1 / (1 + e);
  put<T>(g, i, s * (z >= 0 ? far : e * far));
  put<T>(w, i, size < 1e-4 ? 0.25 : (far - 0.5) / size);
  return max<f64>(z, 0) + NativeMath.log1p(e);
}

/** code: the level, 0 … width − 1 (or … width for bigger-versus-smaller); missing when it is negative. */
function blockLoss<T>(kind: i32, u: usize, code: i32, g: usize, w: usize, width: i32, epsilon: f64): f64 {
  let total: f64 = 0;
  let largest: f64 = -Infinity;
  let sum: f64 = 0;
  if (kind === MULTINOMIAL && code >= 0) {
    for (let i = 0; i < width; i++) largest = max(largest, <f64>load<T>(u + <usize>i * sizeof<T>()));
    for (let i = 0; i < width; i++) {
      const power = NativeMath.exp(<f64>load<T>(u + <usize>i * sizeof<T>()) - largest);
      sum += power;
      put<T>(g, i, power);
    }
    total = largest + NativeMath.log(sum) - <f64>load<T>(u + <usize>code * sizeof<T>());
  }
  for (let i = 0; i < width; i++) {
    const cell = <f64>load<T>(u + <usize>i * sizeof<T>());
    if (code < 0) {
      put<T>(g, i, 0);
      put<T>(w, i, 0);
    } else if (kind === CATEGORICAL) {
      total += hinge<T>(g, w, i, i === code ? -1 : 1, cell, epsilon);
    } else if (kind === ONE_VERSUS_ALL) {
      total += logistic<T>(g, w, i, i === code ? -1 : 1, cell);
    } else if (kind === BIGGER_VERSUS_SMALLER) {
      total += logistic<T>(g, w, i, code > i ? -1 : 1, cell);
    } else if (kind === MULTINOMIAL) {
      put<T>(g, i, <f64>load<T>(g + <usize>i * sizeof<T>()) / sum - (i === code ? 1 : 0));
      // Böhning 1992: the Hessian lies below half the identity.
      put<T>(w, i, 0.5);
    } else if (i === width - 1) {
      put<T>(g, i, 0);
      put<T>(w, i, 0);
    } else if (code > i) {
      total += hinge<T>(g, w, i, -1, cell, epsilon);
    } else {
      total += 1;
      put<T>(g, i, 0);
      put<T>(w, i, 0);
    }
  }
  return total;
}

export function blockLossF32(kind: i32, u: usize, code: i32, g: usize, w: usize, width: i32, epsilon: f64): f64 {
  return blockLoss<f32>(kind, u, code, g, w, width, epsilon);
}

export function blockLossF64(kind: i32, u: usize, code: i32, g: usize, w: usize, width: i32, epsilon: f64): f64 {
  return blockLoss<f64>(kind, u, code, g, w, width, epsilon);
}
