/** One step of gradient descent with momentum and gains (Jacobs 1988, as in van der Maaten & Hinton 2008). */

/**
 * Moves points first … last − 1: gradient = exaggeration · attraction − repulsion / normaliser.
 *
 * A gain grows by 0.2 where the gradient and the last step point opposite ways, else becomes 0.8 times itself plus
 * `gainAdded`, at least `leastGain`. A step longer than longestStep is cut to it (0: never). y, steps, gains,
 * attraction, repulsion: n × dims f64. near: n × 2 f32 (two dimensions). apart: dims × padded f64. bounds: least and
 * largest of each dimension, 2 × dims f64, of these points.
 */
export function moveBlock(
  y: usize,
  steps: usize,
  gains: usize,
  attraction: usize,
  repulsion: usize,
  near: usize,
  apart: usize,
  padded: i32,
  dims: i32,
  first: i32,
  last: i32,
  exaggeration: f64,
  normaliser: f64,
  momentum: f64,
  learningRate: f64,
  gainAdded: f64,
  leastGain: f64,
  longestStep: f64,
  bounds: usize,
): void {
  const inverse = 1.0 / normaliser;
  for (let c = 0; c < dims; c++) {
    store<f64>(bounds + ((<usize>c) << 4), Infinity);
    store<f64>(bounds + ((<usize>c) << 4), -Infinity, 8);
  }
  for (let i = first; i < last; i++) {
    const row = (<usize>i * <usize>dims) << 3;
    let norm2: f64 = 0;
    for (let c = 0; c < dims; c++) {
      const at = row + ((<usize>c) << 3);
      const gradient = exaggeration * load<f64>(attraction + at) - inverse * load<f64>(repulsion + at);
      const step = load<f64>(steps + at);
      const gain = load<f64>(gains + at);
      const turned = signOf(step) !== signOf(gradient);
      const next = max(leastGain, turned ? gain + 0.2 : gain * 0.8 + gainAdded);
      store<f64>(gains + at, next);
      const moved = momentum * step - learningRate * next * gradient;
      store<f64>(steps + at, moved);
      norm2 += moved * moved;
    }
    if (longestStep > 0 && norm2 > longestStep * longestStep) {
      const factor = longestStep / sqrt(norm2);
      for (let c = 0; c < dims; c++) {
        const at = steps + row + ((<usize>c) << 3);
        store<f64>(at, load<f64>(at) * factor);
      }
    }
    for (let c = 0; c < dims; c++) {
      const at = row + ((<usize>c) << 3);
      store<f64>(y + at, load<f64>(y + at) + load<f64>(steps + at));
    }
  }
  sharePlaces(y, near, apart, padded, dims, first, last, bounds);
}

function signOf(value: f64): i32 {
  return i32(value > 0) - i32(value < 0);
}

/** Copies the places of points first … last − 1 to the other layouts and finds their bounds. */
export function sharePlaces(
  y: usize,
  near: usize,
  apart: usize,
  padded: i32,
  dims: i32,
  first: i32,
  last: i32,
  bounds: usize,
): void {
  for (let c = 0; c < dims; c++) {
    let least = Infinity;
    let largest = -Infinity;
    for (let i = first; i < last; i++) {
      const value = load<f64>(y + ((<usize>(i * dims + c)) << 3));
      least = min(least, value);
      largest = max(largest, value);
      store<f64>(apart + ((<usize>(c * padded + i)) << 3), value);
      if (dims === 2) store<f32>(near + ((<usize>(2 * i + c)) << 2), <f32>value);
    }
    store<f64>(bounds + ((<usize>c) << 4), least);
    store<f64>(bounds + ((<usize>c) << 4), largest, 8);
  }
}
