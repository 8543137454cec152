/** Which `lowrank` the cells of a folder import: one installed beside the notebook wins over the kernel's own. */

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "./package-root.js";

/** The name of the library, importable from any folder. */
export const LIBRARY = "lowrank";

/** The root of the package whose library is used. */
export function libraryFolder(notebookFolder: string): string {
  let file: string;
  try {
    file = createRequire(join(notebookFolder, "cell.js")).resolve(`${LIBRARY}/package.json`);
  } catch {
    // None beside the notebook, or one so old that it hides its package.json.
    return packageRoot;
  }
  const folder = realpathSync(dirname(file));
  return existsSync(join(folder, "dist", "src", "index.js")) ? folder : packageRoot;
}

/** What to tell the user when the library is not the kernel's own; undefined when it is. */
export function libraryNote(notebookFolder: string): string | undefined {
  const folder = libraryFolder(notebookFolder);
  if (folder === realpathSync(packageRoot)) return undefined;
  return `Using lowrank ${versionIn(folder)} from ${folder} (the kernel's own is ${versionIn(packageRoot)})`;
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}
