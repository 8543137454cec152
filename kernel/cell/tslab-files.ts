/** The two files that tslab keeps in a program for a notebook. */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** The cell. */
export function isCell({ fileName }: Pick<TypeScript.SourceFile, "fileName">): boolean {
  return fileName.endsWith("/__tslab__.ts");
}

/** What the cells before it have declared. */
export function isEarlier({ fileName }: TypeScript.SourceFile): boolean {
  return fileName.endsWith("/__prev__.d.ts");
}

/** Whether an earlier cell declared a variable of the notebook; what it declared of the global scope is none. */
export function isOfNotebook(ts: typeof TypeScript, declaration: TypeScript.Node): boolean {
  let node = declaration;
  for (; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isModuleDeclaration(node) && (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0) return false;
  }
  return isEarlier(node);
}

/** The last line of a cell that declares names. */
const EXPORTS = /\nexport \{[^{}]*\}$/;

/** A cell as tslab writes it, which exports names by TypeScript's table: those that begin with two underscores have three. */
export function exportNames(text: string | undefined): string | undefined {
  return text?.replace(EXPORTS, (line) => line.replace(/(?<=[ {])___/g, "__"));
}
