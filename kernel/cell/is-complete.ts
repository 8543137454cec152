/** Text typed so far to whether it can run, needs more lines, or can never run. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { CompileResults } from "../threads.js";
import { parse, parseErrors } from "./parse.js";

/** Unterminated comment, unterminated template: whatever follows may end them. */
const OPEN_ENDED = new Set([1010, 1160]);

/** Unterminated string: it would have had to end on its line. */
const UNTERMINATED_STRING = 1002;

export function isComplete(ts: typeof TypeScript, code: string): CompileResults["isComplete"] {
  const errors = parseErrors(parse(ts, code));
  if (errors.length === 0) return { status: "complete" };
  const end = code.trimEnd().length;
  const first = errors[0];
  if (first.code === UNTERMINATED_STRING) return { status: "invalid" };
  if (OPEN_ENDED.has(first.code) || (first.start ?? 0) >= end) return { status: "incomplete", indent: indent(code) };
  return { status: "invalid" };
}

/** The indent of the last line, two more behind an opening bracket or an arrow. */
function indent(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const current = /^\s*/.exec(last)?.[0] ?? "";
  return /[{([]$|=>$/.test(last) ? `${current}  ` : current;
}
