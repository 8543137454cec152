/**
 * The contract with the compiled module of t-SNE: one typed signature per routine of `src/assembly/tsne`. Pointers are
 * byte offsets into the shared memory; what each routine reads and fills is said beside its source.
 */
export interface TsneRoutines {
  beginSearch(
    pairs: number,
    headPairs: number,
    points: number,
    queries: number,
    coordinates: number,
    pointCount: number,
    keep: number,
    capacity: number,
    scale: number,
    scratch: number,
  ): void;
  finishQuery(block: number, query: number, q: number, distances: number, numbersOut: number): number;
  scanPanels(
    block: number,
    query: number,
    panels: number,
    norms: number,
    heads: number,
    first: number,
    last: number,
  ): void;
  transformLines(data: number, work: number, size: number, plan: number): number;
  sortByRow(
    y: number,
    n: number,
    originX: number,
    originY: number,
    scale: number,
    cells: number,
    places: number,
    side: number,
    starts: number,
    order: number,
  ): void;
  spreadRows(
    nodes: number,
    side: number,
    cells: number,
    places: number,
    starts: number,
    order: number,
    first: number,
    last: number,
  ): void;
  gatherFields(
    fields: number,
    side: number,
    cells: number,
    places: number,
    out: number,
    first: number,
    last: number,
  ): void;
  coarsenRows(
    fine: number,
    fineSide: number,
    coarse: number,
    coarseSide: number,
    first: number,
    last: number,
    work: number,
  ): void;
  refineRows(
    coarse: number,
    coarseSide: number,
    fine: number,
    fineSide: number,
    first: number,
    last: number,
    work: number,
  ): void;
  beginGrid(
    size: number,
    side: number,
    plan: number,
    half: number,
    full: number,
    tableK: number,
    tableX: number,
    tableY: number,
    work: number,
  ): void;
  transformRows(nodes: number, group: number): void;
  transformColumns(group: number, potential: boolean): number;
  inverseRows(fields: number, group: number): void;
  kernelRows(group: number, h: number, part: number, width: number): void;
  kernelColumns(group: number, finer: number): void;
  attractPlane(
    starts: number,
    columns: number,
    values: number,
    near: number,
    out: number,
    first: number,
    last: number,
  ): void;
  attract(
    starts: number,
    columns: number,
    values: number,
    y: number,
    dims: number,
    out: number,
    first: number,
    last: number,
  ): void;
  repelAll(apart: number, padded: number, dims: number, out: number, first: number, last: number): number;
  spreadCosts(
    starts: number,
    columns: number,
    values: number,
    y: number,
    dims: number,
    out: number,
    first: number,
    last: number,
  ): void;
  moveBlock(
    y: number,
    steps: number,
    gains: number,
    attraction: number,
    repulsion: number,
    near: number,
    apart: number,
    padded: number,
    dims: number,
    first: number,
    last: number,
    exaggeration: number,
    normaliser: number,
    momentum: number,
    learningRate: number,
    gainAdded: number,
    leastGain: number,
    longestStep: number,
    bounds: number,
  ): void;
  sharePlaces(
    y: number,
    near: number,
    apart: number,
    padded: number,
    dims: number,
    first: number,
    last: number,
    bounds: number,
  ): void;
  buildTree(y: number, dims: number, n: number, order: number, spare: number, nodes: number): number;
  repelByTree(
    y: number,
    dims: number,
    order: number,
    nodes: number,
    count: number,
    theta: number,
    out: number,
    first: number,
    last: number,
  ): number;
  distancesFrom(points: number, rows: number, coordinates: number, row: number, out: number): void;
}
