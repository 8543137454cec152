/** Repairs of what tslab emits: names of properties that earlier cells know too, calls of theirs, `import()` and `import.meta`. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { callOf } from "./meaning.js";
import { IMPORT } from "./names.js";
import { isEarlier, isOfNotebook } from "./tslab-files.js";

/**
 * `{ x }` with an `x` of an earlier cell becomes `{ x: exports.x }`; tslab rewrites only plain identifiers. It rewrites
 * one too many in `const { x: y } = point` with a type of an earlier cell, so the name of the property is quoted. And
 * `f()` becomes `(0, f)()`, for `exports.f()` would call it as a method.
 */
export function repairNames(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const { factory } = context;
    const { isExpressionNode } = ts as unknown as { isExpressionNode: (node: TypeScript.Node) => boolean };
    const isOfEarlier = (symbol: TypeScript.Symbol | undefined): boolean =>
      symbol?.declarations?.some((it) => isOfNotebook(ts, it)) === true;
    /** tslab would take for a variable of the notebook what an earlier cell declared of the global scope. */
    const isGlobal = (symbol: TypeScript.Symbol | undefined): boolean =>
      !isOfEarlier(symbol) && symbol?.declarations?.some((it) => isEarlier(it.getSourceFile())) === true;
    const globally = (name: string): TypeScript.Expression =>
      factory.createPropertyAccessExpression(factory.createIdentifier("globalThis"), name);
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isIdentifier(node)) {
        const symbol = checker.getSymbolAtLocation(node);
        if (isGlobal(symbol) && isExpressionNode(node)) return globally(node.text);
        return callOf(ts, node) !== undefined && isOfEarlier(symbol)
          ? factory.createParenthesizedExpression(factory.createComma(factory.createNumericLiteral(0), node))
          : node;
      }
      if (ts.isBindingElement(node) && node.propertyName !== undefined && ts.isIdentifier(node.propertyName)) {
        const { dotDotDotToken, propertyName, name, initializer } = node;
        const quoted = factory.createStringLiteral(propertyName.text);
        return ts.visitEachChild(
          factory.updateBindingElement(node, dotDotDotToken, quoted, name, initializer),
          visit,
          context,
        );
      }
      if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visit, context);
      const shorthand = checker.getShorthandAssignmentValueSymbol(node);
      if (isGlobal(shorthand)) return factory.createPropertyAssignment(node.name.text, globally(node.name.text));
      if (!isOfEarlier(shorthand)) return ts.visitEachChild(node, visit, context);
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

/** CommonJS output gets what ES modules have, `import()` and `import.meta`, from a function of the executor. */
export function renameImports(ts: typeof TypeScript): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        return ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier(IMPORT), "meta");
      }
      const inner = ts.visitEachChild(node, visit, context);
      if (!ts.isCallExpression(inner) || inner.expression.kind !== ts.SyntaxKind.ImportKeyword) return inner;
      return ts.factory.createCallExpression(ts.factory.createIdentifier(IMPORT), undefined, inner.arguments);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
