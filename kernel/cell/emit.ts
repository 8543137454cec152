/** What tslab gets when it has a file of a program turned into JavaScript. */

import { join, parse as parsePath } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { declaredValues } from "./declarations.js";
import { parse } from "./parse.js";
import { quickEmit, type QuickCell } from "./quick-emit.js";
import { declaredNames } from "./statements.js";
import { repairNames } from "./transformers.js";
import { isCell } from "./tslab-files.js";

/** The name of tslab's output folder, which is only a name. */
const OUT = "outDir";

/** What TypeScript's emitter understands beside true and false. */
const JAVASCRIPT_ONLY = 0 as unknown as boolean;

/**
 * Emits a cell by edits where they do, else with a transformer of our own; keeps files above the notebook's folder from
 * tslab.
 */
export function interceptEmit(
  ts: typeof TypeScript,
  folder: string,
  program: TypeScript.BuilderProgram,
  tell: {
    outside: (module: { path: string; code: string }) => void;
    quick: (cell: QuickCell) => void;
    names: (names: string[]) => void;
    /** The cell declares something of the global scope. */
    global: () => void;
  },
): void {
  const emit = program.emit.bind(program);
  const { root } = parsePath(folder);
  program.emit = (file, write, token, onlyDeclarations, transformers) => {
    const checker = program.getProgram().getTypeChecker();
    const before = [repairNames(ts, checker)];
    const place: TypeScript.WriteFileCallback = (name, emitted, ...rest) => {
      const target = join(root, name.slice(OUT.length));
      const isOfCell = file !== undefined && isCell(file) && name.endsWith(".d.ts");
      const declared = isOfCell ? ambientAsGlobal(ts, file, emitted) : emitted;
      if (declared !== emitted) tell.global();
      const text = isOfCell ? declared + innerVariables(ts, file, checker) : emitted;
      if (isInside(folder, target)) write?.(`${OUT}${target.slice(folder.length)}`, text, ...rest);
      else if (target.endsWith(".js")) tell.outside({ path: target, code: text });
    };
    const emitOnly = (only?: boolean): TypeScript.EmitResult => {
      return emit(file, place, token, only, { ...transformers, before });
    };
    if (file === undefined || !isCell(file)) return emitOnly(onlyDeclarations);
    const hasDeclarations = !declaresNothing(file);
    if (hasDeclarations) tell.names(declaredValues(ts, file, checker));
    if (!hasDeclarations) write?.(`${OUT}/__tslab__.d.ts`, "", false);
    const quick = quickEmit(ts, file, checker);
    if (quick === undefined) return emitOnly(hasDeclarations ? onlyDeclarations : JAVASCRIPT_ONLY);
    tell.quick(quick);
    write?.(`${OUT}/__tslab__.js`, quick.code, false);
    return hasDeclarations ? emitOnly(true) : { emitSkipped: false, diagnostics: [] };
  };
}

/** `var` inside of a block or a loop is a variable of the cell, which declarations leave out. */
function innerVariables(ts: typeof TypeScript, file: TypeScript.SourceFile, checker: TypeScript.TypeChecker): string {
  const { locals } = file as unknown as { locals: Map<string, TypeScript.Symbol> };
  let text = "";
  for (const [name, { flags, valueDeclaration }] of locals) {
    if (valueDeclaration === undefined || !(flags & ts.SymbolFlags.FunctionScopedVariable)) continue;
    let statement: TypeScript.Node = valueDeclaration;
    while (statement.parent !== file) statement = statement.parent;
    if (ts.isVariableStatement(statement)) continue;
    const type = checker.getTypeAtLocation(valueDeclaration);
    text += `declare let ${ts.unescapeLeadingUnderscores(name as TypeScript.__String)}: ${checker.typeToString(type, file, ts.TypeFormatFlags.NoTruncation)};\n`;
  }
  return text;
}

/** `declare const x: number` speaks of what is there already, for all: it is no variable of the notebook. */
function ambientAsGlobal(ts: typeof TypeScript, file: TypeScript.SourceFile, text: string): string {
  const isAmbient = (it: TypeScript.Statement): boolean =>
    ts.canHaveModifiers(it) &&
    !ts.isModuleDeclaration(it) &&
    ts.getModifiers(it)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
  const names = new Set(
    file.statements.filter(isAmbient).flatMap((it) => declaredNames(ts, it).map(({ text: name }) => name)),
  );
  if (names.size === 0) return text;
  const statements = parse(ts, text).statements.map((it) => {
    const own = declaredNames(ts, it);
    const isGlobal = own.length > 0 && own.every(({ text: name }) => names.has(name));
    return isGlobal ? `declare global { ${it.getText().replace(/^(export )?declare /, "")} }` : it.getText();
  });
  return `${statements.join("\n")}\n`;
}

/** Such a cell needs no declarations checked or written. */
export function declaresNothing(file: TypeScript.SourceFile): boolean {
  const { locals, moduleAugmentations } = file as { locals?: Map<string, unknown>; moduleAugmentations?: unknown[] };
  return isCell(file) && locals?.size === 0 && moduleAugmentations?.length === 0;
}

export function isInside(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
