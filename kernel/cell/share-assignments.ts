/**
 * `let x = 1; ... export { x };` to `export let x = 1; ...`.
 *
 * tslab exports a cell's names at its end. CommonJS then keeps two copies of a variable, the cell's and the notebook's:
 * a function of the cell would not see what a later cell assigns. An exported declaration keeps one copy. Constants
 * are never assigned, and stay local because local names are faster; each becomes a statement, behind which it is copied.
 * The `var` of a block is exported at the top, and assigned where it was declared: the compiler would forget it there.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { applyEdits, type Edit } from "./edits.js";
import { boundNames, declaredNames, isConstant, isExportList } from "./statements.js";

/** The text with its edits, and where it comes from as in `CellCode`. */
export function shareAssignments(ts: typeof TypeScript, text: string): { code: string; positions: Int32Array } {
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const lists = file.statements.flatMap((it) => (isExportList(ts, it) ? [it] : []));
  const list = lists.find(({ exportClause }) => exportClause.elements.length > 0);
  const elements = list?.exportClause.elements ?? [];
  const exported = new Set(elements.filter((it) => it.propertyName === undefined).map((it) => it.name.text));

  const edits: Edit[] = [];
  const put = (at: number, piece: string): void => void edits.push({ start: at, end: at, text: piece });
  const moved = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || statement.modifiers !== undefined) continue;
    const names = declaredNames(ts, statement).map((it) => it.text);
    if (!names.every((name) => exported.has(name) && !moved.has(name))) continue;
    const { declarations, flags } = statement.declarationList;
    if (isConstant(ts, statement.declarationList)) {
      // What follows a declaration is its comma.
      for (const { end } of declarations.slice(0, -1)) edits.push({ start: end, end: end + 1, text: "; const" });
      continue;
    }
    put(statement.getStart(file), "export ");
    // Without a value it would keep the one that an earlier cell has given it.
    const empty = flags & ts.NodeFlags.Let ? declarations.filter((it) => it.initializer === undefined) : [];
    for (const { end } of empty) put(end, " = undefined");
    for (const name of names) moved.add(name);
  }
  const inner = new Set<string>();
  for (const declarations of innerVariables(ts, file)) {
    const names = declarations.declarations.flatMap(({ name }) => boundNames(ts, name)).map((it) => it.text);
    if (!names.every((name) => exported.has(name))) continue;
    edits.push(...assignments(ts, file, declarations));
    for (const name of names) if (!moved.has(name)) inner.add(name);
  }
  if (inner.size > 0) put(0, `export var ${[...inner].join(", ")}; `);
  for (const name of inner) moved.add(name);
  if (list !== undefined && moved.size > 0) {
    const rest = elements.filter((it) => !moved.has(it.name.text)).map((it) => it.getText(file));
    edits.push({ start: list.getStart(file), end: list.end, text: `export { ${rest.join(", ")} };` });
  }
  return applyEdits(text, 0, text.length, edits);
}

/** Lists of `var` in blocks and loops, which are variables of the whole file. */
function innerVariables(ts: typeof TypeScript, file: TypeScript.SourceFile): TypeScript.VariableDeclarationList[] {
  const found: TypeScript.VariableDeclarationList[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) found.push(node);
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) if (!ts.isVariableStatement(statement)) visit(statement);
  return found;
}

/** `var a = 1, { b } = c` to `a = 1, ({ b } = c)`. */
function assignments(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  list: TypeScript.VariableDeclarationList,
): Edit[] {
  const { declarations, parent } = list;
  const start = list.getStart(file);
  const edits: Edit[] = [{ start, end: declarations[0].getStart(file), text: "" }];
  if (!ts.isVariableStatement(parent)) return edits;
  for (const declaration of declarations.filter((it) => ts.isObjectBindingPattern(it.name))) {
    const at = declaration.getStart(file);
    edits.push({ start: at, end: at, text: "(" }, { start: declaration.end, end: declaration.end, text: ")" });
  }
  return edits;
}
