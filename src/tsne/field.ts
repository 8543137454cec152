/**
 * A finished map in the plane (n × 2) to its fields on a grid: at each node the force of all points on a charge there,
 * and their potential Σ 1 / (1 + d²).
 */
import { type SharedMemory, SharedArena } from "../wasm/shared-memory.js";
import type { TaskContext } from "../workers/job.js";
import { run, type Running } from "../workers/pool.js";
import { type Extent, type Grid, gridFor } from "./geometry.js";
import { type GridPlaces, GridRepulsion, pointBytes } from "./repulsion-grid.js";

export interface Field {
  grid: Grid;
  /** What of the plane the grid covers. */
  extent: Extent;
  /** Nodes a side. */
  side: number;
  /** side × side × (x, y, potential), shared. */
  values: Float32Array;
}

/** Free space around the map, as a share of its extent. */
const PADDING = 0.05;

export interface FieldInput {
  memory: SharedMemory;
  at: GridPlaces;
  n: number;
  field: Field;
}

export async function mapField(y: Float64Array, running: Running): Promise<Field> {
  const n = y.length / 2;
  const arena = new SharedArena();
  const at: GridPlaces = {
    y: arena.allocate(8 * y.length),
    points: arena.allocate(pointBytes(n)),
    rest: arena.end,
  };
  new Float64Array(arena.memory.buffer, at.y, y.length).set(y);
  const extent = paddedExtent(y);
  const grid = gridFor(extent, "high");
  const { side } = grid;
  const field: Field = { grid, extent, side, values: new Float32Array(new SharedArrayBuffer(12 * side * side)) };
  const input: FieldInput = { memory: arena.memory, at, n, field };
  await run({ ...running, task: { module: import.meta.url, name: "fieldTask" }, input, chunks: 1 });
  return field;
}

/** In lockstep: the two forces, then the potential. */
export function fieldTask(context: TaskContext, { memory, at, n, field }: FieldInput): void {
  const repulsion = new GridRepulsion(memory, context, at, n);
  const { side, values } = field;
  const copy = (from: number[], to: number[]): boolean => {
    const fields = new Float32Array(memory.buffer, repulsion.fields, 2 * side * side);
    for (let row = context.take(side); row >= 0; row = context.take(side)) {
      for (let node = row * side; node < (row + 1) * side; node++) {
        from.forEach((part, i) => (values[3 * node + to[i]] = fields[2 * node + part]));
      }
    }
    return context.meet();
  };
  if (!repulsion.fit([field.grid])) return;
  if (context.slot === 0) repulsion.sort();
  if (!context.meet()) return;
  if (repulsion.convolve() === undefined || !copy([0, 1], [0, 1])) return;
  if (repulsion.convolve(true) !== undefined) copy([0], [2]);
}

function paddedExtent(y: Float64Array): Extent {
  const extent: Extent = { least: [Infinity, Infinity], largest: [-Infinity, -Infinity] };
  for (let i = 0; i < y.length; i++) {
    extent.least[i % 2] = Math.min(extent.least[i % 2], y[i]);
    extent.largest[i % 2] = Math.max(extent.largest[i % 2], y[i]);
  }
  for (let c = 0; c < 2; c++) {
    const free = PADDING * (extent.largest[c] - extent.least[c]);
    extent.least[c] -= free;
    extent.largest[c] += free;
  }
  return extent;
}
