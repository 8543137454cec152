/** Repulsive forces on the grids, by one thread and outside a job. */
import type { Extent, Grid } from "#src/tsne/geometry.js";
import { GridRepulsion, pointBytes, type Turns } from "#src/tsne/repulsion-grid.js";
import { SharedArena } from "#src/wasm/shared-memory.js";

/** One thread's turns. */
function aloneTurns(): Turns {
  let taken = 0;
  return {
    slot: 0,
    threads: 1,
    take: (count) => (taken < count ? taken++ : -1),
    meet: () => {
      taken = 0;
      return true;
    },
  };
}

/** Of places n × 2, row-major. */
export function extentOf(y: Float64Array): Extent {
  const extent: Extent = { least: [Infinity, Infinity], largest: [-Infinity, -Infinity] };
  y.forEach((value, i) => {
    extent.least[i % 2] = Math.min(extent.least[i % 2], value);
    extent.largest[i % 2] = Math.max(extent.largest[i % 2], value);
  });
  return extent;
}

/** Forces (n × 2) and the normaliser of places n × 2. */
export function gridForces(y: Float64Array, grids: readonly Grid[]): { forces: Float64Array; normaliser: number } {
  const n = y.length / 2;
  const arena = new SharedArena();
  const [at, points, out] = [arena.allocate(16 * n), arena.allocate(pointBytes(n)), arena.allocate(16 * n)];
  new Float64Array(arena.memory.buffer, at, 2 * n).set(y);
  const repulsion = new GridRepulsion(arena.memory, aloneTurns(), { y: at, points, rest: arena.end }, n);
  repulsion.fit(grids);
  repulsion.sort();
  const normaliser = repulsion.convolve()!;
  repulsion.gather(out, 0, n);
  return { forces: new Float64Array(arena.memory.buffer, out, 2 * n).slice(), normaliser };
}
