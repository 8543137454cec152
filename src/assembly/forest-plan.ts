/**
 * Where the parts of one growing tree lie in memory. TypeScript's side of the same map is `src/forest/plan.ts`, which
 * fills the fields in this order, four bytes each; the tree's state in it lets `growTree` stop and go on.
 *
 * In-bag rows are three lines that are partitioned together, node by node (with ranks, lists of them are instead): where the row's bins are, its label, and for
 * regression its value. `bins of feature f of row i` is the byte at `base(f) + offsets[i]`: in the columns (feature-major,
 * all rows of the data) for large nodes, in a copy of the node's own rows (row-major) for small ones, whose subtree then
 * stays in the cache.
 */
@unmanaged
export class TreePlan {
  /** State of the generator of the draws of features: two of the four-byte fields. */
  random: u64;
  /** features × allRows u8, feature-major. */
  columns: usize;
  allRows: i32;
  features: i32;
  /** inBag u32: the row's number, or within the local range its distance from `local`. */
  offsets: usize;
  /** inBag u32: how often the row was drawn · 65536 + its class. */
  labels: usize;
  /** inBag f64: the value to predict; 0 for classification. */
  values: usize;
  inBag: i32;
  /** Room for inBag × 16 bytes, to partition through. */
  scratch: usize;
  /** candidates i32: the features that vary, in the order of the last draws. */
  order: usize;
  candidates: i32;
  /** features u8: 1 where bin 255 means a missing cell. */
  missing: usize;
  /** features × allRows u32: the rank of each value, 2³² − 1 when missing; 0: cuts are between bins. */
  ranks: usize;
  /** How many low bytes tell all ranks apart. */
  rankBytes: i32;
  /** With ranks: features × inBag rows of 16 bytes (see `forest-exact.ts`); inBag u8, who goes left; and 256 u32. */
  lists: usize;
  sides: usize;
  digits: usize;
  /** 256 bins × 16 classes i16, zero between calls. */
  counts16: usize;
  /** 256 bins × classes u32, or for regression 256 × (f64 count, f64 sum); zero between calls. */
  counts32: usize;
  /** 8 × i32: which of the 256 bins hold rows; zero between calls. */
  touched: usize;
  /** 16 i16: the node's rows of each class. */
  totals16: usize;
  /** classes f64 each: the node's rows of each class by weight, and those left of the cut. */
  totals: usize;
  lefts: usize;
  /** A `BestSplit`. */
  best: usize;
  /** classes f64: what one row of the class counts. */
  classWeights: usize;
  /** Number of classes; 0 for regression. */
  classes: i32;
  /** 0 Gini, 1 entropy. */
  criterion: i32;
  /** Whether every class weight is 1, so that counts are exact integers. */
  plain: i32;
  mtry: i32;
  maxDepth: i32;
  minNodeSize: i32;
  /** Open nodes: start, end, depth, parent (−1 none; right children only have one). */
  stack: usize;
  open: i32;
  /** A copy of rows localStart … localEnd − 1, features bytes each; at most localMost rows. 0 rows: none is wanted. */
  local: usize;
  localMost: i32;
  localStart: i32;
  localEnd: i32;
  /** What is filled, node by node in preorder: the left child is the next node. */
  nodes: i32;
  leaves: i32;
  /** nodes i32: the feature, or −1 in a leaf. */
  feature: usize;
  /** nodes i32: the right child, or in a leaf the leaf's number. */
  right: usize;
  /**
   * nodes × 3 i32: the last bin (or rank) that goes left; the next one with rows; 1 when missing cells go left, 2 more
   * when bin 255 (or the last rank) holds them.
   */
  split: usize;
  /** nodes f64: by how much the split lowers n · impurity. */
  gain: usize;
  /** nodes f64: rows, as often as they were drawn. */
  size: usize;
  /** leaves × classes f32 shares, or for regression leaves f64 means. */
  leaf: usize;
}
