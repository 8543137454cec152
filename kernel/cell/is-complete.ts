/** Text typed so far to whether it can run, needs more lines, or can never run. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { CompileResults } from "../threads.js";
import { parse, parseErrors } from "./parse.js";

/** Unterminated comment, unterminated template: whatever follows may end them. */
const OPEN_ENDED = new Set([1010, 1160]);

/** Unterminated string: it would have had to end on its line. */
const UNTERMINATED_STRING = 1002;

export function isComplete(ts: typeof TypeScript, code: string): CompileResults["isComplete"] {
  const file = parse(ts, code);
  const errors = parseErrors(file);
  const incomplete = { status: "incomplete", indent: indent(code) } as const;
  if (errors.length === 0) return awaitsBody(ts, file) ? incomplete : { status: "complete" };
  const end = code.trimEnd().length;
  const first = errors[0];
  if (first.code === UNTERMINATED_STRING) return { status: "invalid" };
  if (OPEN_ENDED.has(first.code) || (first.start ?? 0) >= end) return incomplete;
  return { status: "invalid" };
}

/** Whether the last line is the head of a function, which TypeScript takes for an overload: its brace may follow. */
function awaitsBody(ts: typeof TypeScript, file: TypeScript.SourceFile): boolean {
  const last = file.statements.at(-1);
  if (last === undefined || !ts.isFunctionDeclaration(last) || last.body !== undefined) return false;
  const isDeclared = last.modifiers?.some((it) => it.kind === ts.SyntaxKind.DeclareKeyword) ?? false;
  return !isDeclared && !last.getText(file).endsWith(";");
}

/** The indent of the last line, two more behind an opening bracket or an arrow. */
function indent(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const current = /^\s*/.exec(last)?.[0] ?? "";
  return /[{([]$|=>$/.test(last) ? `${current}  ` : current;
}
