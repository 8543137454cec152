/**
 * A compiled cell as an ES module to CommonJS by a few edits of its text, which takes a tenth of the time that the
 * compiler's own transformation takes. Only for cells that need no more: what imports, or exports a variable that can
 * change, is left to the compiler.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** Text replaced on one line: from this column on, everything moves by `by`. Lines and columns from 0. */
export interface Shift {
  line: number;
  column: number;
  by: number;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The CommonJS text and how its columns moved; undefined when edits do not do. */
export function quickCommon(ts: typeof TypeScript, text: string): { text: string; shifts: Shift[] } | undefined {
  if (/\bimport\b/.test(text)) return undefined;
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const edits: Edit[] = [];
  const exported = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause)) {
        return undefined;
      }
      if (exportClause.elements.some((it) => it.propertyName !== undefined)) return undefined;
      for (const { name } of exportClause.elements) exported.add(name.text);
      edits.push({ start: statement.getStart(file), end: statement.end, text: "" });
    } else if (ts.isExportAssignment(statement)) {
      return undefined;
    }
  }
  for (const statement of file.statements) {
    const found = exportsOf(ts, file, statement, exported);
    if (found === undefined) return undefined;
    edits.push(...found);
  }
  // A name that no statement declares comes from somewhere these edits know nothing of.
  if (exported.size > 0) return undefined;
  return applied(file, edits);
}

/** The edits that one statement needs; takes the names it declares out of `exported`. */
function exportsOf(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  statement: TypeScript.Statement,
  exported: Set<string>,
): Edit[] | undefined {
  const assign = (names: string[], at: number): Edit[] => {
    const own = names.filter((name) => exported.delete(name));
    return own.length === 0 ? [] : [{ start: at, end: at, text: own.map((it) => ` exports.${it} = ${it};`).join("") }];
  };
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    if (statement.modifiers !== undefined) {
      // What tslab made of the last expression.
      const [only] = declarations;
      if (declarations.length !== 1 || !ts.isIdentifier(only.name) || only.initializer === undefined) return undefined;
      const start = statement.getStart(file);
      return [{ start, end: only.name.end, text: `exports.${only.name.text}` }];
    }
    const names = declarations.flatMap(({ name }) => boundNames(ts, name));
    if (!(flags & ts.NodeFlags.Const) && names.some((name) => exported.has(name))) return undefined;
    return assign(names, statement.end);
  }
  if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExport(ts)) === true) return undefined;
  const { name } = statement as { name?: TypeScript.Node };
  if (name === undefined || !ts.isIdentifier(name)) return [];
  // Functions can be called above where they stand.
  return assign([name.text], ts.isFunctionDeclaration(statement) ? 0 : statement.end);
}

function isExport(ts: typeof TypeScript): (modifier: TypeScript.Modifier) => boolean {
  return ({ kind }) => kind === ts.SyntaxKind.ExportKeyword;
}

function boundNames(ts: typeof TypeScript, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((it) => (ts.isBindingElement(it) ? boundNames(ts, it.name) : []));
}

function applied(file: TypeScript.SourceFile, edits: Edit[]): { text: string; shifts: Shift[] } {
  edits.sort((a, b) => a.start - b.start);
  const shifts: Shift[] = [];
  let text = "";
  let at = 0;
  for (const edit of edits) {
    text += file.text.slice(at, edit.start) + edit.text;
    at = edit.end;
    const { line, character } = file.getLineAndCharacterOfPosition(edit.end);
    const from = file.getLineAndCharacterOfPosition(edit.start);
    const removed = from.line === line ? edit.end - edit.start : 0;
    shifts.push({ line, column: character, by: edit.text.length - removed });
  }
  return { text: text + file.text.slice(at), shifts };
}
