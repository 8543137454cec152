/**
 * Declaration files of packages and of the standard library, read once for all programs of a process, and for all
 * processes that start from one snapshot: reading them takes most of the time to the first cell.
 */

import { statSync } from "node:fs";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { isStandard } from "./documentation.js";
import { isInstalled } from "./package-root.js";

type Options = TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions;

interface Kept {
  file: TypeScript.SourceFile;
  options: string;
  /** Time of change and size when it was read. */
  state: string;
}

const kept = new Map<string, Kept>();
/** What has been compared with the disk since packages last came or went. */
const checked = new Set<string>();

/** Files are to be compared with the disk again. */
export function recheckDeclarations(): void {
  checked.clear();
}

/** Makes a host take declaration files from those kept. */
export function shareDeclarations(host: TypeScript.CompilerHost): void {
  const get = host.getSourceFile.bind(host);
  const getByPath = host.getSourceFileByPath?.bind(host);
  // What is not kept, or has changed, is read anew, whatever the host remembers.
  host.getSourceFile = (name, options, onError, anew) =>
    isShareable(name)
      ? keptFile(name, options, () => get(name, options, onError, true))
      : get(name, options, onError, anew);
  if (getByPath === undefined) return;
  host.getSourceFileByPath = (name, path, options, onError, anew) =>
    isShareable(name)
      ? keptFile(name, options, () => getByPath(name, path, options, onError, true))
      : getByPath(name, path, options, onError, anew);
}

function isShareable(name: string): boolean {
  if (!/\.d\.[cm]?ts$/.test(name)) return false;
  return isStandard(name) || isInstalled(name);
}

function keptFile(
  name: string,
  given: Options,
  read: () => TypeScript.SourceFile | undefined,
): TypeScript.SourceFile | undefined {
  const options = treeOptions(given);
  const found = kept.get(name);
  if (found?.options === options && checked.has(name)) return found.file;
  const { mtimeMs, size } = statSync(name, { throwIfNoEntry: false }) ?? {};
  const state = `${mtimeMs} ${size}`;
  checked.add(name);
  if (found?.options === options && found.state === state) return found.file;
  const file = read();
  if (file !== undefined) kept.set(name, { file, options, state });
  return file;
}

/** The options that the tree of a file depends on. */
function treeOptions(options: Options): string {
  return typeof options === "object" ? `${options.languageVersion} ${options.impliedNodeFormat}` : String(options);
}
