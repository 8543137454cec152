/** Any value to text, shortened so that no value can flood a page. */

import { inspect } from "node:util";

const OPTIONS = { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 } as const;

/** `inspect` limits the items of arrays, maps and sets, but not the keys of an object. */
const KEYS = 200;
const CHARACTERS = 40_000;

export function plain(value: unknown): string {
  const text = inspect(fewerKeys(value), OPTIONS);
  if (text.length <= CHARACTERS) return text;
  const cut = text.lastIndexOf("\n", CHARACTERS);
  const kept = text.slice(0, cut > CHARACTERS / 2 ? cut : CHARACTERS);
  return `${kept}\n... ${(text.length - kept.length).toLocaleString("en")} more characters`;
}

/** A plain object with very many keys, or an array of such rows, with the first of them only. */
function fewerKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const keys = Object.keys(value);
  if (keys.length <= KEYS) return value;
  const some: Record<string, unknown> = {};
  for (const key of keys.slice(0, KEYS)) some[key] = (value as Record<string, unknown>)[key];
  const more = { [inspect.custom]: () => "..." };
  return { ...some, [`... ${(keys.length - KEYS).toLocaleString("en")} more keys`]: more };
}
