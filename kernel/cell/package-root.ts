/** Where this package is installed; the code runs from `dist/kernel/cell`. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageRoot: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
