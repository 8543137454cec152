/** What statements declare. */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** Whether variables are declared by `const`. */
export function isConstant(
  ts: typeof TypeScript,
  node: TypeScript.Declaration | TypeScript.VariableDeclarationList,
): boolean {
  return (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
}

/** Whether a node is one of the statements of a list, which may end without a semicolon. */
export function isListed(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  const { parent } = node;
  return ts.isStatement(node) && (ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent));
}

/** `export { a, b }`. */
export function isExportList(
  ts: typeof TypeScript,
  statement: TypeScript.Statement,
): statement is TypeScript.ExportDeclaration & { exportClause: TypeScript.NamedExports } {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return false;
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause);
}

/** The names a statement declares at its own level. */
export function declaredNames(ts: typeof TypeScript, statement: TypeScript.Statement): TypeScript.Identifier[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(ts, name));
  }
  const { name } = statement as { name?: TypeScript.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name] : [];
}

/** The names in a pattern, or a name itself. */
export function boundNames(ts: typeof TypeScript, name: TypeScript.BindingName): TypeScript.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((it) => (ts.isBindingElement(it) ? boundNames(ts, it.name) : []));
}
