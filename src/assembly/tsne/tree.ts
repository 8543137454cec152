/**
 * Barnes & Hut's tree (1986) over points of 1, 2 or 3 dimensions: what is far away acts as one charge at its mean place.
 * With van der Maaten 2014 (Accelerating t-SNE using tree-based algorithms), a node is far when its width is less than
 * theta times its distance.
 *
 * A node's box is drawn tight around its points and halved in each dimension, so that every split parts some of them.
 * Nodes lie in depth-first order; each knows where its subtree ends, and a traversal needs no stack.
 *
 *     node: mean place 3 f64, width² f64, first and last point i32, end of the subtree i32, leaf i32; 48 bytes
 *     order: n u32, the points by node
 */
const NODE: usize = 48;
const WIDTH: usize = 24;
const FIRST: usize = 32;
const LAST: usize = 36;
const END: usize = 40;
const LEAF: usize = 44;

/** Points that are looked at one by one rather than parted. */
const FEW = 8;

let places: usize = 0;
let dims: i32 = 0;
let order: usize = 0;
let spare: usize = 0;
let nodes: usize = 0;
let count: i32 = 0;

/** Builds the tree; nodes has room for 2 n nodes, spare for n u32. Returns the number of nodes. */
export function buildTree(y: usize, dims_: i32, n: i32, order_: usize, spare_: usize, nodes_: usize): i32 {
  places = y;
  dims = dims_;
  order = order_;
  spare = spare_;
  nodes = nodes_;
  count = 0;
  for (let i = 0; i < n; i++) store<u32>(order + ((<usize>i) << 2), i);
  grow(0, n);
  return count;
}

function placeOf(k: i32): usize {
  return places + <usize>load<u32>(order + ((<usize>k) << 2)) * ((<usize>dims) << 3);
}

/** Adds the node of points first … last − 1 of the order, and its subtree. */
function grow(first: i32, last: i32): void {
  const node = nodes + <usize>count * NODE;
  count++;
  let low0 = Infinity;
  let low1 = Infinity;
  let low2 = Infinity;
  let high0 = -Infinity;
  let high1 = -Infinity;
  let high2 = -Infinity;
  let sum0: f64 = 0;
  let sum1: f64 = 0;
  let sum2: f64 = 0;
  for (let k = first; k < last; k++) {
    const at = placeOf(k);
    const v0 = load<f64>(at);
    const v1 = dims > 1 ? load<f64>(at, 8) : 0;
    const v2 = dims > 2 ? load<f64>(at, 16) : 0;
    low0 = min(low0, v0);
    low1 = min(low1, v1);
    low2 = min(low2, v2);
    high0 = max(high0, v0);
    high1 = max(high1, v1);
    high2 = max(high2, v2);
    sum0 += v0;
    sum1 += v1;
    sum2 += v2;
  }
  const mass = <f64>(last - first);
  const width = max(high0 - low0, max(high1 - low1, high2 - low2));
  store<f64>(node, sum0 / mass);
  store<f64>(node, sum1 / mass, 8);
  store<f64>(node, sum2 / mass, 16);
  store<f64>(node, width * width, WIDTH);
  store<i32>(node, first, FIRST);
  store<i32>(node, last, LAST);
  const mid0 = low0 + (high0 - low0) / 2;
  const mid1 = low1 + (high1 - low1) / 2;
  const mid2 = low2 + (high2 - low2) / 2;
  // Points all in one place, or as near as numbers are, are not parted.
  const leaf = last - first <= FEW || !(mid0 < high0 || mid1 < high1 || mid2 < high2);
  store<i32>(node, i32(leaf), LEAF);
  if (!leaf) {
    let from = first;
    const parts = 1 << dims;
    memory.copy(spare + ((<usize>first) << 2), order + ((<usize>first) << 2), (<usize>(last - first)) << 2);
    for (let part = 0; part < parts; part++) {
      for (let k = first; k < last; k++) {
        const point = load<u32>(spare + ((<usize>k) << 2));
        const at = places + <usize>point * ((<usize>dims) << 3);
        let own = i32(load<f64>(at) > mid0);
        if (dims > 1) own |= i32(load<f64>(at, 8) > mid1) << 1;
        if (dims > 2) own |= i32(load<f64>(at, 16) > mid2) << 2;
        if (own !== part) continue;
        store<u32>(order + ((<usize>from) << 2), point);
        from++;
      }
    }
    // The parts again, by where they begin: each is grown before the next, which leaves `spare` free below.
    let begin = first;
    while (begin < last) {
      const part = partOf(begin, mid0, mid1, mid2);
      let end = begin + 1;
      while (end < last && partOf(end, mid0, mid1, mid2) === part) end++;
      grow(begin, end);
      begin = end;
    }
  }
  store<i32>(node, count, END);
}

