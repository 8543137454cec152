/** String literals under the cursor, and what may stand in them: values of a type, keys, names of modules and files. */

import { basename } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { LIBRARY } from "./library.js";
import { parse } from "./parse.js";
import { nodeAt } from "./symbols.js";

/** A string literal that the cursor is in. */
export interface StringPlace {
  /** Where its text begins. */
  start: number;
  /** Its text behind the cursor, "" when nothing closes it. */
  rest: string;
  quote: string;
  /** Whether it names a module. */
  isModule: boolean;
  /** The cell with the literal ending at the cursor, since only what was typed counts. */
  code: string;
}

interface Internals {
  tryGetImportFromModuleSpecifier(node: TypeScript.StringLiteral): TypeScript.Node | undefined;
}

export function stringAt(ts: typeof TypeScript, code: string, position: number): StringPlace | undefined {
  const file = parse(ts, code);
  const node = nodeAt(ts, file, position);
  const start = node.getStart(file) + 1;
  if (!ts.isStringLiteralLike(node) || position < start) return undefined;
  const isOpen = (node as { isUnterminated?: boolean }).isUnterminated === true;
  if (!isOpen && position === node.end) return undefined;
  const quote = code[start - 1];
  return {
    start,
    rest: isOpen ? "" : code.slice(position, node.end - 1),
    quote,
    isModule:
      ts.isStringLiteral(node) && (ts as unknown as Internals).tryGetImportFromModuleSpecifier(node) !== undefined,
    code: code.slice(0, position) + quote + code.slice(isOpen ? position : node.end),
  };
}

/** Those of the `names` that go on with what was typed, as they are written, and the part of the literal they replace. */
export function offersIn(
  { start, rest, quote, isModule, code }: StringPlace,
  position: number,
  names: string[],
): { start: number; end: number; candidates: string[] } {
  // A path is completed part by part.
  const from = isModule ? start + code.slice(start, position).lastIndexOf("/") + 1 : start;
  const replaced = isModule ? rest.split("/")[0] : rest;
  // The compiler finds the library where it looks for no others.
  const all = isModule && from === start ? new Set([LIBRARY, ...names]) : names;
  const typed = code.slice(from, position);
  const candidates = [...all].map((it) => escaped(it, quote)).filter((it) => it.startsWith(typed));
  return { start: from, end: position + replaced.length, candidates };
}

/** TypeScript's completions, to which tslab hands a host without files. */
export function withFiles(
  ts: typeof TypeScript,
  sys: TypeScript.System,
  settings: () => TypeScript.CompilerOptions,
): Record<string, unknown> {
  const { Completions } = ts as unknown as { Completions: Record<string, unknown> };
  const complete = Completions.getCompletionsAtPositionForTslab as (...parameters: unknown[]) => unknown;
  const host = Object.assign(Object.create(sys) as object, {
    // Types alone cannot be imported, and hidden folders are not meant.
    getDirectories: (path: string) =>
      basename(path) === "@types" ? [] : sys.getDirectories(path).filter((it) => !basename(it).startsWith(".")),
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    getCompilationSettings: settings,
  });
  const preferences = { importModuleSpecifierEnding: "minimal" };
  return {
    ...Completions,
    getCompletionsAtPositionForTslab: (...[, program, log, file, position, , ...rest]: unknown[]) =>
      complete(host, program, log, file, position, preferences, ...rest),
  };
}

function escaped(name: string, quote: string): string {
  const breaks: Record<string, string> = { "\n": "\\n", "\r": "\\r" };
  return name.replace(/[\\\n\r"'`]/g, (it) => breaks[it] ?? (it === "\\" || it === quote ? `\\${it}` : it));
}
