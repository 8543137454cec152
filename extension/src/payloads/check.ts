/**
 * What a notebook holds under our MIME types to payloads that can be drawn: `check…(value)` returns the value, typed, or
 * throws a `PayloadError` that says in one sentence what is wrong. A notebook may come from anyone, so nothing is
 * assumed: every size is compared with the length of the block it describes before anything is allocated.
 */
import type {
  LinesPayload,
  ProgressPayload,
  RasterPayload,
  ScatterPayload,
  TablePayload,
} from "../../../src/display/payload.js";

/** The output cannot be drawn; the message is for the person who reads the notebook. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/** Tiles wider or higher than this are no small pictures, and no browser draws a canvas of many of them. */
const LARGEST_TILE = 4096;

export function checkRaster(value: unknown): RasterPayload {
  const payload = record(value);
  text(payload, "title");
  const width = whole(payload, "width", 1, LARGEST_TILE);
  const height = whole(payload, "height", 1, LARGEST_TILE);
  whole(payload, "columns", 1);
  const captions = list(payload, "captions", isText, "texts");
  oneOf(payload, "palette", ["ink", "diverging"]);
  optionalText(payload, "note");
  let steps = 1;
  if (payload.slider !== undefined) {
    const slider = record(payload.slider, "slider");
    text(slider, "label");
    steps = list(slider, "values", Number.isFinite, "numbers").length;
    if (steps === 0) throw new PayloadError("Expected slider.values to hold at least one value but found none");
    whole(slider, "selected", 0, steps - 1);
  }
  block(payload, "pixels", steps * captions.length * height * width);
  return value as RasterPayload;
}

export function checkScatter(value: unknown): ScatterPayload {
  const payload = record(value);
  for (const key of ["title", "xLabel", "yLabel"]) text(payload, key);
  const count = whole(payload, "count", 0);
  for (const key of ["xRange", "yRange"]) {
    if (list(payload, key, Number.isFinite, "numbers").length !== 2) {
      throw new PayloadError(`Expected ${key} to hold two numbers`);
    }
  }
  block(payload, "positions", 4 * count);
  const mark = oneOf(payload, "mark", ["dot", "groupMark", "label"]);
  if (payload.group !== undefined) {
    block(payload, "group", count);
    const names = list(payload, "groupNames", isText, "texts").length;
    if (payload.missingGroup !== undefined) whole(payload, "missingGroup", 0, names - 1);
  }
  if (mark === "groupMark") {
    const marks = list(payload, "groupMarks", isText, "texts").length;
    const names = list(payload, "groupNames", isText, "texts").length;
    if (marks !== names) throw new PayloadError(`Expected one mark for each of ${names} groups but found ${marks}`);
  }
  if (mark === "label") {
    const labels = list(payload, "labels", isText, "texts").length;
    if (labels !== count) throw new PayloadError(`Expected one label for each of ${count} points but found ${labels}`);
  }
  if (payload.centroids !== undefined) {
    const names = list(payload, "groupNames", isText, "texts").length;
    for (const item of list(payload, "centroids", isRecord, "centroids")) {
      const centroid = item as Record<string, unknown>;
      whole(centroid, "group", 0, names - 1);
      if (!Number.isFinite(centroid.x) || !Number.isFinite(centroid.y)) {
        throw new PayloadError("Expected a centroid to have a finite x and y");
      }
    }
  }
  optionalText(payload, "note");
  return value as ScatterPayload;
}

export function checkLines(value: unknown): LinesPayload {
  const payload = record(value);
  for (const key of ["title", "xLabel", "yLabel"]) text(payload, key);
  for (const key of ["xScale", "yScale"]) oneOf(payload, key, ["linear", "log"]);
  for (const item of list(payload, "series", isRecord, "series")) {
    const series = item as Record<string, unknown>;
    text(series, "name");
    const x = list(series, "x", isNumberOrGap, "numbers").length;
    const y = list(series, "y", isNumberOrGap, "numbers").length;
    if (x !== y) throw new PayloadError(`Expected as many y as x in series "${String(series.name)}": ${x} and ${y}`);
  }
  optionalText(payload, "note");
  return value as LinesPayload;
}

