/** Values to errors that name the argument, the rule and the value. */
import type { Frame } from "./frame.js";
import { nearestHint } from "./nearest-names.js";

/** A value in an error: text in quotes, large integers with their n, lists and functions by what they are. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  // By its tag, so that a Map, a Date or an array of numbers from a notebook's cell, another realm, is known too.
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== "Object") return `an object of type ${tag}`;
  const { name = "Object" } = (value.constructor ?? {}) as { name?: string };
  if (name !== "Object" && name !== "") return `an object of type ${name}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? "an object without keys" : `an object with ${keys.slice(0, 5).join(", ")}`;
}

/** The first of some things, for a message. */
export function firstFew(items: readonly unknown[], most = 5): string {
  return items.slice(0, most).join(", ") + (items.length > most ? ", …" : "");
}

/** By what it can do, not by its class, for a program may hold two copies of the library. */
export function checkFrame(name: string, value: unknown): void {
  const { columnNames, rowCount, column } = (value ?? {}) as Partial<Frame>;
  if (Array.isArray(columnNames) && typeof rowCount === "number" && typeof column === "function") return;
  throw new TypeError(`Expected ${name} to be a Frame (see readCsv and Frame.fromColumns) but found ${shown(value)}`);
}

/** Throws unless these are options by name, none of them null, and all `known` unless the names are checked elsewhere. */
export function checkOptionNames(
  caller: string,
  options: unknown,
  known: readonly string[] | undefined,
  example: string,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(
      `Expected the options of ${caller} to be an object, e.g. ${example}, but found ${shown(options)}`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (known?.includes(name) === false) {
      const found = `"${name}"${nearestHint(name, known)}`;
      throw new TypeError(`Expected an option of ${caller} (${known.join(", ")}) but found ${found}`);
    }
    if (value === null) throw new TypeError(`Expected ${name} to be given or left out but found null`);
  }
}

/** What stops a job and who hears of its progress; by what they can do, as in `checkFrame`. */
export function checkListeners({ signal, onProgress }: { signal?: unknown; onProgress?: unknown }): void {
  const { aborted, addEventListener, throwIfAborted } = (signal ?? {}) as Partial<AbortSignal>;
  const known = typeof addEventListener === "function" && typeof throwIfAborted === "function";
  if (signal !== undefined && !(known && typeof aborted === "boolean")) {
    throw new TypeError(`Expected signal to be an AbortSignal but found ${shown(signal)}`);
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`Expected onProgress to be a function but found ${shown(onProgress)}`);
  }
}

export function checkWhole(name: string, value: number, least: number, most = Infinity): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`Expected ${name} to be a whole number ${rangeOf(least, most)} but found ${shown(value)}`);
}

/** A finite number within bounds, which are allowed themselves. */
export function checkBetween(name: string, value: number, least: number, most = Infinity): void {
  checkNumber(name, value, rangeOf(least, most), (it) => it >= least && it <= most);
}

export function checkNumber(name: string, value: number, rule: string, holds: (value: number) => boolean): void {
  if (Number.isFinite(value) && holds(value)) return;
  throw new RangeError(`Expected ${name} to be a finite number ${rule} but found ${shown(value)}`);
}

export function checkFlag(name: string, value: boolean): void {
  if (typeof value === "boolean") return;
  throw new TypeError(`Expected ${name} to be true or false but found ${shown(value)}`);
}

/** `more`: what else may be given, for the error. */
export function checkChoice(name: string, value: string, choices: readonly string[], more = ""): void {
  if (choices.includes(value)) return;
  const allowed = choices.map((choice) => `"${choice}"`).join(", ");
  const hint = typeof value === "string" ? nearestHint(value, choices) : "";
  throw new RangeError(`Expected ${name} to be one of ${allowed}${more} but found ${shown(value)}${hint}`);
}

function rangeOf(least: number, most: number): string {
  return most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
}
