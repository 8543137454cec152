/** What the type checker knows of names at a place of a cell: their signatures, and where they were declared. */

import { basename } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Inspection } from "../threads.js";
import { documentationOf } from "./documentation.js";
import { parse } from "./parse.js";
import { declaredNames } from "./statements.js";
import { isCell } from "./tslab-files.js";

/** tslab puts this in front of a cell. */
const PREFIX = "export {};\n";

/** More than these are not looked up: signatures take time, and nobody reads so many. */
const SIGNATURES = 150;

/** A declaration longer than this is cut, in lines. */
const LINES = 60;

/** The signatures of those among `names`, offered at a place, that can be called. */
export function signaturesAt(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  position: number,
  names: string[],
): Map<string, string> {
  const signatures = new Map<string, string>();
  const file = cellOf(program);
  const checker = program.getTypeChecker();
  const node = nodeAt(ts, file, position + PREFIX.length);
  const owner = ts.isPropertyAccessExpression(node.parent) ? node.parent.expression : undefined;
  const type = owner === undefined ? undefined : checker.getApparentType(checker.getTypeAtLocation(owner));
  const inScope =
    type === undefined
      ? new Map(checker.getSymbolsInScope(node, ts.SymbolFlags.Value).map((symbol) => [symbol.name, symbol]))
      : undefined;
  for (const name of names.slice(0, SIGNATURES)) {
    const symbol = type === undefined ? inScope?.get(name) : type.getProperty(name);
    if (symbol === undefined) continue;
    const [first] = checker.getTypeOfSymbolAtLocation(symbol, node).getCallSignatures();
    if (first !== undefined) signatures.set(name, checker.signatureToString(first, node));
  }
  return signatures;
}

/** How the name at a place was declared: by an earlier cell as it was written, otherwise as its file has it. */
export function declarationAt(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  position: number,
  written: WrittenNames,
): Inspection["declaration"] {
  const file = cellOf(program);
  const symbol = symbolAt(ts, program, position);
  const [declared] = symbol?.declarations ?? [];
  if (symbol === undefined || declared === undefined) return undefined;
  const source = declared.getSourceFile();
  if (source.fileName.endsWith("/__prev__.d.ts")) return written.find(symbol.name);
  const whole = ts.isVariableDeclaration(declared) ? declared.parent.parent : declared;
  const { line } = source.getLineAndCharacterOfPosition(declared.getStart());
  if (source === file) return { place: "This cell", text: shortened(whole.getText()) };
  return { place: `${basename(source.fileName)}:${line + 1}`, text: shortened(whole.getText()) };
}

/** The documentation of a standard name at a place, "" for none. */
export function documentationAt(ts: typeof TypeScript, program: TypeScript.Program, position: number): string {
  const symbol = symbolAt(ts, program, position);
  return symbol === undefined ? "" : documentationOf(ts, symbol);
}

/** What the name at a place stands for, behind imports too. */
function symbolAt(ts: typeof TypeScript, program: TypeScript.Program, position: number): TypeScript.Symbol | undefined {
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(nodeAt(ts, cellOf(program), position + PREFIX.length));
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The statements of earlier cells, by the names they declare. */
export class WrittenNames {
  readonly #ts: typeof TypeScript;
  readonly #found = new Map<string, { place: string; text: string }>();
  /** Cells whose names nobody has asked for yet. */
  #unread: { code: string; place: string }[] = [];

  constructor(ts: typeof TypeScript) {
    this.#ts = ts;
  }

  remember(code: string, place: string): void {
    this.#unread.push({ code, place });
  }

  find(name: string): Inspection["declaration"] {
    for (const { code, place } of this.#unread) this.#read(code, place);
    this.#unread = [];
    return this.#found.get(name);
  }

  #read(code: string, place: string): void {
    for (const statement of parse(this.#ts, code).statements) {
      for (const { text: name } of declaredNames(this.#ts, statement)) {
        this.#found.set(name, { place, text: shortened(statement.getText()) });
      }
    }
  }
}

function cellOf(program: TypeScript.Program): TypeScript.SourceFile {
  const file = program.getSourceFiles().find(isCell);
  if (file === undefined) throw new Error("Expected the compiler to hold a cell");
  return file;
}

/** The innermost node that holds a place, or touches it. */
export function nodeAt(ts: typeof TypeScript, file: TypeScript.SourceFile, position: number): TypeScript.Node {
  const visit = (node: TypeScript.Node): TypeScript.Node =>
    ts.forEachChild(node, (child) =>
      child.getStart(file) <= position && position <= child.end && child.kind !== ts.SyntaxKind.EndOfFileToken
        ? visit(child)
        : undefined,
    ) ?? node;
  return visit(file);
}

function shortened(text: string): string {
  const lines = text.split("\n");
  return lines.length <= LINES ? text : `${lines.slice(0, LINES).join("\n")}\n...`;
}
