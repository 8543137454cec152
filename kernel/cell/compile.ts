/** Cells of TypeScript to JavaScript, one after another: each sees the declarations of those before. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Diagnostic } from "tslab/dist/converter.js";
import type { CellCode, CompileResults, Converted } from "../threads.js";
import { restored } from "./declarations.js";
import { renderDiagnostics, tooDeep, type CellDiagnostic } from "./diagnostics.js";
import { applyEdits, type Edit } from "./edits.js";
import { anew, hoisted, importedNames, plainExports } from "./emitted.js";
import { isComplete } from "./is-complete.js";
import { isExportList } from "./statements.js";
import { offersIn, stringAt } from "./strings.js";
import { declarationAt, documentationAt, signaturesAt, WrittenNames } from "./symbols.js";
import { parse, parseErrors } from "./parse.js";
import { createCellCompiler, type CellCompiler } from "./typescript.js";

export class Compiler {
  readonly #folder: string;
  #compiler: CellCompiler;
  readonly #ts: typeof TypeScript;
  readonly #written: WrittenNames;
  #declarations = "";
  /** What they were before the cell that was kept last. */
  #before = "";

  /** A compiler for the notebooks of a folder. */
  constructor(folder: string = process.cwd()) {
    this.#folder = folder;
    this.#compiler = createCellCompiler(folder);
    this.#ts = this.#compiler.ts;
    this.#written = new WrittenNames(this.#ts);
  }

  /** Compiles a cell; with `keep`, later cells see what it declares. */
  convert(code: string, file: string, keep: boolean): Converted {
    return this.#told(file, () => this.#convert(code, file, keep));
  }

  /** Compiles an expression, of which later cells know nothing. */
  expression(code: string, file: string): Converted {
    return this.#told(file, () => this.#expression(code, file));
  }

  /** The names stand for what they stood for before the cell that was kept last: it has failed before they had values. */
  forget(names: string[]): undefined {
    this.#declarations = restored(this.#ts, this.#declarations, this.#before, names);
    return undefined;
  }

  complete(code: string, position: number): CompileResults["complete"] {
    return this.#guarded(() => this.#compiler.alone(() => this.#complete(code, position)));
  }

  /** The name at a place; with `declaration`, also how it was declared. */
  inspect(code: string, position: number, declaration = false): CompileResults["inspect"] {
    return this.#guarded(() => this.#compiler.alone(() => this.#inspect(code, position, declaration)));
  }

  isComplete(code: string): CompileResults["isComplete"] {
    return isComplete(this.#ts, code);
  }

  /** What could not be found is looked for again. */
  forgetPackages(): undefined {
    this.#compiler.forgetPackages();
    return undefined;
  }

  /** Stops watching local files, which would keep a process alive. */
  close(): void {
    this.#compiler.converter.close();
  }

  /** What has failed halfway is in no state to go on: a new one takes its place. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#compiler = createCellCompiler(this.#folder);
      throw error;
    }
  }

  #told(file: string, work: () => Converted): Converted {
    try {
      return this.#guarded(work);
    } catch (error) {
      if (!isStackOverflow(error)) throw error;
      return { status: "error", ...tooDeep(file) };
    }
  }

  #convert(code: string, file: string, keep: boolean): Converted {
    const { problems, cell, declarations } = this.#compile(this.#withoutExports(code));
    if (problems.length > 0) return { status: "error", ...renderDiagnostics(problems, code, file) };
    if (keep) {
      this.#before = this.#declarations;
      this.#declarations = declarations;
      this.#written.remember(code, file);
    }
    return { status: "ok", cell };
  }

  #expression(code: string, file: string): Converted {
    // In brackets `{ a: 1 }` is an object.
    const { problems, cell } = this.#compile(`(${code}\n)`);
    const lines = code.split("\n");
    if (problems.length === 0) {
      const positions = cell.positions.slice();
      for (let row = 0; row < positions.length; row += 4) if (positions[row + 2] === 0) positions[row + 3]--;
      return { status: "ok", cell: { ...cell, positions } };
    }
    const placed = problems.map((it) => {
      if (it.line >= lines.length) return { ...it, line: lines.length - 1, column: lines[lines.length - 1].length };
      return it.line === 0 && it.file === undefined ? { ...it, column: Math.max(0, it.column - 1) } : it;
    });
    return { status: "error", ...renderDiagnostics(placed, code, file) };
  }

  #compile(source: string): { problems: CellDiagnostic[]; cell: CellCode; declarations: string } {
    const compiler = this.#compiler;
    compiler.look();
    const result = compiler.converter.convert(this.#declarations, source);
    const leavings = compiler.takeLeavings();
    const found = [...result.diagnostics.map(toCellDiagnostic), ...leavings.diagnostics];
    const wrong = found.length > 0 ? this.#syntaxErrors(source) : [];
    const positionsOf = (text: string): Int32Array => leavings.positions.get(text) ?? new Int32Array(0);
    const inside = (result.sideOutputs ?? []).map(({ path, data }) => ({ path, code: data }));
    const modules = [...inside, ...leavings.modules].map((it) => ({ ...it, positions: positionsOf(it.code) }));
    const emitted = {
      code: hoisted(anew(plainExports(result.output ?? ""))),
      positions: positionsOf(result.output ?? ""),
      lastExpression: result.lastExpressionVar,
    };
    const cell = leavings.quick ?? emitted;
    const imports = importedNames([cell.code, ...modules.map((it) => it.code)]);
    return {
      problems: wrong.length > 0 ? wrong : distinct(found, source),
      cell: { ...cell, names: leavings.names, imports, modules },
      declarations: result.declOutput ?? "",
    };
  }

  #complete(code: string, position: number): CompileResults["complete"] {
    const place = stringAt(this.#ts, code, position);
    const all = this.#compiler.converter.complete(this.#declarations, place?.code ?? code, position);
    const found = place === undefined ? all : offersIn(place, position, all.candidates);
    const kinds = new Map(all.original?.entries.map((entry) => [entry.name, entry.kind]));
    const names = found.candidates.filter(
      (text) => !text.startsWith("__") || code.slice(found.start, found.end).startsWith("_"),
    );
    const signatures =
      place === undefined
        ? signaturesAt(this.#ts, this.#compiler.program(), found.start, names)
        : new Map<string, string>();
    const matches = names.map((text) => ({ text, type: kinds.get(text) ?? "", signature: signatures.get(text) }));
    return { start: found.start, end: found.end, matches };
  }

  #inspect(code: string, position: number, declaration: boolean): CompileResults["inspect"] {
    // A cursor behind a name, or behind its opening bracket, asks about the name.
    const name = /([\p{ID_Continue}$]+)\s*\(?$/u.exec(code.slice(0, position));
    const places = name === null ? [position] : [position, name.index + name[1].length - 1];
    for (const place of places) {
      const info = this.#compiler.converter.inspect(this.#declarations, code, place) as
        TypeScript.QuickInfo | undefined;
      const join = (parts: TypeScript.SymbolDisplayPart[] | undefined): string =>
        (parts ?? []).map((it) => it.text).join("");
      const text = join(info?.displayParts);
      // Of a name that stands for nothing there is a type all the same.
      if (info === undefined || text === "" || (info.kind === this.#ts.ScriptElementKind.unknown && text === "any")) {
        continue;
      }
      const tags = (info.tags ?? []).map((tag) => `@${tag.name} ${join(tag.text)}`.trimEnd());
      const own = [join(info.documentation), ...tags].join("\n").trim();
      const documentation = own === "" ? documentationAt(this.#ts, this.#compiler.program(), place) : own;
      const found = { text, documentation };
      if (!declaration) return found;
      return { ...found, declaration: declarationAt(this.#ts, this.#compiler.program(), place, this.#written) };
    }
    return undefined;
  }

  /**
   * `export const x = 1` says no more in a notebook than `const x = 1`, and `export { x }` nothing: they are blanked,
   * positions stay.
   */
  #withoutExports(code: string): string {
    const ts = this.#ts;
    if (!code.includes("export")) return code;
    const edits: Edit[] = [];
    for (const statement of parse(ts, code).statements) {
      // A list that gives something another name is left to the compiler.
      if (isExportList(ts, statement) && statement.exportClause.elements.every((it) => it.propertyName === undefined)) {
        edits.push({ start: statement.getStart(), end: statement.end, text: "" });
      }
      if (!ts.canHaveModifiers(statement)) continue;
      const modifiers = ts.getModifiers(statement) ?? [];
      if (modifiers.some((it) => it.kind === ts.SyntaxKind.DefaultKeyword)) continue;
      for (const modifier of modifiers.filter((it) => it.kind === ts.SyntaxKind.ExportKeyword)) {
        edits.push({ start: modifier.getStart(), end: modifier.end, text: "" });
      }
    }
    return applyEdits(code, 0, code.length, edits).code;
  }

  #syntaxErrors(code: string): CellDiagnostic[] {
    const file = parse(this.#ts, code);
    return parseErrors(file).map((it) => {
      const at = Math.min(it.start ?? 0, code.length);
      const { line, character } = file.getLineAndCharacterOfPosition(at);
      const message = this.#ts.flattenDiagnosticMessageText(it.messageText, "\n");
      return { code: it.code, message, line, column: character, length: it.length ?? 1 };
    });
  }
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

function toCellDiagnostic({ start, end, messageText, code, fileName }: Diagnostic): CellDiagnostic {
  const length = end.line === start.line ? end.character - start.character : 1;
  return { code, message: messageText, line: start.line, column: start.character, length, file: fileName };
}

/** Leaves out messages on the export list that tslab appends, and consequences (TS4xxx) of an unknown name. */
function distinct(diagnostics: CellDiagnostic[], code: string): CellDiagnostic[] {
  const lines = code.split("\n").length;
  const inside = diagnostics.filter((it) => it.file !== undefined || it.line < lines);
  const kept = inside.length > 0 ? inside : diagnostics;
  const causes = kept.filter((it) => it.code < 4000 || it.code >= 5000);
  return causes.length > 0 ? causes : kept;
}
