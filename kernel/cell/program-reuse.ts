/**
 * One program for many cells.
 *
 * Creating a program and its checker takes most of the time of a short cell, though only the cell and the declarations
 * of those before have changed. Both are modules: nothing else refers to them. They are therefore put into the program
 * in the place of their predecessors, whose checker goes on with what it knows. Only where that is sure to make no
 * difference: whatever imports, augments other modules or had something wrong gets a program of its own.
 *
 * Relies on internals of the one version of TypeScript that tslab brings.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { dropAugmentations, isIntact, rememberEarlier } from "./earlier.js";
import { isCell, isEarlier } from "./tslab-files.js";

/** What TypeScript keeps with a file and does not publish. */
interface File extends TypeScript.SourceFile {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  parseDiagnostics: TypeScript.Diagnostic[];
  imports: readonly TypeScript.StringLiteralLike[];
  moduleAugmentations: readonly TypeScript.Node[];
  ambientModuleNames: readonly string[];
  resolvedModules?: TypeScript.ModeAwareCache<TypeScript.ResolvedModuleWithFailedLookupLocations>;
}

/** What the compiler asks of a file when it names a type of another file in a declaration. */
const PLACE = ["path", "resolvedPath", "originalFileName", "impliedNodeFormat", "imports", "resolvedModules"] as const;

/** What a file imports. */
type Imports = Pick<File, "imports" | "resolvedModules">;

interface Host extends TypeScript.CompilerHost {
  getSourceFileByPath: (name: string, path: string, options: TypeScript.CreateSourceFileOptions) => File | undefined;
}

type Bind = (file: TypeScript.SourceFile, options: TypeScript.CompilerOptions) => void;

/** Words by which a cell may reach other files, or be reached by them. */
const REACHES_OUT = /\b(import|require|declare|export\s*(\*|default|=))|\/\/\/\s*</;

/** A checker keeps what it learned of each file, some hundred bytes for a character; a new one forgets. */
const MOST_CHARACTERS = 500_000;

export class ProgramReuse {
  readonly #ts: typeof TypeScript;
  readonly #bind: Bind;
  /** The builder whose program may be used again, with the two files that change. */
  #base: { builder: TypeScript.BuilderProgram; cell: File; earlier: File } | undefined;
  #wanted = false;
  #count = 0;
  #characters = 0;

  constructor(ts: typeof TypeScript) {
    this.#ts = ts;
    this.#bind = (ts as unknown as { bindSourceFile: Bind }).bindSourceFile;
  }

  /** The next cell gets a program of its own; the one at hand stays as it is until then. */
  forget(): void {
    this.#wanted = false;
  }

  /** Takes a program just made. */
  remember(builder: TypeScript.BuilderProgram): void {
    const files = builder.getSourceFiles() as File[];
    const cell = files.find(isCell);
    const earlier = files.find(isEarlier);
    this.#count = 0;
    this.#characters = 0;
    this.#wanted = true;
    // A copy, since what is given out gets its `emit` wrapped.
    this.#base = cell === undefined || earlier === undefined ? undefined : { builder: { ...builder }, cell, earlier };
    // tslab reads the names that a cell declares, and completion walks up its tree, before anybody asks for types.
    if (cell !== undefined) {
      this.#bind(cell, builder.getCompilerOptions());
      dropAugmentations(cell);
      placeOriginal(cell);
    }
    if (earlier !== undefined) rememberEarlier(this.#ts, earlier);
  }

  /** The program with what is now in the two files; undefined when that takes a new one. */
  next(host: TypeScript.CompilerHost): TypeScript.BuilderProgram | undefined {
    const base = this.#base;
    if (base === undefined || !this.#wanted || this.#characters > MOST_CHARACTERS) return this.#refuse();
    const cell = read(host as Host, base.cell);
    const isSame = host.readFile(base.earlier.fileName) === base.earlier.text && isIntact(this.#ts, base.earlier);
    const earlier = isSame ? base.earlier : read(host as Host, base.earlier);
    if (cell === undefined || earlier === undefined) return this.#refuse();
    if (REACHES_OUT.test(cell.text) || cell.parseDiagnostics.length > 0) return this.#refuse();
    const { builder } = base;
    const options = builder.getCompilerOptions();
    this.#bind(cell, options);
    this.#count++;
    if (!isSame) {
      this.#bind(earlier, options);
      const imports = this.#resolveImports(earlier, [base.earlier, base.cell]);
      if (imports === undefined) return this.#refuse();
      rememberEarlier(this.#ts, earlier);
      this.#replace(base.earlier, earlier, imports);
    }
    if (cell !== base.cell) {
      this.#replace(base.cell, cell, { imports: [] });
      placeOriginal(cell);
    }
    this.#base = { builder, cell, earlier };
    const known = new Map([cell, earlier].map((file) => [file.fileName, file]));
    return { ...builder, getSourceFile: (name) => known.get(name) ?? builder.getSourceFile(name) };
  }

  #refuse(): undefined {
    const { cell, earlier } = this.#base ?? {};
    // The new program is made from the old one, which must know its files by their names again.
    for (const file of [cell, earlier]) if (file !== undefined) file.path = file.resolvedPath;
    this.#base = undefined;
    return undefined;
  }

  #replace(before: File, after: File, imports: Imports): void {
    const files = this.#base!.builder.getSourceFiles() as File[];
    files[files.indexOf(before)] = after;
    this.#characters += after.text.length;
    after.resolvedPath = before.resolvedPath;
    after.originalFileName = before.originalFileName;
    // The program remembers by the path what it found in a file: another file, another path.
    after.path = `${before.resolvedPath}#${this.#count}`;
    Object.assign(after, imports, { moduleAugmentations: [], ambientModuleNames: [] });
  }

  /** The module names in a file, if each has been resolved for one of the files before, all of one folder. */
  #resolveImports(file: File, before: File[]): Imports | undefined {
    const ts = this.#ts;
    const names: TypeScript.StringLiteralLike[] = [];
    const visit = (node: TypeScript.Node): void => {
      if (ts.isStringLiteral(node) && isModuleName(ts, node)) names.push(node);
      ts.forEachChild(node, visit);
    };
    if (/\b(import|from)\b/.test(file.text)) visit(file);
    const { createModeAwareCache } = ts as unknown as {
      createModeAwareCache: () => NonNullable<File["resolvedModules"]>;
    };
    const modules = createModeAwareCache();
    for (const name of names) {
      const mode = ts.getModeForUsageLocation(file, name);
      const found = before.map((it) => it.resolvedModules?.get(name.text, mode)).find((it) => it?.resolvedModule);
      if (found === undefined) return undefined;
      modules.set(name.text, mode, found);
    }
    return { imports: names, resolvedModules: modules };
  }
}

/** A cell that awaits at its top level is parsed twice, and declarations ask the first tree, which nobody has placed. */
function placeOriginal(file: File): void {
  const { original } = file as { original?: Partial<Record<(typeof PLACE)[number], unknown>> };
  if (original !== undefined) for (const name of PLACE) original[name] = file[name];
}

/** The file as it is now. */
function read(host: Host, file: File): File | undefined {
  const { languageVersion, impliedNodeFormat } = file;
  return host.getSourceFileByPath(file.fileName, file.resolvedPath, { languageVersion, impliedNodeFormat });
}

function isModuleName(ts: typeof TypeScript, node: TypeScript.StringLiteral): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent)) {
    return true;
  }
  return ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent);
}
