/**
 * `let x = 1; ... export { x };` to `export let x = 1; ...`.
 *
 * tslab exports a cell's names at its end. CommonJS then keeps two copies of a variable, the cell's and the notebook's:
 * a function of the cell would not see what a later cell assigns. An exported declaration keeps one copy. Constants
 * are never assigned, and stay local because local names are faster.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { declaredNames, isConstant } from "./statements.js";

/** Text put in at a place of the original text: lines and columns from 0. */
export interface Insertion {
  line: number;
  column: number;
  length: number;
}

const EXPORT = "export ";

export function shareAssignments(ts: typeof TypeScript, text: string): { text: string; insertions: Insertion[] } {
  const unchanged = { text, insertions: [] };
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const list = file.statements.filter(isNamedExport(ts)).find(({ exportClause }) => exportClause.elements.length > 0);
  if (list === undefined) return unchanged;
  const elements = list.exportClause.elements;
  const exported = new Set(elements.filter((it) => it.propertyName === undefined).map((it) => it.name.text));

  const additions: { at: number; text: string }[] = [];
  const moved = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || statement.modifiers !== undefined) continue;
    if (isConstant(ts, statement.declarationList)) continue;
    const names = declaredNames(ts, statement).map((it) => it.text);
    if (!names.every((name) => exported.has(name) && !moved.has(name))) continue;
    additions.push({ at: statement.getStart(file), text: EXPORT });
    // Without a value it would keep the one that an earlier cell has given it.
    if (statement.declarationList.flags & ts.NodeFlags.Let) {
      const empty = statement.declarationList.declarations.filter((it) => it.initializer === undefined);
      additions.push(...empty.map((it) => ({ at: it.end, text: " = undefined" })));
    }
    for (const name of names) moved.add(name);
  }
  if (moved.size === 0) return unchanged;

  const rest = elements.filter((it) => !moved.has(it.name.text)).map((it) => it.getText(file));
  const start = list.getStart(file);
  let edited = `${text.slice(0, start)}export { ${rest.join(", ")} };${text.slice(list.end)}`;
  for (const { at, text: put } of [...additions].reverse()) edited = edited.slice(0, at) + put + edited.slice(at);
  const insertions = additions.map(({ at, text: put }) => {
    const { line, character } = file.getLineAndCharacterOfPosition(at);
    return { line, column: character, length: put.length };
  });
  return { text: edited, insertions };
}

function isNamedExport(ts: typeof TypeScript) {
  return (
    statement: TypeScript.Statement,
  ): statement is TypeScript.ExportDeclaration & { exportClause: TypeScript.NamedExports } =>
    ts.isExportDeclaration(statement) &&
    statement.moduleSpecifier === undefined &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause);
}
