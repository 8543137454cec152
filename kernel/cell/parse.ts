/** Text of a cell to its syntax tree. */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** A cell as a module, so that `await` is a keyword at its top level. */
export function parse(ts: typeof TypeScript, code: string): TypeScript.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.Latest, impliedNodeFormat: ts.ModuleKind.ESNext as 99 };
  return ts.createSourceFile("cell.ts", code, options, true, ts.ScriptKind.TS);
}

export function parseErrors(file: TypeScript.SourceFile): TypeScript.Diagnostic[] {
  return (file as unknown as { parseDiagnostics: TypeScript.Diagnostic[] }).parseDiagnostics;
}