export function checkTable(value: unknown): TablePayload {
  const payload = record(value);
  text(payload, "title");
  whole(payload, "rowCount", 0);
  whole(payload, "columnCount", 0);
  const columns = list(payload, "columns", isRecord, "columns") as Record<string, unknown>[];
  for (const column of columns) {
    text(column, "name");
    oneOf(column, "kind", ["number", "category", "text", "boolean"]);
  }
  if (payload.gapAfter !== undefined) whole(payload, "gapAfter", 1, columns.length - 1);
  const rows = list(payload, "rowNames", (name) => isText(name) || Number.isFinite(name), "numbers or texts").length;
  const cells = list(payload, "cells", Array.isArray, "columns") as unknown[][];
  if (cells.length !== columns.length) {
    throw new PayloadError(`Expected cells for ${columns.length} columns but found ${cells.length}`);
  }
  for (const [index, column] of cells.entries()) {
    if (column.length !== rows || !column.every(isCell)) {
      throw new PayloadError(
        `Expected ${rows} cells in column ${index + 1} but found ${column.length}, or not all plain`,
      );
    }
  }
  optionalText(payload, "note");
  return value as TablePayload;
}

export function checkProgress(value: unknown): ProgressPayload {
  const payload = record(value);
  text(payload, "label");
  text(payload, "detail");
  optionalText(payload, "unit");
  for (const key of ["done", "total", "seconds"]) {
    if (!(typeof payload[key] === "number" && payload[key] >= 0)) {
      throw new PayloadError(`Expected ${key} to be a number of at least 0`);
    }
  }
  oneOf(payload, "state", ["running", "done", "interrupted", "failed"]);
  return value as ProgressPayload;
}

export function isText(value: unknown): boolean {
  return typeof value === "string";
}

export function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON writes NaN and the infinities as null; a curve has a gap there. */
export function isNumberOrGap(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}

function isCell(value: unknown): boolean {
  return value === null || ["number", "string", "boolean"].includes(typeof value);
}

export function record(value: unknown, name = "the payload"): Record<string, unknown> {
  if (!isRecord(value)) throw new PayloadError(`Expected ${name} to be an object`);
  return value as Record<string, unknown>;
}

export function text(payload: Record<string, unknown>, key: string): void {
  if (!isText(payload[key])) throw new PayloadError(`Expected ${key} to be a text`);
}

export function optionalText(payload: Record<string, unknown>, key: string): void {
  if (payload[key] !== undefined) text(payload, key);
}

export function whole(
  payload: Record<string, unknown>,
  key: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const value = payload[key];
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new PayloadError(`Expected ${key} to be a whole number ${range} but found ${brief(value)}`);
  }
  return value as number;
}

export function list(
  payload: Record<string, unknown>,
  key: string,
  fits: (item: unknown) => boolean,
  what: string,
): unknown[] {
  const value = payload[key];
  if (!Array.isArray(value) || !value.every(fits)) throw new PayloadError(`Expected ${key} to be a list of ${what}`);
  return value as unknown[];
}

export function oneOf(payload: Record<string, unknown>, key: string, choices: string[]): string {
  const value = payload[key];
  if (!choices.includes(value as string)) {
    throw new PayloadError(`Expected ${key} to be one of ${choices.join(", ")} but found ${brief(value)}`);
  }
  return value as string;
}

/** A base64 block of so many bytes: compared by length, so that a wrong size is found before the block is decoded. */
function block(payload: Record<string, unknown>, key: string, bytes: number): void {
  const value = payload[key];
  if (typeof value !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0) {
    throw new PayloadError(`Expected ${key} to be a base64 block`);
  }
  const padding = value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
  const found = (value.length / 4) * 3 - padding;
  if (found !== bytes) throw new PayloadError(`Expected ${key} to hold ${bytes} bytes but found ${found}`);
}

function brief(value: unknown): string {
  const shown = JSON.stringify(value) ?? "nothing";
  return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
}
