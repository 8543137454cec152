/**
 * What the JupyterLab extension receives: one JSON payload per kind of view, under its own MIME type.
 *
 * The format is the contract between the library (which writes it) and the extension (which imports these types and the
 * decoders below, and nothing else from the library). The number in the MIME type is the format's major version.
 * Binary blocks are base64 of little-endian typed arrays.
 */

export const RASTER_MIME = "application/vnd.lowrank.raster.v1+json";
export const SCATTER_MIME = "application/vnd.lowrank.scatter.v1+json";
export const LINES_MIME = "application/vnd.lowrank.lines.v1+json";
export const TABLE_MIME = "application/vnd.lowrank.table.v1+json";
export const PROGRESS_MIME = "application/vnd.lowrank.progress.v1+json";
export const CONFUSION_MIME = "application/vnd.lowrank.confusion.v1+json";
export const RANKS_MIME = "application/vnd.lowrank.ranks.v1+json";
export const TREE_MIME = "application/vnd.lowrank.tree.v1+json";

/** Small pictures in a grid: one record, several records, archetypes, or reconstructions under a slider. */
export interface RasterPayload {
  title: string;
  /** Width and height of one tile, in pixels. */
  width: number;
  height: number;
  /** Tiles in one row of the grid. */
  columns: number;
  /** One caption per tile ("" for none); the grid has as many tiles as captions. */
  captions: string[];
  /** "ink": 0 is paper, 255 is ink. "diverging": 128 is zero, 0 most negative (blue), 255 most positive (red). */
  palette: "ink" | "diverging";
  /** base64 of Uint8, steps × tiles × height × width, row-major. One step unless there is a slider. */
  pixels: string;
  /** A slider over steps: its label and one value per step; `selected` is the index shown first. */
  slider?: { label: string; values: number[]; selected: number };
  /** Said under the picture, e.g. that the data are a drawn stand-in. "" or absent for none. */
  note?: string;
}

/** Points in the plane, optionally coloured by group. Axes are linear. */
export interface ScatterPayload {
  title: string;
  xLabel: string;
  yLabel: string;
  count: number;
  /** Smallest and largest value of each axis; positions are quantised over this range. */
  xRange: [number, number];
  yRange: [number, number];
  /** base64 of Uint16, count × 2 (x, y): 0 is the range's start, 65535 its end. */
  positions: string;
  /** base64 of Uint8, count: the group of each point. Absent when there are no groups. */
  group?: string;
  /** Names of the groups, in legend order; at most 255. */
  groupNames?: string[];
  /** The group of the points that have no class, drawn in grey. */
  missingGroup?: number;
  /** How a point is drawn: a dot, its group's mark (one or two characters), or its own label from `labels`. */
  mark: "dot" | "groupMark" | "label";
  /** One short mark per group, for "groupMark". */
  groupMarks?: string[];
  /** One text per point, for "label"; few points only. */
  labels?: string[];
  /** Where a group's name is written over the points, in units of the axes; in the order of the groups. */
  centroids?: { group: number; x: number; y: number }[];
  note?: string;
}

/** Curves over a numeric axis. */
export interface LinesPayload {
  title: string;
  xLabel: string;
  yLabel: string;
  xScale: "linear" | "log";
  yScale: "linear" | "log";
  series: { name: string; x: number[]; y: number[] }[];
  /** The y axis, linear, begins at 0, and no y is below: twice as high is twice as much. */
  fromZero?: true;
  note?: string;
}

/** A block of rows of a data frame. */
export interface TablePayload {
  title: string;
  /** Rows and columns of the whole frame; the payload holds some of them. */
  rowCount: number;
  columnCount: number;
  columns: { name: string; kind: "number" | "category" | "text" | "boolean" }[];
  /** How many of `columns` stand before the columns that are left out; absent when none are left out between two. */
  gapAfter?: number;
  /** Column-major cells of the shown rows; null is a missing cell, "NaN", "Infinity" and "-Infinity" stay strings. */
  cells: (number | string | boolean | null)[][];
  /** Index in the frame of each shown row, or its name. */
  rowNames: (number | string)[];
  note?: string;
}

/** A long job: shown while it runs through updates of one display. */
export interface ProgressPayload {
  label: string;
  done: number;
  total: number;
  /** What is counted, e.g. "iterations"; "bytes" are to be written as kB and MB, "%" is said by the bar. Absent for a bare count. */
  unit?: string;
  /** Seconds since the job began. */
  seconds: number;
  state: "running" | "done" | "interrupted" | "failed";
  /** One short line, e.g. the objective now. */
  detail: string;
}

/** How often each true class (row) was predicted as each class (column). */
export interface ConfusionPayload {
  title: string;
  classes: string[];
  /** classes × classes: counts[true][predicted]. */
  counts: number[][];
  note?: string;
}

/** What each number of archetypes costs: one row a k, in the order in which they were computed. */
export interface RanksPayload {
  title: string;
  /** "accuracy", or "R²" for a target of numbers. */
  measure: string;
  /** Rows that are done. k = 0 stands for the raw columns. */
  rows: {
    k: number;
    /** Mean over the folds and its standard deviation. */
    accuracy: number;
    sd: number;
    /** Of the low rank model, of the cross-validated forest, and of both. */
    fitSeconds: number;
    forestSeconds: number;
    seconds: number;
  }[];
  /** What is still to come, in order. */
  waiting: number[];
  state: "running" | "done" | "interrupted";
  /** Seconds since the first row was begun, and about how many are left (while running). */
  seconds: number;
  secondsLeft?: number;
  /** One short line, e.g. what is being computed. */
  detail: string;
  note?: string;
}

/** One decision tree, cut at a depth; nodes in preorder, the left child of a split is the next node. */
export interface TreePayload {
  title: string;
  /** "classification": `shares` are of `classes`; "regression": `value` is the mean. */
  classes: string[];
  nodes: {
    depth: number;
    /** "petal_width ≤ 0.8"; "" in a leaf. */
    question: string;
    /** Index of the right child; −1 in a leaf or where the picture is cut. */
    right: number;
    /** Rows the node was grown from. */
    size: number;
    /** The class, or the value, predicted here. */
    answer: string;
    /** Shares of the classes; empty for regression. */
    shares: number[];
    /** How many nodes lie under a node where the picture is cut; 0 elsewhere. */
    hidden: number;
  }[];
  note?: string;
}

/** base64 to a typed array; throws a RangeError when the block's length does not fit the element size. */
export function decodeUint8(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function decodeUint16(base64: string): Uint16Array {
  const bytes = decodeUint8(base64);
  if (bytes.length % 2 !== 0) throw new RangeError(`Expected a multiple of 2 bytes but found ${bytes.length}`);
  const view = new DataView(bytes.buffer);
  const values = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = view.getUint16(2 * i, true);
  return values;
}
