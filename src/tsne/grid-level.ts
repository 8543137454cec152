/**
 * One grid under the map: where its arrays lie in the shared memory, and the parts of each phase of its work, which
 * threads share out. See `src/assembly/tsne/convolve.ts`. A far grid takes its charges from the nodes of the near one, and
 * adds its fields to those there (`src/assembly/tsne/nested.ts`).
 */
import type { SharedMemory } from "../wasm/shared-memory.js";
import type { TsneRoutines } from "../wasm/tsne-routines.js";
import { planBytes, writePlan } from "./fourier-plan.js";
import type { Grid } from "./geometry.js";

/** Rows of the grid that are filled at once. */
const STRIPE = 16;
/** The kernel's parts as `kernelRows` knows them. */
const PARTS = { whole: 0, near: 1, far: 2 };
/** Rows of one part of what passes from grid to grid. */
const ROWS = 8;

/** Byte offsets of the points: y n × 2 f64; cells n × 2 u16, places n × 2 f32, order n u32 (see `src/assembly/tsne/grid.ts`). */
export interface PointPlaces {
  y: number;
  cells: number;
  places: number;
  order: number;
}

/** A phase of work: how many parts it has, and the doing of one. */
export interface GridPhase {
  parts: (level: GridLevel) => number;
  work: (level: GridLevel, part: number) => void;
}

/** The kernel's spectra, anew for each size. */
export const TABLES: readonly GridPhase[] = [
  { parts: ({ grid }) => grid.size / 8, work: (level, part) => level.kernelRows(part) },
  { parts: ({ grid }) => grid.size / 8 + 1, work: (level, part) => level.kernelColumns(part) },
];

/** From sorted points to the fields. */
export const CONVOLUTION: readonly GridPhase[] = [
  {
    parts: ({ grid, finer }) => (finer ? 0 : Math.ceil(grid.side / STRIPE)),
    work: (level, part) => level.spread(part),
  },
  { parts: ({ grid }) => grid.side / ROWS, work: (level, part) => level.transformRows(part) },
  { parts: ({ grid }) => grid.size / 8 + 1, work: (level, part) => level.transformColumns(part) },
  { parts: ({ grid }) => grid.side / 4, work: (level, part) => level.inverseRows(part) },
  { parts: ({ finer }) => (finer ? finer.grid.side / ROWS : 0), work: (level, part) => level.refine(part) },
];

export class GridLevel {
  /** Where the memory of the grid ends. */
  readonly end: number;
  /** What comes out instead of the two forces, with true: the kernel's own field. */
  potential = false;
  readonly #at: GridLayout;
  #grid: Grid;
  #sums: Float64Array = new Float64Array(0);
  /** This thread's own. */
  #work = 0;

  /** The grid's arrays begin at `start`; the routines are this level's own, for they remember its layout. */
  constructor(
    private readonly memory: SharedMemory,
    private readonly routines: TsneRoutines,
    private readonly points: PointPlaces,
    private readonly n: number,
    grid: Grid,
    start: number,
    threads: number,
    readonly finer?: GridLevel,
  ) {
    this.#grid = grid;
    this.#at = layOut(start, grid, threads);
    this.end = this.#at.end;
  }

  get grid(): Grid {
    return this.#grid;
  }

  /** side × side × (x, y) f32. */
  get fields(): number {
    return this.#at.fields;
  }

  /** side × side f32. */
  get nodes(): number {
    return this.#at.nodes;
  }

  /** One thread's work, once the memory reaches to the end. */
  writePlan(): void {
    writePlan(this.memory.buffer, this.#at.plan, this.#grid.size);
  }

  /** Every thread's work, before any other. */
  begin(slot: number): void {
    const { plan, half, full, tableK, tableX, tableY, work, sums } = this.#at;
    const { size, side } = this.#grid;
    this.#sums = new Float64Array(this.memory.buffer, sums, size / 8 + 1);
    this.#work = work + slot * workBytes(size);
    this.routines.beginGrid(size, side, plan, half, full, tableK, tableX, tableY, this.#work);
  }

  /** Moves the grid to another origin, its size being the same. */
  moveTo(grid: Grid): void {
    this.#grid = grid;
  }

  kernelRows(group: number): void {
    const { spacing, part, width } = this.#grid;
    this.routines.kernelRows(group, spacing, PARTS[part], width);
  }

  kernelColumns(group: number): void {
    const { grid, finer } = this;
    this.routines.kernelColumns(group, finer === undefined ? 0 : finer.grid.spacing / grid.spacing);
  }

  /** Sorts the points into the grid's rows. */
  sort(): void {
    const { y, cells, places, order } = this.points;
    const { side, spacing, origin } = this.#grid;
    const [x0, y0] = origin;
    this.routines.sortByRow(y, this.n, x0, y0, 1 / spacing, cells, places, side, this.#at.starts, order);
  }

  spread(stripe: number): void {
    const { cells, places, order } = this.points;
    const { side } = this.#grid;
    const first = stripe * STRIPE;
    const last = Math.min(side, first + STRIPE);
    this.routines.spreadRows(this.nodes, side, cells, places, this.#at.starts, order, first, last);
  }

  transformRows(group: number): void {
    const { finer, nodes, routines } = this;
    const first = group * ROWS;
    if (finer !== undefined) {
      routines.coarsenRows(finer.nodes, finer.grid.side, nodes, this.#grid.side, first, first + ROWS, this.#work);
    }
    routines.transformRows(nodes, group);
  }

  transformColumns(group: number): void {
    this.#sums[group] = this.routines.transformColumns(group, this.potential);
  }

  inverseRows(group: number): void {
    this.routines.inverseRows(this.#at.fields, group);
  }

  refine(group: number): void {
    const { finer, fields, routines } = this;
    if (finer === undefined) return;
    const first = group * ROWS;
    routines.refineRows(fields, this.#grid.side, finer.fields, finer.grid.side, first, first + ROWS, this.#work);
  }

  /** Σ over all pairs of this part of the kernel, after the columns' phase. */
  get total(): number {
    return this.#sums.reduce((total, part) => total + part, 0);
  }

  /** Reads the fields at points first … last − 1 into `out` (n × 2 f64). */
  gather(out: number, first: number, last: number): void {
    const { cells, places } = this.points;
    this.routines.gatherFields(this.#at.fields, this.#grid.side, cells, places, out, first, last);
  }
}

interface GridLayout {
  plan: number;
  starts: number;
  sums: number;
  nodes: number;
  half: number;
  full: number;
  fields: number;
  tableK: number;
  tableX: number;
  tableY: number;
  work: number;
  end: number;
}

function workBytes(size: number): number {
  return 4 * 32 * size;
}

function layOut(start: number, { size, side }: Grid, threads: number): GridLayout {
  const middle = size / 2;
  const columns = middle / 4 + 1;
  let end = start;
  const block = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return at;
  };
  const table = 4 * (middle + 1) * (middle + 4);
  return {
    plan: block(planBytes(size)),
    starts: block(4 * (side + 1)),
    sums: block(8 * columns),
    nodes: block(4 * side * side),
    half: block(32 * columns * side),
    // The kernel's spectrum passes through here too: half the columns, all rows.
    full: block(32 * Math.max(columns, side / 4) * size),
    fields: block(8 * side * side),
    tableK: block(table),
    tableX: block(table),
    tableY: block(table),
    work: block(threads * workBytes(size)),
    end,
  };
}
