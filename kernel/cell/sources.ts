/** The cells that have run and the local files they import, by file name: where a place in their JavaScript comes from. */

import { asWritten, messageAsWritten } from "./names.js";
import { lookUp } from "./source-map.js";

export interface CellSource {
  source: string;
  positions: Int32Array;
}

const sources = new Map<string, CellSource>();

const CELL = String.raw`(?:(?:cell|unnumbered)\[\d+\]|expression)\.ts`;

/** A place in a cell. */
export const CELL_PLACE = new RegExp(`(${CELL}):(\\d+):(-?\\d+)`);

/** A place in a cell, or in a local file by its absolute path. */
const PLACE = new RegExp(String.raw`(${CELL}|\/[^():]+\.[jt]sx?):(\d+):(-?\d+)`, "g");

export function rememberSource(file: string, source: CellSource): void {
  sources.set(file, source);
}

export function sourceOf(file: string): string | undefined {
  return sources.get(file)?.source;
}

/** `cell[3].ts:LINE:COLUMN` in JavaScript to the same in TypeScript, wherever it stands in a text. */
export function mapPlaces(text: string): string {
  return text.replace(PLACE, (all, file: string, line: string, column: string) => {
    const place = placeIn(sources.get(file), line, column);
    return place === undefined ? all : `${file}:${place.line + 1}:${place.column + 1}`;
  });
}

/** What stands in front of a cell is taken for its first column. */
function placeIn(cell: CellSource | undefined, line: string, column: string): ReturnType<typeof lookUp> {
  return cell && lookUp(cell.positions, Number(line) - 1, Math.max(0, Number(column) - 1));
}

/** A frame in what the compiler has added to a cell. */
function isOfCompiler(frame: string): boolean {
  const [, file, line, column] = CELL_PLACE.exec(frame) ?? [];
  const cell = sources.get(file);
  return cell !== undefined && cell.positions.length > 0 && placeIn(cell, line, column) === undefined;
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
    if (error instanceof TypeError) head = messageAsWritten(head);
    const texts = frames.map((frame) => (frame as { toString: () => string }).toString());
    const lines = texts.filter((it) => !isOfCompiler(it)).map((it) => asWritten(mapPlaces(it)));
    return [head, ...withoutKernel(lines).map((line) => `    at ${line}`)].join("\n");
  };
}

/** The frames of a cell and of what it called, not those of the kernel that called the cell. */
function withoutKernel(lines: string[]): string[] {
  const cell = lines.findIndex((line) => CELL_PLACE.test(line));
  const caller = lines.findIndex((line, i) => cell >= 0 && i > cell && line.includes("/dist/kernel/"));
  return caller < 0 ? lines : lines.slice(0, caller);
}
