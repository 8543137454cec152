/** The documentation of JavaScript's and Node's own names, which the compiler has not read. */

import { readFileSync } from "node:fs";
import type * as TypeScript from "@tslab/typescript-for-tslab";

/** Declarations that no cell changes: TypeScript's lib.*.d.ts and @types/node. */
export function isStandard(path: string): boolean {
  return /\/(lib\.[\w.]+\.d\.ts|node_modules\/@types\/node\/.+\.d\.ts)$/.test(path);
}

/** The comment above the declaration of a symbol, "" for none; only for standard declarations. */
export function documentationOf(ts: typeof TypeScript, symbol: TypeScript.Symbol): string {
  for (const declared of symbol.declarations ?? []) {
    const { fileName } = declared.getSourceFile();
    if (!isStandard(fileName)) continue;
    const whole = ts.isVariableDeclaration(declared) ? declared.parent.parent : declared;
    // The compiler's copy differs from the file only in the third character of each comment.
    const text = readFileSync(fileName, "utf8");
    const ranges = ts.getLeadingCommentRanges(text, whole.getFullStart()) ?? [];
    const comment = ranges.map(({ pos, end }) => text.slice(pos, end)).filter((it) => it.startsWith("/**"));
    if (comment.length > 0) return withoutStars(comment[comment.length - 1]);
  }
  return "";
}

function withoutStars(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}
