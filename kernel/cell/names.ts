/** Names that compiled cells have from the executor. Nobody calls anything so, and messages leave them out. */

/** The object of the notebook's variables; where the compiler's own emitter has been at work, it is called `exports`. */
export const NOTEBOOK = "__notebook";

/** What `import()` becomes, so that CommonJS can load ES modules; `import.meta` is its property `meta`. */
export const IMPORT = "__import";

/** `require` for what a cell imports, which may declare a `require` of its own. */
export const REQUIRE = "__require";

/** The variable for the value of a final expression. */
export const LAST_EXPRESSION = "tsLastExpr";

const HELD = new RegExp(
  `\\(0 , (?:exports|${NOTEBOOK})\\.([\\p{ID_Continue}$]+)\\)|(?<![\\p{ID_Continue}$.])(?:exports|${NOTEBOOK})\\.(?=[\\p{ID_Continue}$])`,
  "gu",
);

/** What V8 says of something that it names as the code does. */
const NAMING =
  / is not (a function|a constructor|iterable|async iterable|an object)|\b(Cannot (destructure|read|set)|Class extends value) /;

/** `exports.f`, as V8 has it of a compiled cell, to `f`, as the cell has it. */
export function asWritten(text: string): string {
  return text.replace(HELD, (_all, name: string | undefined) => name ?? "");
}

/** The same in a message of V8's; messages of others stay. */
export function messageAsWritten(message: string): string {
  return NAMING.test(message) ? asWritten(message) : message;
}
