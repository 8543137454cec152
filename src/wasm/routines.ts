/**
 * The contract with the compiled module: one typed signature per routine of `src/assembly`. Pointers are byte offsets
 * into the instance's memory; what each routine reads and fills is said beside its source.
 */
export interface Routines {
  columnLines(
    panel: number,
    lines: number,
    rows: number,
    columns: number,
    paddedRows: number,
    paddedColumns: number,
  ): void;
  rowLines(panel: number, lines: number, rows: number, columns: number, paddedColumns: number): void;
  addLineProducts(
    a: number,
    b: number,
    out: number,
    rowsA: number,
    rowsB: number,
    length: number,
    upper: boolean,
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
  gramDoubles(packed: number, band: number, paddedRows: number, size: number, first: number, last: number): void;
  multiply(a: number, b: number, c: number, rows: number, inner: number, columns: number): void;
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
  /** 0 when the tree is done, 1 when the rows of a small node are wanted (see `src/forest/plan.ts`). */
  growTree(plan: number): number;
}
