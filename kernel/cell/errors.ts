/** Anything thrown to what a notebook shows: name, message, the cell's own line with a caret, and a short stack. */

import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import type { CellError } from "../threads.js";
import { excerpt, red } from "./excerpt.js";
import { messageAsWritten } from "./names.js";
import { CELL_PLACE, sourceOf } from "./sources.js";
import { packageRoot } from "./package-root.js";

const CAUSES_SHOWN = 3;

/** Never throws itself, whatever a thrown value does when it is looked at. */
export function describeError(thrown: unknown): CellError {
  try {
    return described(thrown);
  } catch {
    const evalue = "What was thrown cannot be shown: looking at it fails";
    return { ename: "Uncaught", evalue, traceback: [`${red("Uncaught")}: ${evalue}`] };
  }
}

function described(thrown: unknown): CellError {
  if (!isErrorLike(thrown)) {
    const evalue = inspect(thrown, { depth: 2 });
    return { ename: "Uncaught", evalue, traceback: [`${red("Uncaught")}: ${evalue}`] };
  }
  const ename = String(thrown.name || "Error");
  const evalue = messageOf(thrown);
  return { ename, evalue, traceback: traceback(thrown, 0, undefined) };
}

function isErrorLike(value: unknown): value is Error {
  if (value instanceof Error) return true;
  const fields = value as Partial<Error> | null | undefined;
  return typeof fields === "object" && typeof fields?.message === "string" && typeof fields.stack === "string";
}

/** The message; what V8 says itself has the names of the cell, not those of its JavaScript. */
function messageOf(error: Error): string {
  const message = String(error.message);
  return error instanceof TypeError ? messageAsWritten(message) : message;
}

/** `seen`: the place in a cell that the reader has just been shown. */
function traceback(error: Error, depth: number, seen: string | undefined): string[] {
  const head = `${red(error.name || "Error")}: ${messageOf(error)}`;
  const frames = shortFrames(error.stack);
  const place = frames.map((frame) => CELL_PLACE.exec(frame)).find((it) => it !== null);
  const lines = [head];
  if (place && place[0] !== seen) {
    const [, file, line, column] = place;
    const marked = excerpt(sourceOf(file) ?? "", Number(line) - 1, Number(column) - 1);
    if (marked.length > 0) lines.push(`${file}:${line}`, ...marked);
  }
  lines.push(...frames);
  if (error instanceof AggregateError && depth < CAUSES_SHOWN) {
    for (const part of error.errors.slice(0, CAUSES_SHOWN)) {
      lines.push(...indented(isErrorLike(part) ? traceback(part, depth + 1, place?.[0]) : [inspect(part)]));
    }
  }
  if (error.cause !== undefined && depth < CAUSES_SHOWN) {
    const cause = isErrorLike(error.cause) ? traceback(error.cause, depth + 1, place?.[0]) : [inspect(error.cause)];
    lines.push(`Caused by ${cause[0]}`, ...cause.slice(1));
  }
  return lines;
}

function indented(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** The frames of a stack without those of the kernel and of Node itself, and with short file names. */
function shortFrames(stack: string | undefined): string[] {
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames
    .filter((line) => !/\(?node:/.test(line) && !line.includes("<anonymous>)"))
    .map((line) => line.replace(/file:\/\/[^\s):]+/g, (url) => fileURLToPath(url)))
    .filter((line) => !line.includes(`${packageRoot}/dist/kernel/`))
    .map((line) => line.replace(`${packageRoot}/dist/src/`, "lowrank/").replace(/\/\S*\/node_modules\//, ""))
    .map((line) => line.replace(/^\s+at (async )?Object\./, "    at $1"));
}
