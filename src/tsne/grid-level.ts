/**
 * One grid under the map: where its arrays lie in the shared memory, and the parts of each phase of its work, which
 * threads share out. See `src/assembly/tsne/convolve.ts`.
 */
import type { SharedMemory } from "../wasm/shared-memory.js";
import type { TsneRoutines } from "../wasm/tsne-routines.js";
import { planBytes, writePlan } from "./fourier-plan.js";
import type { Grid } from "./geometry.js";

/** Rows of the grid that are filled at once. */
const STRIPE = 16;
/** The kernel's parts as `kernelRows` knows them. */
const PARTS = { whole: 0, near: 1, far: 2 };

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
  { parts: ({ grid }) => Math.ceil(grid.side / STRIPE), work: (level, part) => level.spread(part) },
  { parts: ({ grid }) => grid.side / 8, work: (level, part) => level.transformRows(part) },
  { parts: ({ grid }) => grid.size / 8 + 1, work: (level, part) => level.transformColumns(part) },
  { parts: ({ grid }) => grid.side / 4, work: (level, part) => level.inverseRows(part) },
];

export class GridLevel {
  /** Where the memory of the grid ends. */
  readonly end: number;
  /** What comes out instead of the two forces, with true: the kernel's own field. */
  potential = false;
  readonly #at: GridLayout;
  #grid: Grid;
  #sums: Float64Array = new Float64Array(0);

  /** The grid's arrays begin at `start`; the routines are this level's own, for they remember its layout. */
  constructor(
    private readonly memory: SharedMemory,
    private readonly routines: TsneRoutines,
    private readonly points: PointPlaces,
    private readonly n: number,
    grid: Grid,
    start: number,
    threads: number,
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

  /** One thread's work, once the memory reaches to the end. */
  writePlan(): void {
    writePlan(this.memory.buffer, this.#at.plan, this.#grid.size);
  }

  /** Every thread's work, before any other. */
  begin(slot: number): void {
    const { plan, half, full, tableK, tableX, tableY, work, sums } = this.#at;
    const { size, side } = this.#grid;
    this.#sums = new Float64Array(this.memory.buffer, sums, size / 8 + 1);
    const own = work + slot * workBytes(size);
    this.routines.beginGrid(size, side, plan, half, full, tableK, tableX, tableY, own);
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
    this.routines.kernelColumns(group);
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
    this.routines.spreadRows(this.#at.nodes, side, cells, places, this.#at.starts, order, first, last);
  }

  transformRows(group: number): void {
    this.routines.transformRows(this.#at.nodes, group);
  }

  transformColumns(group: number): void {
    this.#sums[group] = this.routines.transformColumns(group, this.potential);
  }

  inverseRows(group: number): void {
    this.routines.inverseRows(this.#at.fields, group);
  }

  /** Σ over all pairs of this part of the kernel, after the columns' phase. */
  get total(): number {
    return this.#sums.reduce((total, part) => total + part, 0);
  }

  /** Reads the fields at points first … last − 1 into `out` (n × 2 f64), or adds them to it. */
  gather(out: number, first: number, last: number, add: boolean): void {
    const { cells, places } = this.points;
    this.routines.gatherFields(this.#at.fields, this.#grid.side, cells, places, out, first, last, add);
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
