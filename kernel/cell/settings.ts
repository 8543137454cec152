/**
 * The compiler settings of a notebook's folder.
 *
 * Strict types, but no duty to annotate: what a learner leaves out is `any`, what contradicts itself is an error. A
 * tsconfig.json beside the notebook can ask for more or less; of it only the options about strictness count, since the
 * others say how a project is built.
 */

import { dirname, join } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { libraryFolder } from "./library.js";

/** The options that a tsconfig.json beside the notebook may set. */
const SETTABLE = [
  ...["strict", "noImplicitAny", "strictNullChecks", "strictFunctionTypes", "strictBindCallApply"],
  ...["strictPropertyInitialization", "noImplicitThis", "useUnknownInCatchVariables", "alwaysStrict"],
  ...["noUncheckedIndexedAccess", "exactOptionalPropertyTypes", "noImplicitReturns", "noFallthroughCasesInSwitch"],
  ...["noPropertyAccessFromIndexSignature", "noImplicitOverride", "allowUnreachableCode", "allowUnusedLabels"],
] as const;

export interface Settings {
  options: TypeScript.CompilerOptions;
  /** Whether a missing annotation is an error. */
  implicitAnyIsError: boolean;
}

/** Settings for cells run in `folder`; `options` are tslab's, `types` is where `@types/node` lies. */
export function settingsFor(
  folder: string,
  ts: typeof TypeScript,
  options: TypeScript.CompilerOptions,
  types: string,
): Settings {
  const chosen = chosenOptions(folder, ts);
  const strict = chosen.strict ?? true;
  return {
    implicitAnyIsError: chosen.noImplicitAny ?? chosen.strict ?? false,
    options: {
      ...options,
      ...chosen,
      strict,
      // Off, it would make `const a = []` a never[]; it stays on, and its messages are dropped instead.
      noImplicitAny: true,
      lib: ["lib.es2023.d.ts"],
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      // "./area.ts" is found like "./area", as Deno and Node do; that we emit all the same is no concern of the cell's.
      allowImportingTsExtensions: true,
      paths: { lowrank: [join(libraryFolder(folder), "dist", "src", "index.d.ts")] },
      typeRoots: [...(options.typeRoots ?? []), types],
      types: ["node"],
      inlineSourceMap: true,
      // Files above the notebook's folder can be imported too.
      rootDir: "/",
    },
  };
}

/** The folder of `@types` that tslab brings along, wherever npm has put it. */
export function typesFolder(tslabRequire: NodeJS.Require): string {
  return dirname(dirname(tslabRequire.resolve("@types/node/package.json")));
}

function chosenOptions(folder: string, ts: typeof TypeScript): TypeScript.CompilerOptions {
  const file = join(folder, "tsconfig.json");
  if (!ts.sys.fileExists(file)) return {};
  const read = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  const { error } = read;
  if (error !== undefined) {
    throw new SyntaxError(`Expected ${file} to be JSON: ${ts.flattenDiagnosticMessageText(error.messageText, "\n")}`);
  }
  const found = ts.parseJsonConfigFileContent(
    { ...(read.config as object), files: [], include: undefined },
    { ...ts.sys, readDirectory: () => [] },
    folder,
  ).options;
  const chosen = SETTABLE.filter((name) => found[name] !== undefined).map((name) => [name, found[name]]);
  return Object.fromEntries(chosen) as TypeScript.CompilerOptions;
}

/** Messages that only `noImplicitAny` causes; 7027 to 7030 (unreachable code, unused label, missing return) are others. */
export function isImplicitAny(code: number): boolean {
  return code >= 7005 && code <= 7057 && !(code >= 7027 && code <= 7030);
}
