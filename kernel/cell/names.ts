/** Names that compiled cells have from the executor. Nobody calls anything so, and messages leave them out. */

/** The object of the notebook's variables; where the compiler's own emitter has been at work, it is called `exports`. */
export const NOTEBOOK = "__notebook";

/** What `import()` becomes, so that CommonJS can load ES modules. */
export const IMPORT = "__import";

/** The variable for the value of a final expression. */
export const LAST_EXPRESSION = "tsLastExpr";
