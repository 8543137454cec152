/**
 * The file with the declarations of earlier cells. tslab takes out of its tree what a cell declares anew, and prints the
 * tree for the next cell. As long as nothing has been taken out, the text is what it was, and the tree can be used again.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { isEarlier } from "./tslab-files.js";

/** `EmitHint.Unspecified`, a constant that has no value at run time. */
const UNSPECIFIED = 4 as TypeScript.EmitHint;

interface Earlier {
  /** How many names it declared when it was read. */
  count: number;
  /** `declare global` and the like, which tslab would forget. */
  augmentations: TypeScript.Statement[];
}

const files = new WeakMap<TypeScript.SourceFile, Earlier>();

export function rememberEarlier(ts: typeof TypeScript, file: TypeScript.SourceFile): void {
  const augmentations = file.statements.filter((it) => isAugmentation(ts, it));
  files.set(file, { count: countNames(ts, file), augmentations });
}

/** Whether nothing has been taken out of a remembered file. */
export function isIntact(ts: typeof TypeScript, file: TypeScript.SourceFile): boolean {
  return files.get(file)?.count === countNames(ts, file);
}

/** A printer for what is left of such files. */
export function earlierPrinter(ts: typeof TypeScript, printer: TypeScript.Printer): TypeScript.Printer {
  const printFile = (file: TypeScript.SourceFile): string => {
    if (!isEarlier(file)) return printer.printFile(file);
    if (isIntact(ts, file)) return file.text.replace(/^export \{\};\r?\n/, "");
    const kept = (files.get(file)?.augmentations ?? []).map((it) => printer.printNode(UNSPECIFIED, it, file));
    return [printer.printFile(file), ...kept.map((it) => `${it}\n`)].join("");
  };
  return { ...printer, printFile };
}

/** A cell that augments the global scope or a module declares no name by it; tslab would export one. */
export function dropAugmentations(file: TypeScript.SourceFile): void {
  const { locals } = file as { locals?: Map<string, unknown> };
  for (const name of locals?.keys() ?? []) if (name === "__global" || name.startsWith('"')) locals!.delete(name);
}

function isAugmentation(ts: typeof TypeScript, statement: TypeScript.Statement): boolean {
  if (!ts.isModuleDeclaration(statement)) return false;
  return ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

function countNames(ts: typeof TypeScript, file: TypeScript.SourceFile): number {
  let count = 0;
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) count += statement.declarationList.declarations.length;
    else if (ts.isImportDeclaration(statement)) count += importedNames(ts, statement);
    // Neither the mark of a module is printed by tslab nor what augments another.
    else if (!ts.isExportDeclaration(statement) && !isAugmentation(ts, statement)) count++;
  }
  return count;
}

function importedNames(ts: typeof TypeScript, { importClause }: TypeScript.ImportDeclaration): number {
  const bindings = importClause?.namedBindings;
  const named = bindings === undefined ? 0 : ts.isNamedImports(bindings) ? bindings.elements.length : 1;
  return named + (importClause?.name === undefined ? 0 : 1);
}
