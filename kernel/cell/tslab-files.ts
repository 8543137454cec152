/** The two files that tslab keeps in a program for a notebook. */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** The cell. */
export function isCell({ fileName }: TypeScript.SourceFile): boolean {
  return fileName.endsWith("/__tslab__.ts");
}

/** What the cells before it have declared. */
export function isEarlier({ fileName }: TypeScript.SourceFile): boolean {
  return fileName.endsWith("/__prev__.d.ts");
}
