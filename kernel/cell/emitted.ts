/** CommonJS text as TypeScript emits it to the form the executor wants. Line numbers stay. */

const GETTER =
  /^Object\.defineProperty\(exports, "([^"]+)", \{ enumerable: true, get: function \(\) \{ return (.+); \} \}\);$/gm;
const MARKER = /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/m;
const CLEARED = /^(exports\.[^\s=]+ = )+void 0;$/m;
const REQUIRED = /\brequire\(["']([^"'\n]+)["']\)/g;

/**
 * Plain assignments to `exports`, which all cells share.
 *
 * A getter could not be defined twice when a later cell imports the same name again, and clearing a name at the top of
 * a cell would lose the earlier value when the cell fails before its assignment.
 */
export function plainExports(code: string): string {
  return code
    .replace(MARKER, "")
    .replace(CLEARED, "")
    .replace(GETTER, (_all, name: string, value: string) => `exports.${name} = ${value};`);
}

/** The modules that pieces of code ask for, each once. */
export function importedNames(pieces: string[]): string[] {
  return [...new Set(pieces.flatMap((code) => [...code.matchAll(REQUIRED)].map((match) => match[1])))];
}
