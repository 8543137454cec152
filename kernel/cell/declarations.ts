/** The declarations of earlier cells as text, when some of a cell's own turn out to be of no use. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { isType } from "./meaning.js";
import { declaredNames } from "./statements.js";
import { parse } from "./parse.js";

/** The names of values that a cell declares or imports, at any depth that makes them the cell's. */
export function declaredValues(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
): string[] {
  const { locals } = file as unknown as { locals: Map<string, TypeScript.Symbol> };
  const isValue = (symbol: TypeScript.Symbol): boolean => {
    if (symbol.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) === true) return false;
    const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (flags & ts.SymbolFlags.Value) !== 0;
  };
  return [...locals.values()].filter(isValue).map((it) => it.name);
}

/**
 * Declarations in which values of some names are what they were in `before`, or nothing; but what others speak of, such as
 * `type Item = typeof items`, stays.
 */
export function restored(ts: typeof TypeScript, now: string, before: string, names: Iterable<string>): string {
  const file = parse(ts, now);
  const gone = new Set(names);
  const spokenOf = (): string | undefined =>
    file.statements.flatMap((it) => mentions(ts, it, gone)).find((name) => gone.has(name));
  for (let name = spokenOf(); name !== undefined; name = spokenOf()) gone.delete(name);
  const kept = file.statements.map((it) => {
    return isType(ts, it) ? it.getText() : withNames(ts, it, (name) => !gone.has(name));
  });
  const again = parse(ts, before).statements.map((it) => {
    return isType(ts, it) ? "" : withNames(ts, it, (name) => gone.has(name));
  });
  return [...kept, ...again].map((it) => (it === "" ? "" : `${it}\n`)).join("");
}

/** The names that stand in declarations which are not `gone`, but for those that they declare. */
function mentions(ts: typeof TypeScript, statement: TypeScript.Statement, gone: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const isGone = (name: TypeScript.Node | undefined): boolean =>
    name !== undefined && ts.isIdentifier(name) && gone.has(name.text);
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) return void found.push(node.text);
    const { name } = node as { name?: TypeScript.Node };
    if (!isType(ts, node) && (ts.isVariableDeclaration(node) || ts.isStatement(node)) && isGone(name)) return;
    ts.forEachChild(node, (child) => {
      if (child !== name) visit(child);
    });
  };
  if (!ts.isImportDeclaration(statement)) visit(statement);
  return found;
}

/** The text of a statement with some of its names only, "" for none. */
function withNames(
  ts: typeof TypeScript,
  statement: TypeScript.Statement,
  isWanted: (name: string) => boolean,
): string {
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    const wanted = declarations.filter((it) => ts.isIdentifier(it.name) && isWanted(it.name.text));
    const start = statement.getText().slice(0, declarations[0].getStart() - statement.getStart());
    return wanted.length === 0 ? "" : `${start}${wanted.map((it) => it.getText()).join(", ")};`;
  }
  if (ts.isImportDeclaration(statement)) return importWithNames(ts, statement, isWanted);
  const [name] = declaredNames(ts, statement);
  return name === undefined || isWanted(name.text) ? statement.getText() : "";
}

function importWithNames(
  ts: typeof TypeScript,
  { importClause, moduleSpecifier }: TypeScript.ImportDeclaration,
  isWanted: (name: string) => boolean,
): string {
  const { isTypeOnly = false, name, namedBindings } = importClause ?? {};
  const parts = name !== undefined && isWanted(name.text) ? [name.text] : [];
  if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) {
    if (isWanted(namedBindings.name.text)) parts.push(namedBindings.getText());
  } else {
    const wanted = namedBindings?.elements.filter((it) => isWanted(it.name.text)) ?? [];
    if (wanted.length > 0) parts.push(`{ ${wanted.map((it) => it.getText()).join(", ")} }`);
  }
  const kind = isTypeOnly ? "import type" : "import";
  return parts.length === 0 ? "" : `${kind} ${parts.join(", ")} from ${moduleSpecifier.getText()};`;
}
