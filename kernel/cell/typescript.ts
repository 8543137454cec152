/**
 * tslab's converter, loaded with the compiler settings of this kernel.
 *
 * tslab has no options for them. Its TypeScript module is therefore replaced, before tslab is loaded, by a copy in which
 * a few functions are wrapped: compiler settings, module resolution, filtered messages, source maps, and repairs of the
 * emitted code (`transformers.ts`).
 */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Converter } from "tslab/dist/converter.js";
import type { CellDiagnostic } from "./diagnostics.js";
import { earlierPrinter } from "./earlier.js";
import { declaresNothing, interceptEmit, isInside } from "./emit.js";
import { isStandard } from "./documentation.js";
import { LocalFiles } from "./local-files.js";
import { ProgramReuse } from "./program-reuse.js";
import { PackageResolution } from "./resolution.js";
import type { QuickCell } from "./quick-emit.js";
import { isImplicitAny, settingsFor, typesFolder, type Settings } from "./settings.js";
import { recheckDeclarations, shareDeclarations } from "./shared-declarations.js";
import { shareAssignments } from "./share-assignments.js";
import { composeMaps } from "./source-map.js";
import { withFiles } from "./strings.js";
import { renameImports } from "./transformers.js";
import { exportNames, isCell } from "./tslab-files.js";

/** What a conversion leaves beside tslab's result. */
export interface Leavings {
  /** Compiled files above the notebook's folder, which tslab knows nothing of. */
  modules: { path: string; code: string }[];
  /** What is wrong in them. */
  diagnostics: CellDiagnostic[];
  /** Where each piece of code made comes from, by its text. */
  positions: Map<string, Int32Array>;
  /** The values that the cell declares. */
  names: string[];
  /** The cell, where edits did. */
  quick?: QuickCell;
}

export interface CellCompiler {
  ts: typeof TypeScript;
  converter: Converter;
  /** To be called before the converter is, outside `alone`: takes note of files that have changed. */
  look(): void;
  /** Does some work with a program that cells before and after it do not share. */
  alone<T>(work: () => T): T;
  /** Packages may have come or gone: what could not be found is looked for again. */
  forgetPackages(): void;
  /** The program that the converter made last. */
  program(): TypeScript.Program;
  takeLeavings(): Leavings;
}

const here = dirname(fileURLToPath(import.meta.url));

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** One conversion's code and its positions, as long as nobody has taken them. */
function noLeavings(): Leavings {
  return { modules: [], diagnostics: [], positions: new Map(), names: [] };
}

export function createCellCompiler(folder: string): CellCompiler {
  const require = createRequire(import.meta.url);
  const tslabRequire = createRequire(require.resolve("tslab/package.json"));
  const path = tslabRequire.resolve("@tslab/typescript-for-tslab");
  const original = tslabRequire(path) as typeof TypeScript;
  const files = new LocalFiles(original);
  const ts = { ...original, sys: systemOf(folder, original.sys, files) };
  const reuse = new ProgramReuse(original);
  recheckDeclarations();
  let leavings = noLeavings();
  let current: TypeScript.Program | undefined;
  let settings: Settings | undefined;
  let resolution: PackageResolution | undefined;

  ts.createWatchCompilerHost = ((roots: string[], options: TypeScript.CompilerOptions, ...rest: unknown[]) => {
    settings = settingsFor(folder, original, options, typesFolder(tslabRequire));
    const create = original.createWatchCompilerHost as unknown as (
      ...parameters: unknown[]
    ) => TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.BuilderProgram>;
    const [given, , ...reporters] = rest;
    const sys = given as TypeScript.System;
    const read = sys.readFile.bind(sys);
    sys.readFile = (path, encoding) => (isCell({ fileName: path }) ? exportNames(read(path)) : read(path, encoding));
    const builder = lightBuilder(original, reuse);
    const host = create([...roots, join(here, "globals.d.ts")], settings.options, sys, builder, ...reporters);
    resolution = new PackageResolution(original, host);
    return interceptPrograms(host, (program) => {
      current = program.getProgram();
      interceptEmit(original, folder, program, {
        outside: (module) => leavings.modules.push({ ...module, code: toCommon(module.code) }),
        quick: (cell) => (leavings.quick = cell),
        names: (names) => (leavings.names = names),
        global: () => reuse.forget(),
      });
    });
  }) as unknown as typeof TypeScript.createWatchCompilerHost;

  const internal = ts as unknown as {
    getPreEmitDiagnosticsOfFiles: (...parameters: unknown[]) => TypeScript.Diagnostic[];
  };
  const allDiagnostics = internal.getPreEmitDiagnosticsOfFiles;
  internal.getPreEmitDiagnosticsOfFiles = (...parameters) => {
    const all = allDiagnostics(...parameters);
    // A checker keeps its messages by the name of the file, and the next cell has the same.
    if (all.some(({ file }) => file !== undefined)) reuse.forget();
    const found = all
      .filter((it) => settings?.implicitAnyIsError === true || !isImplicitAny(it.code))
      .map((it) => ({ ...it, messageText: original.flattenDiagnosticMessageText(it.messageText, "\n") }));
    for (const it of found) {
      if (it.file !== undefined && !isInside(folder, it.file.fileName)) {
        leavings.diagnostics.push(toDiagnostic(original, it));
      }
    }
    return found;
  };

  ts.transpileModule = (text, options) => {
    if (text === leavings.quick?.code) return { outputText: text, diagnostics: [] };
    const inline = INLINE_MAP.exec(text);
    const inner = inline === null ? undefined : Buffer.from(inline[1], "base64").toString("utf8");
    const code = inline === null ? text : text.slice(0, inline.index);
    const shared = shareAssignments(original, code);
    const result = original.transpileModule(shared.code, {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
      transformers: { before: [renameImports(original)] },
    });
    const outputText = result.outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, "");
    leavings.positions.set(outputText, composeMaps(result.sourceMapText ?? "", inner, shared.positions));
    return { ...result, outputText };
  };

  Object.assign(ts, { Completions: withFiles(original, ts.sys, () => settings!.options) });

  ts.createPrinter = (...parameters) => earlierPrinter(original, original.createPrinter(...parameters));

  const cached = tslabRequire.cache[path];
  if (cached === undefined) throw new Error(`Expected ${path} to be loaded`);
  cached.exports = ts;
  // Each compiler has a tslab of its own.
  const converterPath = tslabRequire.resolve("tslab/dist/converter");
  delete tslabRequire.cache[converterPath];
  const tslab = tslabRequire(converterPath) as {
    createConverter: () => Converter;
    esModuleToCommonJSModule: (code: string, target: TypeScript.ScriptTarget) => string;
  };
  cached.exports = original;
  const toCommon = (code: string): string => tslab.esModuleToCommonJSModule(code, original.ScriptTarget.ES2022);
  const converter = tslab.createConverter();
  const look = (): void => {
    if (files.look()) reuse.forget();
    resolution?.look();
  };
  return {
    ts: original,
    converter,
    look,
    alone: (work) => {
      look();
      reuse.forget();
      try {
        return work();
      } finally {
        reuse.forget();
      }
    },
    forgetPackages: () => {
      reuse.forget();
      recheckDeclarations();
      resolution?.forget();
    },
    program: () => current!,
    takeLeavings: () => {
      const taken = leavings;
      leavings = noLeavings();
      return taken;
    },
  };
}

