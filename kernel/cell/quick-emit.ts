/**
 * A checked cell to CommonJS by edits of its own text: types are blanked, and names of earlier cells become properties
 * of `exports`. The compiler's emitter prints the whole tree, and has that parsed and printed again, which takes many
 * times longer.
 *
 * Only for what is JavaScript once its types are blanked. What imports, or means more than it says (enums, namespaces,
 * decorators, parameter properties, ...), is left to the compiler.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { applyEdits, type Edit } from "./edits.js";
import { groups, isNameless, isType, meansMore } from "./meaning.js";
import { declaredNames, isConstant } from "./statements.js";
import { IMPORT_NAME } from "./transformers.js";
import { isEarlier } from "./tslab-files.js";

export interface QuickCell {
  code: string;
  /** As in `CellCode`. */
  positions: Int32Array;
  lastExpression?: string;
}

/** The property of `exports` for the value of a final expression. */
const LAST_EXPRESSION = "tsLastExpr";

/** Comments of a script, though not of a module. */
const HTML_COMMENT = /<!--|-->/;

/** What some nodes have. */
interface Parts {
  label?: TypeScript.Node;
  modifiers?: TypeScript.NodeArray<TypeScript.Node>;
  name?: TypeScript.Node;
  parameters?: TypeScript.NodeArray<TypeScript.ParameterDeclaration>;
  propertyName?: TypeScript.Node;
  questionToken?: TypeScript.Node;
  type?: TypeScript.Node;
  typeArguments?: TypeScript.NodeArray<TypeScript.Node>;
  typeParameters?: TypeScript.NodeArray<TypeScript.Node>;
}

/** The JavaScript of a cell whose types are right; undefined when edits do not do. */
export function quickEmit(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
): QuickCell | undefined {
  const { text } = file;
  const { locals } = file as unknown as { locals: Map<string, TypeScript.Symbol> };
  if (HTML_COMMENT.test(text) || locals.has(LAST_EXPRESSION)) return undefined;
  // tslab puts a line in front, and behind a cell that declares names a line that exports them.
  const [prefix, ...statements] = file.statements;
  const suffix = locals.size === 0 ? undefined : statements.pop();
  const start = text.indexOf("\n", prefix.end) + 1;
  const end = suffix === undefined ? text.length : suffix.getStart(file) - 1;
  const emit = new QuickEmit(ts, file, checker);
  const lastExpression = emit.cell(statements, locals, start);
  return emit.isRefused ? undefined : { ...applyEdits(text, start, end, emit.edits), lastExpression };
}

/** Collects the edits of one cell. */
class QuickEmit {
  readonly edits: Edit[] = [];
  isRefused = false;
  readonly #ts: typeof TypeScript;
  readonly #file: TypeScript.SourceFile;
  readonly #checker: TypeScript.TypeChecker;
  /** Variables of the cell that may change: they live in `exports` alone, where other cells change them. */
  readonly #shared = new Set<TypeScript.Node>();

  constructor(ts: typeof TypeScript, file: TypeScript.SourceFile, checker: TypeScript.TypeChecker) {
    this.#ts = ts;
    this.#file = file;
    this.#checker = checker;
  }

