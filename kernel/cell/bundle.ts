/** Any value to the MIME bundle that shows it. */

import { displaySymbol, metadataOf } from "../../src/display/host.js";
import type { Bundle, Output } from "../threads.js";
import { knownBundle } from "./known-values.js";
import { plain } from "./plain.js";

/** Types whose content is an object, not a string. */
const JSON_TYPE = /^application\/(.+\+)?json$/;

/**
 * A value with `[Symbol.for("Jupyter.display")]()` shows itself, at once or when its promise settles; anything else is
 * shown as `util.inspect` prints it.
 */
export function toOutput(value: unknown): Output | Promise<Output> {
  const show = displayMethod(value);
  if (show === undefined) return ownOutput(value);
  const bundle: unknown = show.call(value);
  const check = (shown: unknown): Output => checkBundle(shown, value);
  return bundle instanceof Promise ? bundle.then(check) : check(bundle);
}

/** What the kernel makes of a value that does not show itself: a table, a figure, a picture, or text. */
function ownOutput(value: unknown): Output {
  const known = typeof value === "object" && value !== null ? knownBundle(value) : undefined;
  if (known === undefined) return plainOutput(value);
  const picture = Object.keys(known).some((type) => type.startsWith("image/"));
  return bundleOutput({ "text/plain": picture ? "[picture]" : plain(value), ...known });
}

/** The value as `util.inspect` prints it, shortened. */
export function plainOutput(value: unknown): Output {
  return { data: { "text/plain": plain(value) }, metadata: {} };
}

/** The same for a value whose display has failed; `inspect` may have been what failed. */
export function fallbackOutput(value: unknown): Output {
  try {
    return plainOutput(value);
  } catch {
    return { data: { "text/plain": "[object Object]" }, metadata: {} };
  }
}

/** A terminal can show only text: what a value does not say of itself in text is said as Node prints it. */
function checkBundle(bundle: unknown, value: unknown): Output {
  if (typeof bundle !== "object" || bundle === null) {
    throw new TypeError(
      `Expected [Symbol.for("Jupyter.display")]() to return a MIME bundle but found ${plain(bundle)}`,
    );
  }
  const output = bundleOutput(bundle as Bundle);
  output.data["text/plain"] ??= plain(value);
  return output;
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const method = (value as Record<symbol, unknown>)[displaySymbol];
  return typeof method === "function" ? (method as () => unknown) : undefined;
}

/** A bundle as a message can carry it, with the metadata that it holds under the library's symbol. */
export function bundleOutput(bundle: Bundle): Output {
  return { data: toPlainData(bundle), metadata: metadataOf(bundle) };
}

/** Bytes in base64, text as text, JSON types as JSON. */
function toPlainData(bundle: Bundle): Bundle {
  const data: Bundle = {};
  for (const [type, content] of Object.entries(bundle)) {
    if (content === undefined) continue;
    if (content instanceof Uint8Array) data[type] = Buffer.from(content).toString("base64");
    else if (typeof content === "string") data[type] = content;
    else if (JSON_TYPE.test(type)) data[type] = JSON.parse(JSON.stringify(content, numbersAsArrays)) as unknown;
    else data[type] = Array.isArray(content) ? content.join("") : plain(content);
  }
  return data;
}

/** Typed arrays are lists of numbers, as plots expect them; JSON of itself would make objects of them. */
function numbersAsArrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value;
}
