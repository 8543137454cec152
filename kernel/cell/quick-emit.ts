/**
 * A checked cell to CommonJS by edits of its own text: types are blanked, and names of earlier cells become properties
 * of the notebook's object. The compiler's emitter prints the whole tree, and has that parsed and printed again, which
 * takes many times longer.
 *
 * Only for what is JavaScript once its types are blanked. What imports, or means more than it says (enums, namespaces,
 * decorators, parameter properties, ...), is left to the compiler.
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { BlankTypes, type Parts } from "./blank-types.js";
import { applyEdits } from "./edits.js";
import { callOf, groups, isNameless, isNaming, isType, meansMore } from "./meaning.js";
import { IMPORT, LAST_EXPRESSION, NOTEBOOK } from "./names.js";
import { boundNames, declaredNames, isConstant, isListed } from "./statements.js";
import { isOfNotebook } from "./tslab-files.js";

export interface QuickCell {
  code: string;
  /** As in `CellCode`. */
  positions: Int32Array;
  lastExpression?: string;
}

/** Comments of a script, though not of a module. */
const HTML_COMMENT = /<!--|-->/;

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

/** The edits of one cell. */
class QuickEmit extends BlankTypes {
  readonly #ts: typeof TypeScript;
  readonly #file: TypeScript.SourceFile;
  readonly #checker: TypeScript.TypeChecker;
  /** Variables of the cell that may change: they live in the notebook alone, where other cells change them. */
  readonly #shared = new Set<TypeScript.Node>();
  /** Where the cell's value is, in front of which there is already what keeps it. */
  #valueAt = -1;

  constructor(ts: typeof TypeScript, file: TypeScript.SourceFile, checker: TypeScript.TypeChecker) {
    super(ts, file);
    this.#ts = ts;
    this.#file = file;
    this.#checker = checker;
  }