  /** Edits a cell that begins at `start`; the property that receives the value of its last statement, if it has one. */
  cell(statements: TypeScript.Statement[], locals: Map<string, TypeScript.Symbol>, start: number): string | undefined {
    const ts = this.#ts;
    for (const declaration of [...locals.values()].flatMap((it) => it.declarations ?? [])) {
      const isVariable = ts.isVariableDeclaration(declaration);
      if ((!isVariable && !ts.isBindingElement(declaration)) || isConstant(ts, declaration)) continue;
      // Also a `var` within a block, but none that a pattern binds.
      if (isVariable) this.#shared.add(declaration);
      else this.#refuse();
    }
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement)) this.#export(declaredNames(ts, statement), start);
    }
    const last = statements.at(-1);
    // The compiler looks for an expression in front of it.
    if (last !== undefined && isType(ts, last)) this.#refuse();
    const value = last !== undefined && ts.isExpressionStatement(last) ? last.expression : undefined;
    for (const statement of statements) {
      if (value !== undefined && statement === last) this.#keepValue(value);
      if (ts.isVariableStatement(statement) && isConstant(ts, statement.declarationList)) this.#constants(statement);
      else this.#walk(statement);
      if (ts.isClassDeclaration(statement)) this.#export(declaredNames(ts, statement), statement.end);
    }
    return value === undefined ? undefined : LAST_EXPRESSION;
  }

  #keepValue(expression: TypeScript.Expression): void {
    const ts = this.#ts;
    // `a, b` would need brackets.
    const isSequence = ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.CommaToken;
    if (isSequence) return this.#refuse();
    this.#put(this.#startOf(expression), `exports.${LAST_EXPRESSION} = `);
  }

  /** A constant at the top level never changes: it stays local, because local names are faster, and is copied. */
  #constants(statement: TypeScript.VariableStatement): void {
    this.#walk(statement);
    if (this.#file.text[statement.end - 1] !== ";") this.#put(statement.end, ";");
    this.#export(declaredNames(this.#ts, statement), statement.end);
  }

  /** `let a = 1, b` to `exports.a = 1, exports.b = undefined`; without a value `var` leaves the one there is. */
  #sharedList(list: TypeScript.VariableDeclarationList): void {
    const ts = this.#ts;
    const { declarations, flags } = list;
    this.#blank(this.#startOf(list), this.#startOf(declarations[0]));
    for (const declaration of declarations) {
      // A function takes its name from a variable, not from a property.
      if (isNameless(ts, declaration.initializer)) return this.#refuse();
      this.#put(this.#startOf(declaration), "exports.");
      if (declaration.initializer === undefined && flags & ts.NodeFlags.Let) {
        this.#put(declaration.name.end, " = undefined");
      }
      this.#walk(declaration);
    }
  }

  #walk(node: TypeScript.Node): void {
    const ts = this.#ts;
    if (this.isRefused) return;
    if (ts.isIdentifier(node)) {
      if (this.#isShared(this.#checker.getSymbolAtLocation(node))) this.#put(this.#startOf(node), "exports.");
      return;
    }
    if (isType(ts, node)) return this.#blank(this.#startOf(node), node.end, ";");
    if (meansMore(ts, node)) return this.#refuse();
    if (node.kind === ts.SyntaxKind.ImportKeyword) {
      return void this.edits.push({ start: this.#startOf(node), end: node.end, text: IMPORT_NAME });
    }
    if (ts.isVariableDeclarationList(node) && this.#shared.has(node.declarations[0])) return this.#sharedList(node);
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) {
      return this.#blank(this.#startOf(node), node.end);
    }
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
      if (groups(ts, node)) return this.#refuse();
      this.#walk(node.expression);
      return this.#blank(node.expression.end, node.end);
    }
    if (ts.isShorthandPropertyAssignment(node)) {
      const isShared = this.#isShared(this.#checker.getShorthandAssignmentValueSymbol(node));
      if (isShared) this.#put(node.name.end, `: exports.${node.name.text}`);
    }
    const { modifiers, name, propertyName, label, type, typeArguments, typeParameters } = node as Parts;
    this.#blankModifiers(modifiers);
    this.#blankList(typeParameters, ts.isArrowFunction(node));
    this.#blankAnnotation(node);
    this.#blankList(typeArguments);
    const done = new Set<TypeScript.Node | undefined>([
      type,
      label,
      ...(typeParameters ?? []),
      ...(typeArguments ?? []),
    ]);
    for (const it of [name, propertyName]) if (it !== undefined && ts.isIdentifier(it)) done.add(it);
    ts.forEachChild(node, (child) => {
      if (!done.has(child)) this.#walk(child);
    });
    this.#end(node);
    // `let x` ends in front of what `exports.x` could go on with.
    const isShared = ts.isVariableStatement(node) && this.#shared.has(node.declarationList.declarations[0]);
    if (isShared && this.#file.text[node.end - 1] !== ";") this.#put(node.end, ";");
  }

  /** Whether a name stands for something that lives in `exports`. */
  #isShared(symbol: TypeScript.Symbol | undefined): boolean {
    const ts = this.#ts;
    if (symbol === undefined) return false;
    const { flags } = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    // The compiler puts its value in.
    if (flags & ts.SymbolFlags.ConstEnum) this.#refuse();
    return (symbol.declarations ?? []).some((it) => this.#shared.has(it) || isEarlier(it.getSourceFile()));
  }

  /** `private readonly x` to `x`; others than a class's own have been refused. */
  #blankModifiers(modifiers: Parts["modifiers"]): void {
    const { AsyncKeyword, StaticKeyword } = this.#ts.SyntaxKind;
    modifiers?.forEach((it, i) => {
      if (it.kind === AsyncKeyword || it.kind === StaticKeyword) return;
      // Without it, what follows could go on with the member before.
      this.#blank(this.#startOf(it), it.end, i === 0 ? ";" : "");
    });
  }

  /** `<A, B>`; `stays` on one line where no break may come into its place. */
  #blankList(list: Parts["typeParameters"], isOneLine = false): void {
    if (list === undefined) return;
    const end = this.#closing(list, ">");
    if (isOneLine && this.#hasBreak(list.pos, end)) return this.#refuse();
    this.#blank(list.pos - 1, end);
  }

  /** `: T` behind a name or a list of parameters, and `?` or `!` in front of it. */
  #blankAnnotation(node: TypeScript.Node): void {
    const ts = this.#ts;
    const { name, parameters, questionToken, type } = node as Parts;
    if (parameters !== undefined) {
      if (questionToken !== undefined) this.#blank(name!.end, questionToken.end);
      if (type === undefined) return;
      const start = this.#closing(parameters, ")");
      if (ts.isArrowFunction(node) && this.#hasBreak(start, type.end)) return this.#refuse();
      return this.#blank(start, type.end);
    }
    if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isPropertyDeclaration(node)) return;
    const end = type?.end ?? questionToken?.end;
    if (end !== undefined) this.#blank(node.name.end, end);
  }

  /** Behind the bracket that closes a list. */
  #closing(list: TypeScript.NodeArray<TypeScript.Node>, bracket: string): number {
    const { skipTrivia } = this.#ts as unknown as { skipTrivia: (text: string, position: number) => number };
    const at = skipTrivia(this.#file.text, list.end);
    if (this.#file.text[at] !== bracket) this.#refuse();
    return at + 1;
  }

  /** A statement without a semicolon ended in front of what JavaScript could go on with, because it ended in a type. */
  #end(node: TypeScript.Node): void {
    const ts = this.#ts;
    const last = this.edits.at(-1);
    if (last?.end !== node.end || last.start === last.end) return;
    if (ts.isStatement(node) || ts.isPropertyDeclaration(node)) last.text = ";";
  }

  #export(names: TypeScript.Identifier[], at: number): void {
    for (const { text } of names) this.#put(at, ` exports.${text} = ${text};`);
  }

  #hasBreak(start: number, end: number): boolean {
    return /[\n\r\u2028\u2029]/.test(this.#file.text.slice(start, end));
  }

  #startOf(node: TypeScript.Node): number {
    return node.getStart(this.#file);
  }

  #put(at: number, text: string): void {
    this.edits.push({ start: at, end: at, text });
  }

  #blank(start: number, end: number, text = ""): void {
    this.edits.push({ start, end, text });
  }

  #refuse(): void {
    this.isRefused = true;
  }
}
