/**
 * The contract with the compiled module: one typed signature per routine of `src/assembly`. Pointers are byte offsets
 * into the instance's memory; what each routine reads and fills is said beside its source.
 */
export interface Routines {
  columnWords(addresses: number, right: number, sums: number, rows: number, columns: number): void;
  stepsOfWords(right: number, steps: number, starts: number, words: number, lines: number): void;
  rowSteps(addresses: number, first: number, count: number, steps: number, starts: number, rows: number): void;
  rowsByZeros(rows: number, line: number, columns: number, count: number, order: number, work: number): void;
  pairsInOrder(rows: number, line: number, count: number, pairs: number, between: number): void;
  addWordGram(starts: number, right: number, groupBytes: number, out: number, lines: number): void;
  digitProducts(
    starts: number,
    twos: number,
    right: number,
    groupBytes: number,
    groups: number,
    products: number,
    shrink: number,
    units: number,
    before: number,
    step: number,
    out: number,
  ): void;
  packDoubles(
    panel: number,
    packed: number,
    shift: number,
    scale: number,
    rows: number,
    columns: number,
    paddedRows: number,
    paddedColumns: number,
  ): void;
  packRows(
    panel: number,
    packed: number,
    shift: number,
    scale: number,
    rows: number,
    columns: number,
    paddedRows: number,
    paddedColumns: number,
  ): void;
  fillMissing(panel: number, fill: number, rows: number, columns: number): void;
  gramDoubles(packed: number, band: number, paddedRows: number, size: number, first: number, last: number): void;
  tridiagonalize(
    matrix: number,
    diagonal: number,
    offDiagonal: number,
    factors: number,
    work: number,
    n: number,
    line: number,
  ): void;
  /** 0, or 1 + the index of the eigenvalue that did not converge. */
  diagonalize(diagonal: number, offDiagonal: number, vectors: number, n: number, line: number): number;
  backTransform(matrix: number, factors: number, vector: number, n: number, line: number): void;
  productF32: PanelProduct;
  productF64: PanelProduct;
  productOfRowsF32: RowsProduct;
  productOfRowsF64: RowsProduct;
  lossRowF32: LossRow;
  lossRowF64: LossRow;
  blockLossF32: BlockLossRow;
  blockLossF64: BlockLossRow;
  packCellsF32: PackCells;
  packCellsF64: PackCells;
  gatherF32: Gather;
  gatherF64: Gather;
  addIntoF32: AddInto;
  addIntoF64: AddInto;
  cholesky(h: number, k: number, line: number): void;
  choleskySolve(h: number, b: number, k: number, line: number): void;
  coordinateDescent(...args: [...problem: SparseProblem, passes: number]): void;
  addProduct(out: number, h: number, v: number, k: number, line: number): void;
  activeSet(...args: [...problem: SparseProblem, work: number]): void;
  simplexSet(x: number, gradient: number, h: number, k: number, line: number, work: number): void;
  /** How many cells of the row are empty; their columns are at `out`. */
  missingInRow(out: number, columns: number, row: bigint, seed: bigint, limit: bigint): number;
  /** β of the reflector. */
  makeReflector(row: number, v: number, k: number, n: number, alphaAt: number): number;
  sliceProduct(
    rows: number,
    count: number,
    stride: number,
    slice: number,
    k: number,
    n: number,
    v: number,
    partial: number,
  ): void;
  finishStep(
    partials: number,
    slices: number,
    vs: number,
    ws: number,
    pairs: number,
    beta: number,
    row: number,
    k: number,
    n: number,
  ): void;
  subtractPairs(
    rows: number,
    count: number,
    stride: number,
    slice: number,
    k: number,
    n: number,
    vs: number,
    ws: number,
    pairs: number,
  ): void;
  inverseIteration(
    diagonal: number,
    offDiagonal: number,
    n: number,
    value: number,
    norm: number,
    vector: number,
    work: number,
  ): void;
  orthogonalise(lines: number, line: number, first: number, index: number, n: number): void;
  backTransformFour(reflectors: number, factors: number, steps: number, vectors: number, n: number): void;
  addStatistics(panel: number, rows: number, columns: number, state: number, work: number): void;
  addByteStatistics(panel: number, rows: number, columns: number, totals: number, extremes: number): void;
  /** 0 when the tree is done, 1 when the rows of a small node are wanted (see `src/forest/plan.ts`). */
  growTree(plan: number): number;
}

/** One small problem of `src/assembly/small-solve.ts`, with the vector and the gradient there. */
export type SparseProblem = [
  x: number,
  gradient: number,
  h: number,
  k: number,
  line: number,
  threshold: number,
  nonNegative: boolean,
];

export type PanelProduct = (
  a: number,
  rowStepA: number,
  innerStepA: number,
  b: number,
  groupStepB: number,
  innerStepB: number,
  out: number,
  lineOut: number,
  rows: number,
  inner: number,
  groups: number,
  add: boolean,
) => void;

export type RowsProduct = (rows: number, outs: number, count: number, b: number, inner: number, add: boolean) => void;

/** The sum of the losses of one row. */
export type LossRow = (
  kind: number,
  u: number,
  cells: number,
  slopes: number,
  weights: number,
  count: number,
  parameter: number,
  epsilon: number,
) => number;

export type BlockLossRow = (
  kind: number,
  u: number,
  code: number,
  slopes: number,
  weights: number,
  width: number,
  epsilon: number,
) => number;

export type PackCells = (
  bytes: number,
  raw: number,
  out: number,
  shift: number,
  scale: number,
  rows: number,
  columns: number,
  lineOut: number,
) => void;

/** How many lines have a weight that is not 0. */
export type AddInto = (sums: number, values: number, count: number) => void;

export type Gather = (
  lines: number,
  weights: number,
  weightStep: number,
  count: number,
  line: number,
  kept: number,
  scaled: number,
) => number;
