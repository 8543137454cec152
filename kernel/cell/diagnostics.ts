/** The compiler's messages on a cell to one readable error. */

import type { CellError } from "../threads.js";
import { excerpt, red } from "./excerpt.js";

/** One message: offsets into the cell, lines and columns from 0. */
export interface CellDiagnostic {
  code: number;
  message: string;
  line: number;
  column: number;
  /** How many characters of the line to mark. */
  length: number;
  /** The local file the message is about, if not the cell. */
  file?: string;
}

const SHOWN = 5;

/** Codes below 2000 are about syntax, the others about types. */
function isSyntax(code: number): boolean {
  return code < 2000;
}

export function renderDiagnostics(diagnostics: CellDiagnostic[], source: string, cell: string): CellError {
  const [first] = diagnostics;
  const ename = isSyntax(first.code) ? "SyntaxError" : "TypeScriptError";
  const evalue = `TS${first.code}: ${first.message.split("\n")[0]} (${place(first, cell)})`;
  const lines = [red(`${ename}: the cell was not run`)];
  for (const diagnostic of diagnostics.slice(0, SHOWN)) {
    lines.push(`${place(diagnostic, cell)} - ${red(`TS${diagnostic.code}`)}: ${diagnostic.message}`);
    if (diagnostic.file === undefined) {
      lines.push(...excerpt(source, diagnostic.line, diagnostic.column, diagnostic.length));
    }
  }
  if (diagnostics.length > SHOWN) lines.push(`... and ${diagnostics.length - SHOWN} more`);
  return { ename, evalue, traceback: lines };
}

/** The compiler walks a cell by recursion, and has run out of stack. */
export function tooDeep(cell: string): CellError {
  const rule = "Expected expressions that nest less deeply, or chains of fewer operators or calls; split the longest";
  const evalue = `${rule} (${cell})`;
  return { ename: "SyntaxError", evalue, traceback: [red("SyntaxError: the cell was not run"), evalue] };
}

function place(diagnostic: CellDiagnostic, cell: string): string {
  return `${diagnostic.file ?? cell}:${diagnostic.line + 1}:${diagnostic.column + 1}`;
}
