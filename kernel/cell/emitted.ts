/** CommonJS text as TypeScript emits it to the form the executor wants. Line numbers stay. */

import { REQUIRE } from "./names.js";

const GETTER =
  /^Object\.defineProperty\(exports, "([^"]+)", \{ enumerable: true, get: function \(\) \{ return (.+); \} \}\);$/gm;
const MARKER = /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/m;
const CLEARED = /^(exports\.[^\s=]+ = )+void 0;$/m;
/** A function of a cell, and its copy. */
const FUNCTION = /^(?:async )?function\*? ([\p{ID_Continue}$]+)\(/gmu;
const COPY = /^exports\.([\p{ID_Continue}$]+) = \1;$/gmu;
/** An enum or namespace begins, and ends: there may be several of one name, which are one. */
const BEGUN = /^\(function \(([\p{ID_Continue}$]+)\) \{$/gmu;
const JOINED = /^\}\)\(exports\.([\p{ID_Continue}$]+) \|\| \(exports\.\1 = \{\}\)\);$/gmu;
/** What an import has become. */
const IMPORTED = /^(const [\p{ID_Continue}$]+_\d+ = (?:__import(?:Default|Star)\()?)require(?=\(")/gmu;
const REQUIRED = new RegExp(`\\b(?:require|${REQUIRE})\\(["']([^"'\\n]+)["']\\)`, "g");

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
    .replace(IMPORTED, `$1${REQUIRE}`)
    .replace(GETTER, (_all, name: string, value: string) => `exports.${name} = ${value};`);
}

/** Functions are there from the start, also for the cells after one that fails. */
export function hoisted(code: string): string {
  const functions = new Set([...code.matchAll(FUNCTION)].map((match) => match[1]));
  let first = "";
  const rest = code.replace(COPY, (copy, name: string) => {
    if (!functions.has(name)) return copy;
    first += `${copy} `;
    return "";
  });
  return first + rest;
}

/** Enums and namespaces that a cell declares do not go on with those of the same name that an earlier cell declared. */
export function anew(code: string): string {
  const joined = new Set([...code.matchAll(JOINED)].map((match) => match[1]));
  if (joined.size === 0) return code;
  return code.replace(BEGUN, (begin, name: string) =>
    joined.delete(name) ? `exports.${name} = undefined; ${begin}` : begin,
  );
}

/** The modules that pieces of code ask for, each once. */
export function importedNames(pieces: string[]): string[] {
  return [...new Set(pieces.flatMap((code) => [...code.matchAll(REQUIRED)].map((match) => match[1])))];
}