function partOf(k: i32, mid0: f64, mid1: f64, mid2: f64): i32 {
  const at = placeOf(k);
  let own = i32(load<f64>(at) > mid0);
  if (dims > 1) own |= i32(load<f64>(at, 8) > mid1) << 1;
  if (dims > 2) own |= i32(load<f64>(at, 16) > mid2) << 2;
  return own;
}

/**
 * Σ_j (y_i − y_j) / (1 + d²)² over nodes and near points, of points first … last − 1, into `out`
 * (n × dims f64); returns their Σ 1 / (1 + d²).
 */
export function repelByTree(
  y: usize,
  dims: i32,
  order: usize,
  nodes: usize,
  count: i32,
  theta: f64,
  out: usize,
  first: i32,
  last: i32,
): f64 {
  const bytes = (<usize>dims) << 3;
  const theta2 = theta * theta;
  let total: f64 = 0;
  for (let i = first; i < last; i++) {
    const own = y + <usize>i * bytes;
    const x0 = load<f64>(own);
    const x1 = dims > 1 ? load<f64>(own, 8) : 0;
    const x2 = dims > 2 ? load<f64>(own, 16) : 0;
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let k = 0;
    while (k < count) {
      const node = nodes + <usize>k * NODE;
      const d0 = x0 - load<f64>(node);
      const d1 = x1 - load<f64>(node, 8);
      const d2 = x2 - load<f64>(node, 16);
      const distance2 = d0 * d0 + d1 * d1 + d2 * d2;
      const from = load<i32>(node, FIRST);
      const to = load<i32>(node, LAST);
      if (load<f64>(node, WIDTH) < theta2 * distance2) {
        const q = 1.0 / (1.0 + distance2);
        const weight = <f64>(to - from) * q;
        total += weight;
        sum0 += weight * q * d0;
        sum1 += weight * q * d1;
        sum2 += weight * q * d2;
        k = load<i32>(node, END);
        continue;
      }
      if (load<i32>(node, LEAF) === 0) {
        k++;
        continue;
      }
      for (let p = from; p < to; p++) {
        const j = load<u32>(order + ((<usize>p) << 2));
        if (j === i) continue;
        const other = y + <usize>j * bytes;
        const e0 = x0 - load<f64>(other);
        const e1 = dims > 1 ? x1 - load<f64>(other, 8) : 0;
        const e2 = dims > 2 ? x2 - load<f64>(other, 16) : 0;
        const q = 1.0 / (1.0 + e0 * e0 + e1 * e1 + e2 * e2);
        total += q;
        const q2 = q * q;
        sum0 += q2 * e0;
        sum1 += q2 * e1;
        sum2 += q2 * e2;
      }
      k = load<i32>(node, END);
    }
    const at = out + <usize>i * bytes;
    store<f64>(at, sum0);
    if (dims > 1) store<f64>(at, sum1, 8);
    if (dims > 2) store<f64>(at, sum2, 16);
  }
  return total;
}