/** The system as tslab sees it: in the notebook's folder, and nothing is watched. */
function systemOf(folder: string, sys: TypeScript.System, files: LocalFiles): TypeScript.System {
  const directory = { close: () => undefined };
  const plainly = (path: string, encoding?: string): string | undefined => {
    const text = sys.readFile(path, encoding);
    return isStandard(path) ? text?.replace(/\/\*\*(?!\/)/g, "/* ") : text;
  };
  return Object.assign(Object.create(sys) as TypeScript.System, {
    getCurrentDirectory: () => folder,
    // Documentation is nearly half of the work of reading these; `documentationAt` finds it when it is asked for.
    readFile: plainly,
    watchFile: files.watch,
    watchDirectory: () => directory,
    // By it the compiler tells versions of a file apart; the text itself does as well, and nothing needs computing.
    createHash: (text: string) => text,
  });
}

/**
 * Programs without the bookkeeping by which a builder finds out what a change affects: one cell changes, and takes a
 * third of the time so.
 */
function lightBuilder(ts: typeof TypeScript, reuse: ProgramReuse): TypeScript.CreateProgram<TypeScript.BuilderProgram> {
  return (roots, options, host, ...rest) => {
    const reused = host === undefined ? undefined : reuse.next(host);
    if (reused !== undefined) return reused;
    if (host !== undefined && rest[0] === undefined) shareDeclarations(host);
    const builder = ts.createAbstractBuilder(roots, options, host, ...rest);
    const program = builder.getProgram();
    builder.getAllDependencies = (file) => dependencies(ts, program, file);
    const ofDeclarations = program.getDeclarationDiagnostics.bind(program);
    program.getDeclarationDiagnostics = (file, ...more) => {
      return file !== undefined && declaresNothing(file) ? [] : ofDeclarations(file, ...more);
    };
    reuse.remember(builder);
    return builder;
  };
}

/** The files that a file imports, and those that they import, declarations left out. */
function dependencies(ts: typeof TypeScript, program: TypeScript.Program, start: TypeScript.SourceFile): string[] {
  const found = new Set<TypeScript.SourceFile>([start]);
  for (const file of found) {
    const resolved = (
      file as { resolvedModules?: TypeScript.ModeAwareCache<TypeScript.ResolvedModuleWithFailedLookupLocations> }
    ).resolvedModules;
    resolved?.forEach(({ resolvedModule }) => {
      if (resolvedModule === undefined || resolvedModule.isExternalLibraryImport) return;
      const next = program.getSourceFile(resolvedModule.resolvedFileName);
      if (next !== undefined && !next.isDeclarationFile) found.add(next);
    });
  }
  return [...found].map((it) => it.fileName).filter((name) => !name.endsWith(ts.Extension.Json));
}

/** Calls `seen` with each program that a host creates, before tslab has it. */
function interceptPrograms<T extends TypeScript.BuilderProgram>(
  host: TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<T>,
  seen: (program: T) => void,
): TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<T> {
  let receive: ((program: T) => void) | undefined;
  Object.defineProperty(host, "afterProgramCreate", {
    set: (callback: (program: T) => void) => (receive = callback),
    get: () => (program: T) => {
      seen(program);
      receive?.(program);
    },
  });
  return host;
}

function toDiagnostic(ts: typeof TypeScript, diagnostic: TypeScript.Diagnostic): CellDiagnostic {
  const { code, messageText, file, start, length } = diagnostic;
  const { line, character } = file!.getLineAndCharacterOfPosition(start ?? 0);
  return {
    code,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    line,
    column: character,
    length: length ?? 1,
    file: file!.fileName,
  };
}
