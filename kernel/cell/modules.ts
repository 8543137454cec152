/**
 * `require` and `import()` of cells, from the notebook's folder.
 *
 * Cells are compiled to CommonJS, whose `require` cannot load every ES module. What a cell asks for is therefore known
 * before it runs, and ES modules among it are imported first; `require` then hands out their namespaces.
 */

import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as vm from "node:vm";
import type { LocalModule } from "../threads.js";
import { LIBRARY, libraryFolder, libraryNote } from "./library.js";
import { IMPORT } from "./names.js";
import { rememberSource } from "./sources.js";

type Namespace = Record<string, unknown>;
type Require = (id: string) => unknown;

/** `import.meta`. */
interface Meta {
  url: string;
  filename: string;
  dirname: string;
  resolve: (id: string) => string;
}

/** `import()` of a file, and its `import.meta`. */
export type Importer = ((id: string) => Promise<Namespace>) & { meta: Meta };

export class Modules {
  readonly #folder: string;
  readonly #require: NodeJS.Require;
  readonly #importHere: (id: string) => Promise<Namespace>;
  readonly #imported = new Map<string, Namespace>();
  readonly #failed = new Map<string, unknown>();
  readonly #localCode = new Map<string, string>();
  readonly #localModules = new Map<string, { exports: unknown }>();

  /** `require` as cells of the notebook see it. */
  readonly require: Require & NodeJS.Require;

  /** `import()` and `import.meta` as they see them, files of its folder. */
  readonly importer: Importer;

  constructor(folder: string) {
    this.#folder = folder;
    this.#require = createRequire(join(folder, "cell.js"));
    this.#importHere = importerFrom(folder);
    const load = (id: string): unknown => this.#load(id, folder, this.#require);
    this.require = Object.assign(load, this.#require);
    this.importer = this.#importerOf(join(folder, "cell.ts"));
  }

  /** Takes compiled local files and imports the ES modules among `ids`. */
  async prepare(ids: string[], local: LocalModule[]): Promise<void> {
    for (const { path, code, positions } of local) {
      this.#localCode.set(path, code);
      rememberSource(sourceName(path), { source: "", positions });
      this.#localModules.clear();
    }
    for (const id of ids) {
      if (isBuiltin(id) || this.#imported.has(id) || this.#localFile(id, this.#folder) !== undefined) continue;
      try {
        const url = this.#moduleUrl(id);
        if (url !== undefined) this.#imported.set(id, asCommon(await this.#import(url)));
        this.#failed.delete(id);
      } catch (error) {
        // Told when the cell asks for it, at the cell's own line.
        this.#failed.set(id, error);
      }
    }
  }

  /** Whether `prepare` has something to wait for. */
  needsPreparing(ids: string[]): boolean {
    return ids.some((id) => !isBuiltin(id) && !this.#imported.has(id));
  }

  #importerOf(file: string): Importer {
    return Object.assign((id: string) => this.#importFrom(id, dirname(file)), { meta: metaOf(file) });
  }

  async #importFrom(id: string, folder: string): Promise<Namespace> {
    const local = this.#localFile(id, folder);
    if (local !== undefined) return this.#loadLocal(local) as Namespace;
    if (isData(id)) {
      const value = readData(id, folder);
      return { ...(value as Namespace), default: value };
    }
    if (id.startsWith(".")) return this.#import(pathToFileURL(resolve(folder, id)).href);
    return this.#import(id);
  }

  async #import(id: string): Promise<Namespace> {
    if (id !== LIBRARY) return this.#importHere(id);
    const note = libraryNote(this.#folder);
    if (note !== undefined && !this.#imported.has(id)) process.stdout.write(`${note}\n`);
    const file = join(libraryFolder(this.#folder), "dist", "src", "index.js");
    return (await import(pathToFileURL(file).href)) as Namespace;
  }

  /** What to import for an id, undefined when `require` can load it. */
  #moduleUrl(id: string): string | undefined {
    if (id === LIBRARY) return id;
    let path: string;
    try {
      path = this.#require.resolve(id);
    } catch (error) {
      // A package that exports only for `import` cannot be resolved for `require`.
      return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? id : undefined;
    }
    return isModuleFile(path) ? pathToFileURL(path).href : undefined;
  }

  #load(id: string, folder: string, require: NodeJS.Require): unknown {
    const local = this.#localFile(id, folder);
    if (local !== undefined) return this.#loadLocal(local);
    if (this.#imported.has(id)) return this.#imported.get(id);
    if (this.#failed.has(id)) throw this.#failed.get(id);
    if (isData(id)) return readData(id, folder);
    return require(id) as unknown;
  }

  #localFile(id: string, folder: string): string | undefined {
    if (!id.startsWith(".")) return undefined;
    const path = resolve(folder, id).replace(/\.tsx?$/, ".js");
    return [path, `${path}.js`, join(path, "index.js")].find((it) => this.#localCode.has(it));
  }

  #loadLocal(path: string): unknown {
    const loaded = this.#localModules.get(path);
    if (loaded !== undefined) return loaded.exports;
    const module = { exports: {} };
    this.#localModules.set(path, module);
    const folder = dirname(path);
    const plain = createRequire(path);
    const require = Object.assign((id: string) => this.#load(id, folder, plain), plain);
    const body = vm.compileFunction(this.#localCode.get(path) ?? "", ["exports", "require", "module", IMPORT], {
      filename: sourceName(path),
    }) as (...values: unknown[]) => void;
    try {
      body(module.exports, require, module, this.#importerOf(sourceName(path)));
    } catch (error) {
      this.#localModules.delete(path);
      throw error;
    }
    return module.exports;
  }
}

function metaOf(filename: string): Meta {
  const { href: url } = pathToFileURL(filename);
  const require = createRequire(filename);
  const resolve = (id: string): string => {
    if (isBuiltin(id)) return id.startsWith("node:") ? id : `node:${id}`;
    return /^\.{0,2}\//.test(id) ? new URL(id, url).href : pathToFileURL(require.resolve(id)).href;
  };
  return { url, filename, dirname: dirname(filename), resolve };
}

function isData(id: string): boolean {
  return id.startsWith(".") && id.endsWith(".json");
}

/** Data that has been edited is read again. */
function readData(id: string, folder: string): unknown {
  return JSON.parse(readFileSync(resolve(folder, id), "utf8"));
}

/** The name that tracebacks give a local file. */
function sourceName(path: string): string {
  return path.replace(/\.js$/, ".ts");
}

/** A namespace as the output of TypeScript's `esModuleInterop` expects it. */
function asCommon(namespace: Namespace): Namespace {
  const common: Namespace = {};
  Object.defineProperty(common, "__esModule", { value: true });
  for (const name of Object.keys(namespace)) {
    Object.defineProperty(common, name, { enumerable: true, configurable: true, get: () => namespace[name] });
  }
  return common;
}

/** An `import()` that resolves from a folder. */
function importerFrom(folder: string): (id: string) => Promise<Namespace> {
  return vm.runInThisContext("(id) => import(id)", {
    filename: join(folder, "cell.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (id: string) => Promise<Namespace>;
}

function isModuleFile(path: string): boolean {
  const extension = extname(path);
  if (extension !== ".js") return extension === ".mjs";
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { type } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: string };
      return type === "module";
    } catch {
      // None here: the one above decides.
    }
  }
  return false;
}
