/** What is left of a piece of TypeScript when its types are blanked: nothing, as much as it means, or less. */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** What some nodes have. */
interface Parts {
  body?: TypeScript.Node;
  modifiers?: TypeScript.NodeArray<TypeScript.Node>;
}

/** What is gone when types are. */
export function isType(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** What does not become JavaScript by blanking. */
export function meansMore(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  const { SyntaxKind: kinds } = ts;
  switch (node.kind) {
    case kinds.Decorator:
    case kinds.EnumDeclaration:
    case kinds.ExportAssignment:
    case kinds.ExportDeclaration:
    case kinds.ImportDeclaration:
    case kinds.ImportEqualsDeclaration:
    case kinds.IndexSignature:
    case kinds.MissingDeclaration:
    case kinds.ModuleDeclaration:
    case kinds.TypeAssertionExpression:
      return true;
    case kinds.MetaProperty:
      return (node as TypeScript.MetaProperty).keywordToken === kinds.ImportKeyword;
    case kinds.Parameter: {
      const { name } = node as TypeScript.ParameterDeclaration;
      return (node as Parts).modifiers !== undefined || (ts.isIdentifier(name) && name.text === "this");
    }
  }
  const { body, modifiers } = node as Parts;
  if (ts.isFunctionLike(node) && body === undefined) return true;
  return modifiers?.some((it) => !isClassModifier(kinds, it.kind) && it.kind !== kinds.AsyncKeyword) === true;
}

function isClassModifier(kinds: typeof TypeScript.SyntaxKind, kind: TypeScript.SyntaxKind): boolean {
  switch (kind) {
    case kinds.OverrideKeyword:
    case kinds.PrivateKeyword:
    case kinds.ProtectedKeyword:
    case kinds.PublicKeyword:
    case kinds.ReadonlyKeyword:
    case kinds.StaticKeyword:
      return true;
    default:
      return false;
  }
}

/**
 * Whether blanking an `as` would group operators anew: `a + b as T * c` is `(a + b) * c`. Operators that bind less tightly
 * than `as` make no difference.
 */
export function groups(
  ts: typeof TypeScript,
  node: TypeScript.Expression & { expression: TypeScript.Expression },
): boolean {
  if (ts.isLeftHandSideExpression(node.expression)) return false;
  const { parent } = node;
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return groups(ts, parent);
  return ts.isBinaryExpression(parent) && !isLoose(ts.SyntaxKind, parent.operatorToken.kind);
}

function isLoose(kinds: typeof TypeScript.SyntaxKind, operator: TypeScript.SyntaxKind): boolean {
  switch (operator) {
    case kinds.AmpersandAmpersandToken:
    case kinds.AmpersandToken:
    case kinds.BarBarToken:
    case kinds.BarToken:
    case kinds.CaretToken:
    case kinds.CommaToken:
    case kinds.EqualsEqualsEqualsToken:
    case kinds.EqualsEqualsToken:
    case kinds.ExclamationEqualsEqualsToken:
    case kinds.ExclamationEqualsToken:
    case kinds.QuestionQuestionToken:
      return true;
    default:
      return operator >= kinds.FirstAssignment && operator <= kinds.LastAssignment;
  }
}

/** A function or class that takes its name from the variable it is the value of. */
export function isNameless(ts: typeof TypeScript, node: TypeScript.Expression | undefined): boolean {
  if (node === undefined) return false;
  if (ts.isArrowFunction(node)) return true;
  if (ts.isFunctionExpression(node) || ts.isClassExpression(node)) return node.name === undefined;
  return isWrapping(ts, node) && isNameless(ts, node.expression);
}

/** `f = ...` and its like, which name a function. */
export function isNaming(
  ts: typeof TypeScript,
  node: TypeScript.Node,
): node is TypeScript.BinaryExpression & { left: TypeScript.Identifier } {
  if (!ts.isBinaryExpression(node) || !ts.isIdentifier(node.left)) return false;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.EqualsToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return true;
    default:
      return false;
  }
}

/** The call in which a name is that of the function: `f()`, `(f)()`, `f!()`, or as a tag. */
export function callOf(
  ts: typeof TypeScript,
  name: TypeScript.Expression,
): TypeScript.CallExpression | TypeScript.TaggedTemplateExpression | undefined {
  const { parent } = name;
  if (ts.isCallExpression(parent)) return parent.expression === name ? parent : undefined;
  if (ts.isTaggedTemplateExpression(parent)) return parent.tag === name ? parent : undefined;
  return isWrapping(ts, parent) ? callOf(ts, parent) : undefined;
}

/** Brackets and types around an expression, which are nothing to JavaScript. */
function isWrapping(
  ts: typeof TypeScript,
  node: TypeScript.Node,
): node is TypeScript.Expression & { expression: TypeScript.Expression } {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return true;
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node);
}
