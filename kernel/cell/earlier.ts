/**
 * The file with the declarations of earlier cells. tslab takes out of its tree what a cell declares anew, and prints the
 * tree for the next cell. As long as nothing has been taken out, the text is what it was, and the tree can be used again.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** How many names files declared when they were read. */
const counts = new WeakMap<TypeScript.SourceFile, number>();

export function isEarlier({ fileName }: TypeScript.SourceFile): boolean {
  return fileName.endsWith("/__prev__.d.ts");
}

export function rememberEarlier(ts: typeof TypeScript, file: TypeScript.SourceFile): void {
  counts.set(file, countNames(ts, file));
}

/** Whether nothing has been taken out of a remembered file. */
export function isIntact(ts: typeof TypeScript, file: TypeScript.SourceFile): boolean {
  return counts.get(file) === countNames(ts, file);
}

/** A printer that knows the text of files that are intact. */
export function quickPrinter(ts: typeof TypeScript, printer: TypeScript.Printer): TypeScript.Printer {
  return {
    ...printer,
    printFile: (file) =>
      isEarlier(file) && isIntact(ts, file) ? file.text.replace(/^export \{\};\r?\n/, "") : printer.printFile(file),
  };
}

function countNames(ts: typeof TypeScript, file: TypeScript.SourceFile): number {
  let count = 0;
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) count += statement.declarationList.declarations.length;
    else if (ts.isImportDeclaration(statement)) count += importedNames(ts, statement);
    // The mark of a module, which is not printed either.
    else if (!ts.isExportDeclaration(statement)) count++;
  }
  return count;
}

function importedNames(ts: typeof TypeScript, { importClause }: TypeScript.ImportDeclaration): number {
  const bindings = importClause?.namedBindings;
  const named = bindings === undefined ? 0 : ts.isNamedImports(bindings) ? bindings.elements.length : 1;
  return named + (importClause?.name === undefined ? 0 : 1);
}
