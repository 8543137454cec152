/**
 * The thin thread between a long-running library call and the notebook it runs in.
 *
 * The kernel puts a `NotebookHost` on `globalThis` under `Symbol.for("lowrank.host")`; the library looks it up when a
 * job starts. Outside a notebook there is none, and jobs run quietly.
 */

/** A display bundle: MIME type to content (objects for JSON types, strings otherwise; images in base64). */
export type MimeBundle = Record<string, unknown>;

/** Deno's convention, followed by nodejs-polars and others. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display");

/** Something that shows itself in a notebook. */
export interface Displayable {
  [displaySymbol](): MimeBundle | Promise<MimeBundle>;
}

export interface NotebookHost {
  /** Shows a bundle in the running cell; with `update`, replaces what was shown under the same id. */
  display(bundle: MimeBundle, options: { displayId: string; update: boolean }): void;
  /** Aborted when the user interrupts the running cell; a new one for each cell. */
  readonly signal: AbortSignal;
}

export function notebookHost(): NotebookHost | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("lowrank.host")] as NotebookHost | undefined;
}
