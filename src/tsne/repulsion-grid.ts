/**
 * Repulsive forces in the plane by convolution on a grid: charges spread to nodes, one Fourier transform forth and one
 * back, fields read at the points. After Linderman et al. 2019 (FIt-SNE, doi:10.1038/s41592-018-0308-4), with a single
 * charge and cubic B-splines; on a wide map with one grid for what is near and another for what is far.
 */
import { growTo, seeGrown, type SharedMemory, tsneRoutines } from "../wasm/shared-memory.js";
import type { TsneRoutines } from "../wasm/tsne-routines.js";
import type { TaskContext } from "../workers/job.js";
import { type Grid, sameTables } from "./geometry.js";
import { CONVOLUTION, GridLevel, type GridPhase, type PointPlaces, TABLES } from "./grid-level.js";

/** Byte offsets of what does not depend on the grids' sizes. */
export interface GridPlaces {
  y: number;
  /** Of `pointBytes`. */
  points: number;
  /** From here on the memory is the grids': it grows with the map. */
  rest: number;
}

/** Bytes of the points' places on a grid. */
export function pointBytes(n: number): number {
  return 16 * n;
}

function pointPlaces({ y, points }: GridPlaces, n: number): PointPlaces {
  return { y, places: points, cells: points + 8 * n, order: points + 12 * n };
}

export type Turns = Pick<TaskContext, "take" | "meet" | "slot" | "threads">;

export class GridRepulsion {
  #levels: readonly GridLevel[] = [];
  readonly #routines: TsneRoutines[] = [];

  constructor(
    private readonly memory: SharedMemory,
    private readonly turns: Turns,
    private readonly places: GridPlaces,
    private readonly n: number,
  ) {}

  get grids(): readonly Grid[] {
    return this.#levels.map(({ grid }) => grid);
  }

  /** The fields at the nodes of the points' own grid, side × side × (x, y) f32. */
  get fields(): number {
    return this.#levels[0].fields;
  }

  /** Lays the grids under the map; all threads come with the same. False when the job was cancelled. */
  fit(grids: readonly Grid[]): boolean {
    const levels = this.#levels;
    if (grids.length === levels.length && grids.every((grid, i) => sameTables(levels[i].grid, grid))) {
      grids.forEach((grid, i) => levels[i].moveTo(grid));
      return true;
    }
    const { memory, turns, places, n } = this;
    const points = pointPlaces(places, n);
    let last: GridLevel | undefined;
    this.#levels = grids.map((grid, i) => {
      const routines = (this.#routines[i] ??= tsneRoutines(memory));
      last = new GridLevel(memory, routines, points, n, grid, last?.end ?? places.rest, turns.threads, last);
      return last;
    });
    if (turns.slot === 0) {
      growTo(memory, this.#levels[grids.length - 1].end);
      for (const level of this.#levels) level.writePlan();
    }
    if (!turns.meet()) return false;
    if (turns.slot !== 0) seeGrown(memory);
    for (const level of this.#levels) level.begin(turns.slot);
    return TABLES.every((phase) => this.#share(phase));
  }

  /** Sorts the points into the rows of their grid: one thread's work, beside which the others may do something else. */
  sort(): void {
    this.#levels[0].sort();
  }

  /**
   * The fields of all charges, all threads together; returns the normaliser Σ_{i≠j} 1 / (1 + d²), or undefined when the
   * job was cancelled. With `potential`, the field is Σ_j 1 / (1 + d²) in place of the forces.
   */
  convolve(potential = false): number | undefined {
    for (const level of this.#levels) level.potential = potential;
    if (!CONVOLUTION.every((phase) => this.#share(phase))) return undefined;
    return this.#levels.reduce((sum, { total }) => sum + total, 0) - this.n;
  }

  /** Reads the fields at points first … last − 1 into `out` (n × 2 f64). */
  gather(out: number, first: number, last: number): void {
    this.#levels[0].gather(out, first, last);
  }

  /** All parts of a phase on all grids; false when the job was cancelled. */
  #share({ parts, work }: GridPhase): boolean {
    const { take, meet } = this.turns;
    const counts = this.#levels.map(parts);
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (all === 0) return true;
    for (let next = take(all); next >= 0; next = take(all)) {
      let part = next;
      let level = 0;
      while (part >= counts[level]) part -= counts[level++];
      work(this.#levels[level], part);
    }
    return meet();
  }
}
