/**
 * A frame's features to bytes, once: rows × features u8, both feature-major (for large nodes) and row-major (for small
 * nodes and for the way down a tree), on shared memory.
 *
 * Columns of bytes are their own bins. Other numbers, and the ranks of categories, get one bin a value while there are at
 * most 256 values (255 when cells are missing), else as many bins with about equally many rows. Bin 255 is a missing cell
 * in columns that have one. Trees compare values with the middle between the neighbouring values of two bins.
 */
import type { Column } from "../frame/column.js";
import type { Frame } from "../frame/frame.js";
import { run, type Running } from "../workers/pool.js";
import type { FillInput, LinesInput } from "./bin-task.js";
import type { Feature } from "./features.js";

export interface Bins {
  rows: number;
  features: number;
  /** features × rows u8. */
  columns: Uint8Array;
  /** Bin of feature f of row i: `lines[linesOffset + i · linesStride + f]`. */
  lines: Uint8Array;
  linesStride: number;
  linesOffset: number;
  /** features u8: 1 where bin 255 means missing. */
  missing: Uint8Array;
  /** features × 256: the smallest and the largest value of each bin; empty when every feature is its own bins. */
  low: Float64Array;
  high: Float64Array;
  /** The features that hold more than one value. */
  candidates: Int32Array;
  /** When cuts are between all values. */
  exact?: ExactValues;
}

export interface ExactValues {
  /** features × rows: the rank of each value among the feature's values, 2³² − 1 when missing. */
  ranks: Uint32Array;
  /** How many low bytes tell all ranks apart. */
  rankBytes: number;
  /** The values of each feature by rank. */
  distinct: Float64Array[];
  /** rows × features, row-major, NaN when missing: the rows' way down a tree. */
  values: Float64Array;
}

/** A thread's memory ends at 4 GiB, and its trees need some of it. */
const MOST_CELLS = 3 * 2 ** 30;

/** Cells of the bins' grid for each row, below which the grid would not tell the rows apart. */
const LEAST_CELLS = 100;

export const PANEL = 512;
const module: string = new URL("./bin-task.js", import.meta.url).href;

/** `exact`: cuts between all values; by default where few features of many values make a coarse grid. */
export async function binFrame(
  frame: Frame,
  features: readonly Feature[],
  running: Running,
  exact?: boolean,
): Promise<Bins> {
  const rows = frame.rowCount;
  const names = features.map(({ name }) => name);
  if (rows * names.length > MOST_CELLS) {
    throw new RangeError(
      `Expected rows x features to be at most ${MOST_CELLS}, which each thread holds as bytes, but found ${rows} x ${names.length}`,
    );
  }
  const columns = new Uint8Array(new SharedArrayBuffer(rows * names.length));
  const missing = new Uint8Array(new SharedArrayBuffer(names.length));
  const block = names.every((name) => frame.column(name).isBytes) ? frame.toMatrix(names) : undefined;
  const bytes = block !== undefined;
  const lines = (block?.data as Uint8Array) ?? new Uint8Array(new SharedArrayBuffer(rows * names.length));
  const ends = bytes ? 0 : 256 * names.length;
  const bins: Bins = {
    rows,
    features: names.length,
    columns,
    lines,
    linesStride: block?.rowStride ?? names.length,
    linesOffset: block?.offset ?? 0,
    missing,
    low: new Float64Array(new SharedArrayBuffer(8 * ends)),
    high: new Float64Array(new SharedArrayBuffer(8 * ends)),
    candidates: new Int32Array(0),
  };
  const panels = Math.ceil(rows / PANEL);
  if (bytes) {
    const input: LinesInput = { bins };
    await run({ ...running, task: { module, name: "columnsTask" }, input, chunks: panels });
  } else {
    const values = features.map((feature) => valuesOf(frame.column(feature.name), feature));
    const input: FillInput = { bins, values };
    await run({ ...running, task: { module, name: "fillTask" }, input, chunks: names.length });
    await run({ ...running, task: { module, name: "linesTask" }, input: { bins }, chunks: panels });
  }
  const varying = names.map((_, f) => varies(columns.subarray(f * rows, (f + 1) * rows)));
  const candidates = varying.flatMap((does, f) => (does ? [f] : []));
  bins.candidates = Int32Array.from(candidates);
  const coarse = !bytes && 256 ** names.length < LEAST_CELLS * rows;
  return (exact ?? coarse) ? { ...bins, exact: exactValues(frame, features) } : bins;
}

function exactValues(frame: Frame, features: readonly Feature[]): ExactValues {
  const rows = frame.rowCount;
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * rows * features.length));
  const values = new Float64Array(new SharedArrayBuffer(8 * rows * features.length));
  const distinct = features.map((feature, f) => {
    const numbers = feature.numbers(frame.column(feature.name));
    const sorted = numbers.filter((value) => value === value).sort();
    const different = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
    const shared = new Float64Array(new SharedArrayBuffer(8 * different.length));
    shared.set(different);
    numbers.forEach((value, i) => {
      values[i * features.length + f] = value;
      ranks[f * rows + i] = value === value ? placeOf(different, value) : 2 ** 32 - 1;
    });
    return shared;
  });
  const most = Math.max(...distinct.map(({ length }) => length));
  let rankBytes = 1;
  while (256 ** rankBytes <= most) rankBytes++;
  return { ranks, rankBytes, distinct, values };
}

/** The index of a value that is among the sorted ones, by halving. */
function placeOf(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** A feature's cells as numbers on shared memory: as they are, or the ranks of its levels; NaN when missing. */
export function valuesOf(column: Column, feature: Feature): Uint8Array | Float64Array {
  const { length } = column;
  if (column.isBytes) {
    const source = column.values as Uint8Array;
    const out = new Uint8Array(new SharedArrayBuffer(length));
    const { offset, stride, rows } = column;
    for (let i = 0; i < length; i++) out[i] = source[offset + (rows === undefined ? i : rows[i]) * stride];
    return out;
  }
  const out = new Float64Array(new SharedArrayBuffer(8 * length));
  out.set(feature.numbers(column));
  return out;
}

function varies(values: Uint8Array): boolean {
  const first = values[0];
  return values.some((value) => value !== first);
}
