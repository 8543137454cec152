/**
 * Values of well-known libraries, and pictures, to the bundles that show them.
 *
 * They are known by what they can do, not by their class: a notebook may hold its own copy of a library.
 */

import type { TablePayload } from "../../src/display/payload.js";
import { PLOTLY_MIME, plotlyText, type PlotlyPayload } from "../../src/display/plotly.js";
import { tableBundle } from "../../src/display/table.js";
import type { Bundle } from "../threads.js";

/** How much of a table or matrix a page gets. */
const ROWS = 100;
const COLUMNS = 40;

type Fields = Record<string, unknown>;

/** The bundle of a value that is known, without its plain text unless there is a better one than Node's. */
export function knownBundle(value: object): Bundle | undefined {
  if (value instanceof Uint8Array) return pictureBundle(value);
  const fields = value as Fields;
  if (isArquero(value)) return tableBundle(arqueroPayload(value));
  if (isMatrix(value)) return tableBundle(matrixPayload(value));
  if (isPlotly(fields)) {
    const { data, layout, config } = fields;
    return { [PLOTLY_MIME]: { data, layout, config }, "text/plain": plotlyText({ data, layout }) };
  }
  if (typeof fields.toDataURL === "function") return dataUrlBundle((value as Canvas).toDataURL());
  if (typeof fields.outerHTML === "string") {
    return { [/^<svg[\s>]/i.test(fields.outerHTML) ? "image/svg+xml" : "text/html"]: fields.outerHTML };
  }
  return undefined;
}

/** The first bytes of pictures. */
const MAGIC: [string, number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
];

function pictureBundle(bytes: Uint8Array): Bundle | undefined {
  const found = MAGIC.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte));
  return found === undefined ? undefined : { [found[0]]: bytes };
}

function dataUrlBundle(url: unknown): Bundle | undefined {
  const parts = /^data:(image\/[\w.+-]+);base64,([\w+/=]+)$/.exec(String(url));
  return parts === null ? undefined : { [parts[1]]: parts[2] };
}

function isPlotly(fields: Fields): fields is Fields & PlotlyPayload {
  const { data, layout } = fields;
  const isTrace = (it: unknown): boolean =>
    typeof it === "object" && it !== null && ["type", "x", "y", "z", "values", "r", "lat"].some((name) => name in it);
  return Array.isArray(data) && data.length > 0 && data.every(isTrace) && typeof layout === "object" && layout !== null;
}

/** A canvas of a page, or of a library such as @napi-rs/canvas. */
interface Canvas {
  toDataURL(): string;
}

interface ArqueroTable {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  get(name: string, row: number): unknown;
}

function isArquero(value: object): value is ArqueroTable {
  const table = value as Partial<ArqueroTable>;
  return [table.numRows, table.numCols, table.columnNames, table.get].every((it) => typeof it === "function");
}

function arqueroPayload(table: ArqueroTable): TablePayload {
  const names = table.columnNames();
  const shown = Math.min(ROWS, table.numRows());
  const cells = names.slice(0, COLUMNS).map((name) => Array.from({ length: shown }, (_, row) => table.get(name, row)));
  return payload(table.numRows(), names, cells);
}

/** ml-matrix. */
interface Matrix {
  rows: number;
  columns: number;
  get(row: number, column: number): number;
}

function isMatrix(value: object): value is Matrix {
  const matrix = value as Partial<Matrix> & { klass?: unknown };
  return matrix.klass === "Matrix" && typeof matrix.rows === "number" && typeof matrix.get === "function";
}

function matrixPayload(matrix: Matrix): TablePayload {
  const names = Array.from({ length: matrix.columns }, (_, column) => String(column));
  const shown = Math.min(ROWS, matrix.rows);
  const cells = names
    .slice(0, COLUMNS)
    .map((_, column) => Array.from({ length: shown }, (_, row) => matrix.get(row, column)));
  return payload(matrix.rows, names, cells);
}

function payload(rowCount: number, names: string[], cells: unknown[][]): TablePayload {
  const columns = cells.map((column, j) => ({ name: names[j], kind: kindOf(column) }));
  return {
    title: "",
    rowCount,
    columnCount: names.length,
    columns,
    cells: cells.map((column) => column.map(toCell)),
    rowNames: Array.from({ length: cells[0]?.length ?? 0 }, (_, row) => row),
    ...(columns.length < names.length ? { gapAfter: columns.length } : {}),
  };
}

function kindOf(column: unknown[]): TablePayload["columns"][number]["kind"] {
  const present = column.filter((it) => it !== null && it !== undefined);
  if (present.every((it) => typeof it === "number") && present.length > 0) return "number";
  return present.length > 0 && present.every((it) => typeof it === "boolean") ? "boolean" : "text";
}

function toCell(value: unknown): number | string | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (typeof value === "object") {
    return JSON.stringify(value, (_, it: unknown) => (typeof it === "bigint" ? String(it) : it));
  }
  return typeof value === "bigint" ? value.toString() : typeof value;
}
