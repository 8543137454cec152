/** Repairs of what tslab emits: names of properties that earlier cells know too, `import()` and `import.meta`. */

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { isEarlier } from "./tslab-files.js";

/** The name that `import()` has in compiled cells. */
export const IMPORT_NAME = "importModule";

/**
 * `{ x }` with an `x` of an earlier cell becomes `{ x: exports.x }`; tslab rewrites only plain identifiers. It rewrites
 * one too many in `const { x: y } = point` with a type of an earlier cell, so the name of the property is quoted.
 */
export function repairPropertyNames(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const { factory } = context;
    const visit = (node: TypeScript.Node): TypeScript.Node => {
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
      const symbol = checker.getShorthandAssignmentValueSymbol(node);
      const earlier = symbol?.declarations?.some((it) => isEarlier(it.getSourceFile()));
      if (!earlier) return ts.visitEachChild(node, visit, context);
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

/**
 * CommonJS output uses what ES modules have: `import(x)` becomes `importModule(x)` and `import.meta` becomes
 * `require.meta`, which the executor provides.
 */
export function renameImports(ts: typeof TypeScript): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        return ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("require"), "meta");
      }
      const inner = ts.visitEachChild(node, visit, context);
      if (!ts.isCallExpression(inner) || inner.expression.kind !== ts.SyntaxKind.ImportKeyword) return inner;
      return ts.factory.createCallExpression(ts.factory.createIdentifier(IMPORT_NAME), undefined, inner.arguments);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
