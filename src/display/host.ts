/**
 * The thin thread between a long-running library call and the notebook it runs in.
 *
 * The kernel puts a `NotebookHost` on `globalThis` under `Symbol.for("lowrank.host")`; the library looks it up when a
 * job starts. Outside a notebook there is none, and jobs run quietly.
 */

/** A display bundle: MIME type to content (objects for JSON types, strings otherwise; images in base64). */
export type MimeBundle = Record<string, unknown>;

/**
 * Where a bundle carries its metadata: an object from MIME type to options, e.g. the width and height at which an
 * `image/png` of twice the pixels is to be shown. The key is a symbol, so the bundle's JSON holds MIME types only; a
 * kernel sends the object as the message's `metadata`.
 */
export const metadataSymbol: unique symbol = Symbol.for("lowrank.metadata");

/** The metadata of a bundle: {} when it has none. */
export function metadataOf(bundle: MimeBundle): Record<string, unknown> {
  return ((bundle as Record<symbol, unknown>)[metadataSymbol] ?? {}) as Record<string, unknown>;
}

/** Deno's convention, followed by nodejs-polars and others. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display");

/** Node's name for "how console.log shows this". */
export const inspectSymbol: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** Something that shows itself in a notebook. */
export interface Displayable {
  [displaySymbol](): MimeBundle | Promise<MimeBundle>;
}

export interface NotebookHost {
  /** Shows a bundle in the running cell; with `update`, replaces what was shown under the same id. */
  display(bundle: MimeBundle, options: { displayId: string; update: boolean }): void;
  /** Aborted when the user interrupts the running cell; a new one for each cell. */
  readonly signal: AbortSignal;
  /** Gives the running cell, once it is interrupted, the time that `work` still takes, up to a few seconds. */
  hold?(work: Promise<unknown>): void;
}

/** The work by which an interrupted job puts its best result so far together; the notebook waits for it. */
export function held<Result>(work: Promise<Result>): Promise<Result> {
  notebookHost()?.hold?.(work);
  return work;
}

export function notebookHost(): NotebookHost | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("lowrank.host")] as NotebookHost | undefined;
}