  /** Edits a cell that begins at `start`; the property that receives the value of its last statement, if it has one. */
  cell(statements: TypeScript.Statement[], locals: Map<string, TypeScript.Symbol>, start: number): string | undefined {
    const ts = this.#ts;
    for (const declaration of [...locals.values()].flatMap((it) => it.declarations ?? [])) {
      const isVariable = ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration);
      // Also a `var` within a block.
      if (isVariable && !isConstant(ts, declaration)) this.#shared.add(declaration);
    }
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement)) this.#export(declaredNames(ts, statement), start);
    }
    const last = statements.at(-1);
    // The compiler looks for an expression in front of it.
    if (last !== undefined && isType(ts, last)) this.refuse();
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
    if (isSequence) return this.refuse();
    this.#valueAt = this.startOf(expression);
    this.put(this.#valueAt, `${NOTEBOOK}.${LAST_EXPRESSION} = `);
  }

  /**
   * A constant at the top level never changes: it stays local, because local names are faster, and is copied, as soon as
   * it has its value: `const a = 1, b = fails()` leaves an `a`.
   */
  #constants(statement: TypeScript.VariableStatement): void {
    const { declarations } = statement.declarationList;
    this.#walk(statement);
    declarations.forEach((declaration, i) => {
      const names = boundNames(this.#ts, declaration.name);
      if (i === declarations.length - 1) {
        if (this.#file.text[statement.end - 1] !== ";") this.put(statement.end, ";");
        return this.#export(names, statement.end);
      }
      const comma = this.behind(declaration.end, ",");
      this.blank(comma - 1, comma, `;${this.#copies(names)} const `);
    });
  }

  /**
   * `let a = 1, b, { c } = d` to `a = 1, b = undefined, ({ c: c } = d)`, each name a property; without a value `var`
   * leaves the one there is.
   */
  #sharedList(list: TypeScript.VariableDeclarationList): void {
    const ts = this.#ts;
    const { declarations, flags, parent } = list;
    const isStatement = ts.isVariableStatement(parent);
    if (isStatement && !ts.isIdentifier(declarations[0].name)) this.#separate(parent);
    this.blank(this.startOf(list), this.startOf(declarations[0]));
    for (const declaration of declarations) {
      const { name, initializer } = declaration;
      const isObject = isStatement && ts.isObjectBindingPattern(name);
      if (isObject) this.put(this.startOf(name), "(");
      this.#target(name);
      if (initializer === undefined && flags & ts.NodeFlags.Let) this.put(name.end, " = undefined");
      this.partsOf(declaration);
      if (initializer !== undefined) this.#value(initializer, name);
      if (isObject) this.put(declaration.end, ")");
    }
  }

  /** A name or a pattern that is declared, as something to assign to. */
  #target(name: TypeScript.BindingName): void {
    const ts = this.#ts;
    if (ts.isIdentifier(name)) return this.put(this.startOf(name), `${NOTEBOOK}.`);
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      const { dotDotDotToken, initializer, propertyName } = element;
      if (propertyName !== undefined) this.#walkProperty(propertyName);
      else if (ts.isObjectBindingPattern(name) && dotDotDotToken === undefined && ts.isIdentifier(element.name)) {
        this.put(this.startOf(element.name), `${element.name.text}: `);
      }
      this.#target(element.name);
      if (initializer !== undefined) this.#value(initializer, element.name);
    }
  }

  /** The value that a name gets; a function takes its name from a variable, but not from a property. */
  #value(value: TypeScript.Expression, target: TypeScript.Node): void {
    const ts = this.#ts;
    const isNamed = ts.isIdentifier(target) && isNameless(ts, value);
    if (!isNamed) return this.#walk(value);
    if (target.text === "__proto__") return this.refuse();
    this.put(this.startOf(value), `({ ${target.text}: `);
    this.#walk(value);
    this.put(value.end, ` }).${target.text}`);
  }

  #walk(node: TypeScript.Node): void {
    const ts = this.#ts;
    if (this.isRefused) return;
    if (ts.isIdentifier(node)) return this.#name(node);
    if (isType(ts, node)) return this.blank(this.startOf(node), node.end, ";");
    if (meansMore(ts, node)) return this.refuse();
    if (node.kind === ts.SyntaxKind.ImportKeyword) return this.blank(this.startOf(node), node.end, IMPORT);
    if (ts.isVariableDeclarationList(node) && this.#isSharedList(node)) return this.#sharedList(node);
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) {
      return this.blank(this.startOf(node), node.end);
    }
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
      if (groups(ts, node)) return this.refuse();
      this.#walk(node.expression);
      return this.blank(node.expression.end, node.end);
    }
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (isNaming(ts, node) && this.#isShared(this.#checker.getSymbolAtLocation(node.left))) {
      this.#walk(node.left);
      return this.#value(node.right, node.left);
    }
    this.partsOf(node);
    const { name, propertyName, label, type, typeArguments, typeParameters } = node as Parts;
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
    this.endOf(node);
    // `let x` ends in front of what `x` as a property could go on with.
    const isShared = ts.isVariableStatement(node) && this.#isSharedList(node.declarationList);
    const isEnded = this.#file.text[node.end - 1] === ";" || this.edits.at(-1)?.text === ";";
    if (isShared && !isEnded) this.put(node.end, ";");
  }

  /** `f()` becomes `(0, notebook.f)()`: a function is not called as a method of the notebook. */
  #name(node: TypeScript.Identifier): void {
    if (!this.#isShared(this.#checker.getSymbolAtLocation(node))) return;
    const start = this.startOf(node);
    const call = callOf(this.#ts, node);
    if (call === undefined) return this.put(start, `${NOTEBOOK}.`);
    let statement: TypeScript.Node = node;
    while (statement.parent.getStart(this.#file) === start) statement = statement.parent;
    this.#separate(statement);
    this.put(start, `(0, ${NOTEBOOK}.`);
    this.put(node.end, ")");
    // An error of the call is told at its bracket now; a reader looks for it at the name.
    if (!this.#ts.isCallExpression(call)) return;
    const { pos } = call.arguments;
    this.edits.push({ start: pos - 1, end: pos, text: "(", source: start });
  }

  /** The name of a property: only one that is computed says something of its own. */
  #walkProperty(name: TypeScript.PropertyName): void {
    if (!this.#ts.isIdentifier(name)) this.#walk(name);
  }

  #shorthand({ name, objectAssignmentInitializer }: TypeScript.ShorthandPropertyAssignment): void {
    const isShared = this.#isShared(this.#checker.getShorthandAssignmentValueSymbol(name.parent));
    if (isShared) this.put(name.end, `: ${NOTEBOOK}.${name.text}`);
    if (objectAssignmentInitializer === undefined) return;
    if (isShared) this.#value(objectAssignmentInitializer, name);
    else this.#walk(objectAssignmentInitializer);
  }

  /** A statement that begins with a bracket now must not go on with the one before. */
  #separate(statement: TypeScript.Node): void {
    const start = this.startOf(statement);
    if (start !== this.#valueAt && isListed(this.#ts, statement)) this.put(start, ";");
  }

  #isSharedList(list: TypeScript.VariableDeclarationList): boolean {
    const names = list.declarations.flatMap((it) => boundNames(this.#ts, it.name));
    return names.some((it) => this.#shared.has(it.parent));
  }

  /** Whether a name stands for something that lives in the notebook. */
  #isShared(symbol: TypeScript.Symbol | undefined): boolean {
    const ts = this.#ts;
    if (symbol === undefined) return false;
    const { flags } = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    // The compiler puts its value in.
    if (flags & ts.SymbolFlags.ConstEnum) this.refuse();
    return (symbol.declarations ?? []).some((it) => this.#shared.has(it) || isOfNotebook(ts, it));
  }

  #export(names: TypeScript.Identifier[], at: number): void {
    if (names.length > 0) this.put(at, this.#copies(names));
  }

  #copies(names: TypeScript.Identifier[]): string {
    return names.map(({ text }) => ` ${NOTEBOOK}.${text} = ${text};`).join("");
  }
}
