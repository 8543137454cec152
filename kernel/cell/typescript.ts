/**
 * tslab's converter, loaded with the compiler settings of this kernel.
 *
 * tslab has no options for them. Its TypeScript module is therefore replaced, before tslab is loaded, by a copy in which
 * a few functions are wrapped: compiler settings, filtered messages, source maps, and two repairs of the emitted code
 * (shorthand properties of earlier names, and `import()`).
 */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Converter } from "tslab/dist/converter.js";
import { packageRoot } from "./package-root.js";
import { shareAssignments } from "./share-assignments.js";
import { composeMaps } from "./source-map.js";

export interface CellCompiler {
  ts: typeof TypeScript;
  converter: Converter;
  /** Takes the positions of the code that the last `convert` returned. */
  positions(): Int32Array;
}

const here = dirname(fileURLToPath(import.meta.url));

/** The name that `import()` has in compiled cells. */
export const IMPORT_NAME = "importModule";

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

export function createCellCompiler(): CellCompiler {
  const require = createRequire(import.meta.url);
  const tslabRequire = createRequire(require.resolve("tslab/package.json"));
  const path = tslabRequire.resolve("@tslab/typescript-for-tslab");
  const original = tslabRequire(path) as typeof TypeScript;
  const ts = { ...original };
  let positions: Int32Array = new Int32Array(0);

  ts.createWatchCompilerHost = ((files: string[], options: TypeScript.CompilerOptions, ...rest: unknown[]) => {
    const create = original.createWatchCompilerHost as unknown as (
      ...parameters: unknown[]
    ) => TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.EmitAndSemanticDiagnosticsBuilderProgram>;
    const globals = join(here, "globals.d.ts");
    const host = create([...files, globals], settings(original, options, tslabRequire), ...rest);
    return interceptEmit(original, host);
  }) as unknown as typeof TypeScript.createWatchCompilerHost;

  const withoutImplicitAny = ts as unknown as {
    getPreEmitDiagnosticsOfFiles: (...parameters: unknown[]) => TypeScript.Diagnostic[];
  };
  const allDiagnostics = withoutImplicitAny.getPreEmitDiagnosticsOfFiles;
  withoutImplicitAny.getPreEmitDiagnosticsOfFiles = (...parameters) =>
    allDiagnostics(...parameters)
      .filter((diagnostic) => !isImplicitAny(diagnostic.code))
      .map((diagnostic) => ({
        ...diagnostic,
        messageText: original.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
      }));

  ts.transpileModule = (text, options) => {
    const inline = INLINE_MAP.exec(text);
    const shared = shareAssignments(original, inline === null ? text : text.slice(0, inline.index));
    const result = original.transpileModule(shared.text, {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
      transformers: { before: [renameImportCalls(original)] },
    });
    const inner = inline === null ? undefined : Buffer.from(inline[1], "base64").toString("utf8");
    positions = composeMaps(result.sourceMapText ?? "", inner, shared.insertions);
    return { ...result, outputText: result.outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, "") };
  };

  const cached = tslabRequire.cache[path];
  if (cached === undefined) throw new Error(`Expected ${path} to be loaded`);
  cached.exports = ts;
  const { createConverter } = tslabRequire("tslab/dist/converter") as { createConverter: () => Converter };
  return { ts: original, converter: createConverter(), positions: () => positions };
}

function settings(
  ts: typeof TypeScript,
  options: TypeScript.CompilerOptions,
  tslabRequire: NodeJS.Require,
): TypeScript.CompilerOptions {
  const types = dirname(dirname(tslabRequire.resolve("@types/node/package.json")));
  return {
    ...options,
    // `noImplicitAny` off would make `const a = []` a never[]; it stays on, and its messages are dropped instead.
    strict: true,
    lib: ["lib.es2023.d.ts"],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { lowrank: [join(packageRoot, "dist", "src", "index.d.ts")] },
    typeRoots: [...(options.typeRoots ?? []), types],
    types: ["node"],
    inlineSourceMap: true,
  };
}

/** Messages that only `noImplicitAny` causes; 7027 and 7028 (unreachable code, unused label) are others. */
function isImplicitAny(code: number): boolean {
  return code >= 7005 && code <= 7057 && code !== 7027 && code !== 7028;
}

/** Adds a transformer of our own to every emit of the programs that a host creates. */
function interceptEmit<T extends TypeScript.BuilderProgram>(
  ts: typeof TypeScript,
  host: TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<T>,
): TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<T> {
  let receive: ((program: T) => void) | undefined;
  Object.defineProperty(host, "afterProgramCreate", {
    set: (callback: (program: T) => void) => (receive = callback),
    get: () => (program: T) => {
      const emit = program.emit.bind(program);
      program.emit = (file, write, token, onlyDeclarations, transformers) => {
        const before = [expandShorthand(ts, program.getProgram().getTypeChecker())];
        return emit(file, write, token, onlyDeclarations, { ...transformers, before });
      };
      receive?.(program);
    },
  });
  return host;
}

/** `{ x }` with an `x` of an earlier cell becomes `{ x: exports.x }`; tslab rewrites only plain identifiers. */
function expandShorthand(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visit, context);
      const symbol = checker.getShorthandAssignmentValueSymbol(node);
      const earlier = symbol?.declarations?.some((it) => it.getSourceFile().fileName.endsWith("/__prev__.d.ts"));
      if (!earlier) return ts.visitEachChild(node, visit, context);
      const { factory } = ts;
      const name = node.name.text;
      const value = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);
      const initializer = node.objectAssignmentInitializer;
      const assigned =
        initializer === undefined
          ? value
          : factory.createAssignment(value, ts.visitNode(initializer, visit) as TypeScript.Expression);
      return factory.createPropertyAssignment(name, assigned);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

/** `import(x)` becomes `importModule(x)`, which the executor provides, so that CommonJS output can load ES modules. */
function renameImportCalls(ts: typeof TypeScript): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      if (!ts.isCallExpression(inner) || inner.expression.kind !== ts.SyntaxKind.ImportKeyword) return inner;
      return ts.factory.createCallExpression(ts.factory.createIdentifier(IMPORT_NAME), undefined, inner.arguments);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
