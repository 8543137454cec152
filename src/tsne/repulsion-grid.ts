/**
 * Repulsive forces in the plane by convolution on a grid: charges spread to nodes, one Fourier transform forth and one
 * back, fields read at the points. After Linderman et al. 2019 (FIt-SNE, doi:10.1038/s41592-018-0308-4), with a single
 * charge and cubic B-splines; see `src/assembly/tsne/convolve.ts`.
 */
import { growTo, type SharedMemory } from "../wasm/shared-memory.js";
import type { TsneRoutines } from "../wasm/tsne-routines.js";
import type { TaskContext } from "../workers/job.js";
import { planBytes, writePlan } from "./fourier-plan.js";
import { type Accuracy, type Extent, type Grid, gridFor, sameTables } from "./geometry.js";

/** Rows of the grid that are filled at once. */
const STRIPE = 16;

/** Byte offsets of what does not depend on the grid's size. */
export interface GridPlaces {
  y: number;
  /** n × 2 u16, n × 2 f32, n u32: see `src/assembly/tsne/grid.ts`. */
  cells: number;
  places: number;
  order: number;
  /** From here on the memory is the grid's: it grows with the map. */
  rest: number;
}

export type Turns = Pick<TaskContext, "take" | "meet" | "slot" | "threads">;

export class GridRepulsion {
  #grid: Grid | undefined;
  /** Whether this thread's routines know the present layout. */
  #at: GridLayout | undefined;

  constructor(
    private readonly memory: SharedMemory,
    private readonly routines: TsneRoutines,
    private readonly turns: Turns,
    private readonly places: GridPlaces,
    private readonly n: number,
    private readonly accuracy: Accuracy,
  ) {}

  /** Fits the grid to the map; all threads come with the same extent. False when the job was cancelled. */
  fit(extent: Extent): boolean {
    const { routines, turns, memory } = this;
    const grid = gridFor(extent, this.accuracy, this.#grid);
    const same = sameTables(this.#grid, grid);
    this.#grid = grid;
    if (same) return true;
    const { size } = grid;
    const at = layOut(this.places.rest, size, turns.threads);
    this.#at = at;
    if (turns.slot === 0) {
      growTo(memory, at.end);
      writePlan(memory.buffer, at.plan, size);
    }
    if (!turns.meet()) return false;
    const work = at.work + turns.slot * workBytes(size);
    routines.beginGrid(size, at.plan, at.half, at.full, at.tableK, at.tableX, at.tableY, work);
    for (let group = turns.take(size / 8); group >= 0; group = turns.take(size / 8)) {
      routines.kernelRows(group, grid.spacing);
    }
    if (!turns.meet()) return false;
    const groups = size / 8 + 1;
    for (let group = turns.take(groups); group >= 0; group = turns.take(groups)) routines.kernelColumns(group);
    return turns.meet();
  }

  /** Sorts the points into the grid's rows: one thread's work, beside which the others may do something else. */
  sort(): void {
    const { y, cells, places, order } = this.places;
    const { size, spacing, origin } = this.#grid!;
    const starts = this.#at!.starts;
    this.routines.sortByRow(y, this.n, origin[0], origin[1], 1 / spacing, cells, places, size / 2, starts, order);
  }

  /**
   * The fields of all charges, all threads together; returns the normaliser Σ_{i≠j} 1 / (1 + d²), or undefined when the
   * job was cancelled. With `potential`, the field is Σ_j 1 / (1 + d²) in place of the forces.
   */
  convolve(potential = false): number | undefined {
    const { routines, turns, memory } = this;
    const { cells, places, order } = this.places;
    const { nodes, starts, sums, fields } = this.#at!;
    const { size } = this.#grid!;
    const side = size / 2;
    const stripes = Math.ceil(side / STRIPE);
    for (let stripe = turns.take(stripes); stripe >= 0; stripe = turns.take(stripes)) {
      const first = stripe * STRIPE;
      routines.spreadRows(nodes, side, cells, places, starts, order, first, Math.min(side, first + STRIPE));
    }
    if (!turns.meet()) return undefined;
    for (let group = turns.take(side / 8); group >= 0; group = turns.take(side / 8)) {
      routines.transformRows(nodes, group);
    }
    if (!turns.meet()) return undefined;
    const groups = side / 4 + 1;
    const parts = new Float64Array(memory.buffer, sums, groups);
    for (let group = turns.take(groups); group >= 0; group = turns.take(groups)) {
      parts[group] = routines.transformColumns(group, potential);
    }
    if (!turns.meet()) return undefined;
    for (let group = turns.take(side / 4); group >= 0; group = turns.take(side / 4)) {
      routines.inverseRows(fields, group);
    }
    if (!turns.meet()) return undefined;
    return parts.reduce((total, part) => total + part, 0) - this.n;
  }

  /** Reads the fields at points first … last − 1 into `out` (n × 2 f64). */
  gather(out: number, first: number, last: number): void {
    const { cells, places } = this.places;
    this.routines.gatherFields(this.#at!.fields, this.#grid!.size / 2, cells, places, out, first, last);
  }

  get grid(): Grid {
    return this.#grid!;
  }

  get fields(): number {
    return this.#at!.fields;
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

function layOut(start: number, size: number, threads: number): GridLayout {
  const side = size / 2;
  let end = start;
  const block = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return at;
  };
  const table = 4 * (side + 1) * (side + 4);
  return {
    plan: block(planBytes(size)),
    starts: block(4 * (side + 1)),
    sums: block(8 * (side / 4 + 1)),
    nodes: block(4 * side * side),
    half: block(32 * (side / 4 + 1) * side),
    full: block(32 * (side / 4 + 1) * size),
    fields: block(8 * side * side),
    tableK: block(table),
    tableX: block(table),
    tableY: block(table),
    work: block(threads * workBytes(size)),
    get end() {
      return end;
    },
  };
}
