/** Where this package is installed; the code runs from `dist/kernel/cell`. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageRoot: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** Whether a file is part of a package, or of this one as built: nobody edits it while a notebook runs. */
export function isInstalled(file: string): boolean {
  return file.includes("/node_modules/") || file.startsWith(`${packageRoot}/dist/`);
}
