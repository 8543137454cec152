/** Edits that blank the types of a cell, and leave JavaScript that means the same. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Edit } from "./edits.js";

/** What some nodes have. */
export interface Parts {
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

/** Collects the edits of one cell. */
export class BlankTypes {
  readonly edits: Edit[] = [];
  /** Set where edits do not do. */
  isRefused = false;
  readonly #ts: typeof TypeScript;
  readonly #file: TypeScript.SourceFile;

  constructor(ts: typeof TypeScript, file: TypeScript.SourceFile) {
    this.#ts = ts;
    this.#file = file;
  }

  put(at: number, text: string): void {
    this.edits.push({ start: at, end: at, text });
  }

  blank(start: number, end: number, text = ""): void {
    this.edits.push({ start, end, text });
  }

  refuse(): void {
    this.isRefused = true;
  }

  startOf(node: TypeScript.Node): number {
    return node.getStart(this.#file);
  }

  /** Blanks the types and modifiers that a node has itself. */
  partsOf(node: TypeScript.Node): void {
    const { modifiers, typeArguments, typeParameters } = node as Parts;
    this.#modifiers(modifiers);
    this.#list(typeParameters, this.#ts.isArrowFunction(node));
    this.#annotation(node);
    this.#list(typeArguments);
  }

  /** A statement without a semicolon ended in front of what JavaScript could go on with, because it ended in a type. */
  endOf(node: TypeScript.Node): void {
    const ts = this.#ts;
    if (!ts.isStatement(node) && !ts.isPropertyDeclaration(node)) return;
    for (let i = this.edits.length - 1; i >= 0 && this.edits[i].end === node.end; i--) {
      if (this.edits[i].start < node.end) return this.put(node.end, ";");
    }
  }

  /** Behind the token that follows `position`, which is to be `token`, a single character. */
  behind(position: number, token: string): number {
    const { skipTrivia } = this.#ts as unknown as { skipTrivia: (text: string, position: number) => number };
    const at = skipTrivia(this.#file.text, position);
    if (this.#file.text[at] !== token) this.refuse();
    return at + 1;
  }

  /** `private readonly x` to `x`; others than a class's own have been refused. */
  #modifiers(modifiers: Parts["modifiers"]): void {
    const { AsyncKeyword, StaticKeyword } = this.#ts.SyntaxKind;
    modifiers?.forEach((it, i) => {
      if (it.kind === AsyncKeyword || it.kind === StaticKeyword) return;
      // Without it, what follows could go on with the member before.
      this.blank(this.startOf(it), it.end, i === 0 ? ";" : "");
    });
  }

  /** `<A, B>`; `isOneLine` where no break may come into its place. */
  #list(list: Parts["typeParameters"], isOneLine = false): void {
    if (list === undefined) return;
    const end = this.behind(list.end, ">");
    if (isOneLine && this.#hasBreak(list.pos, end)) return this.refuse();
    this.blank(list.pos - 1, end);
  }

  /** `: T` behind a name or a list of parameters, and `?` or `!` in front of it. */
  #annotation(node: TypeScript.Node): void {
    const ts = this.#ts;
    const { name, parameters, questionToken, type } = node as Parts;
    if (parameters !== undefined) {
      if (questionToken !== undefined) this.blank(name!.end, questionToken.end);
      if (type === undefined) return;
      const start = this.behind(parameters.end, ")");
      if (ts.isArrowFunction(node) && this.#hasBreak(start, type.end)) return this.refuse();
      return this.blank(start, type.end);
    }
    if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isPropertyDeclaration(node)) return;
    const end = type?.end ?? questionToken?.end;
    if (end !== undefined) this.blank(node.name.end, end);
  }

  #hasBreak(start: number, end: number): boolean {
    return /[\n\r\u2028\u2029]/.test(this.#file.text.slice(start, end));
  }
}
