/**
 * The threads' side of the column statistics: tiles of the matrix through the routines.
 */
import { copyTileInto, type Matrix } from "../matrix/matrix.js";
import type { TaskContext } from "../workers/job.js";
import { paddedTo } from "./padded.js";

/** Numbers kept of each column of a tile: count, mean, squares about the mean, smallest, largest. */
export const FIELDS = 5;

/** Columns of a tile; a panel of them stays in a core's first-level cache. */
const TILE_COLUMNS = 512;
const BYTE_TILE_COLUMNS = 1024;
/** Cells of a tile, about. */
const TILE_CELLS = 2 ** 19;
/** At most this many rows in a tile, so that sums of 255² fit 32 bits. */
const MOST_ROWS = 65_536;
/** Rows copied into the routine's memory at a time. */
const PANEL = 32;

export interface StatisticsInput {
  matrix: Matrix;
  /** Tiles down × FIELDS × columns; filled. */
  parts: Float64Array;
}

interface Tiling {
  across: number;
  down: number;
  tileColumns: number;
  tileRows: number;
}

/** How the matrix is cut, by its shape and kind alone. */
export function statisticsTiles({ data, rows, columns }: Matrix): Tiling {
  const tileColumns = data instanceof Uint8Array ? BYTE_TILE_COLUMNS : TILE_COLUMNS;
  const tileRows = Math.min(MOST_ROWS, Math.ceil(TILE_CELLS / Math.min(columns, tileColumns)));
  return { across: Math.ceil(columns / tileColumns), down: Math.ceil(rows / tileRows), tileColumns, tileRows };
}

/** One tile: rows first … first + count − 1, columns left … left + width − 1. */
interface Tile {
  down: number;
  first: number;
  count: number;
  left: number;
  width: number;
}

function* tiles(matrix: Matrix, next: () => number): Generator<Tile> {
  const { rows, columns } = matrix;
  const { across, tileColumns, tileRows } = statisticsTiles(matrix);
  for (let chunk = next(); chunk >= 0; chunk = next()) {
    const down = Math.floor(chunk / across);
    const first = down * tileRows;
    const left = (chunk % across) * tileColumns;
    const width = Math.min(tileColumns, columns - left);
    yield { down, first, count: Math.min(tileRows, rows - first), left, width };
  }
}

export function statisticsTask({ routines, arena, next }: TaskContext, { matrix, parts }: StatisticsInput): void {
  const panelAt = arena.allocate(8 * PANEL * TILE_COLUMNS);
  const stateAt = arena.allocate(8 * FIELDS * TILE_COLUMNS);
  const workAt = arena.allocate(8 * 3 * TILE_COLUMNS);
  for (const { down, first, count, left, width } of tiles(matrix, next)) {
    const line = paddedTo(width, 2);
    const panel = arena.doubles(panelAt, PANEL * line).fill(0);
    const state = arena.doubles(stateAt, FIELDS * line).fill(0);
    state.fill(Infinity, 3 * line, 4 * line).fill(-Infinity, 4 * line);
    for (let done = 0; done < count; done += PANEL) {
      const rows = Math.min(PANEL, count - done);
      copyTileInto(panel, line, matrix, first + done, rows, left, width);
      routines.addStatistics(panelAt, rows, line, stateAt, workAt);
    }
    for (let field = 0; field < FIELDS; field++) {
      const to = (down * FIELDS + field) * matrix.columns + left;
      parts.set(state.subarray(field * line, field * line + width), to);
    }
  }
}

export function byteStatisticsTask({ routines, arena, next }: TaskContext, { matrix, parts }: StatisticsInput): void {
  const { columns } = matrix;
  const panelAt = arena.allocate(PANEL * BYTE_TILE_COLUMNS);
  const totalsAt = arena.allocate(8 * BYTE_TILE_COLUMNS);
  const extremesAt = arena.allocate(2 * BYTE_TILE_COLUMNS);
  for (const { down, first, count, left, width } of tiles(matrix, next)) {
    const line = paddedTo(width, 16);
    const panel = arena.bytes(panelAt, PANEL * line).fill(0);
    const totals = arena.integers(totalsAt, 2 * line).fill(0);
    const extremes = arena
      .bytes(extremesAt, 2 * line)
      .fill(255, 0, line)
      .fill(0, line);
    for (let done = 0; done < count; done += PANEL) {
      const rows = Math.min(PANEL, count - done);
      copyTileInto(panel, line, matrix, first + done, rows, left, width);
      routines.addByteStatistics(panelAt, rows, line, totalsAt, extremesAt);
    }
    for (let j = 0; j < width; j++) {
      const sum = totals[j] >>> 0;
      const squares = (totals[line + j] >>> 0) - (sum * sum) / count;
      const to = down * FIELDS * columns + left + j;
      parts[to] = count;
      parts[to + columns] = sum / count;
      parts[to + 2 * columns] = squares;
      parts[to + 3 * columns] = extremes[j];
      parts[to + 4 * columns] = extremes[line + j];
    }
  }
}
