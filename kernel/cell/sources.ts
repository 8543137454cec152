/** The cells that have run, by file name: where a place in their JavaScript comes from. */

import { lookUp } from "./source-map.js";

export interface CellSource {
  source: string;
  positions: Int32Array;
}

const sources = new Map<string, CellSource>();

const PLACE = /(cell\[\d+\]\.ts):(\d+):(\d+)/g;

export function rememberSource(file: string, source: CellSource): void {
  sources.set(file, source);
}

export function sourceOf(file: string): string | undefined {
  return sources.get(file)?.source;
}

/** `cell[3].ts:LINE:COLUMN` in JavaScript to the same in TypeScript, wherever it stands in a text. */
export function mapPlaces(text: string): string {
  return text.replace(PLACE, (all, file: string, line: string, column: string) => {
    const found = sources.get(file);
    const place = found && lookUp(found.positions, Number(line) - 1, Number(column) - 1);
    return place === undefined ? all : `${file}:${place.line + 1}:${place.column + 1}`;
  });
}

/** Makes `error.stack` name the lines of the cells themselves, for the kernel and for user code alike. */
export function mapStacks(): void {
  Error.prepareStackTrace = (error, frames) => {
    let head: string;
    try {
      head = Error.prototype.toString.call(error);
    } catch {
      head = "Error";
    }
    return [
      head,
      ...frames.map((frame) => `    at ${mapPlaces((frame as { toString: () => string }).toString())}`),
    ].join("\n");
  };
}
