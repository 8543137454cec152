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

/** The last line of a cell that declares names. */
const EXPORTS = /\nexport \{[^{}]*\}$/;

/** A cell as tslab writes it, which exports names by TypeScript's table: those that begin with two underscores have three. */
export function exportNames(text: string | undefined): string | undefined {
  return text?.replace(EXPORTS, (line) => line.replace(/(?<=[ {])___/g, "__"));
}
