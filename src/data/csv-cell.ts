/** The bytes of one CSV cell into what it is: missing, a number, a boolean, or text. */
import { bare, doubled, type Writing } from "./csv-scan.js";

/** What cells a column has been seen to hold; flags, to be joined. */
export const sawByte = 1; // an integer from 0 to 255
export const sawNumber = 2; // any other number
export const sawBoolean = 4;
export const sawText = 8;
export const sawMissing = 16;

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  TRUE: true,
  True: true,
  false: false,
  FALSE: false,
  False: false,
};
const infinities: Readonly<Record<string, number>> = {
  Inf: Infinity,
  "+Inf": Infinity,
  "-Inf": -Infinity,
  Infinity: Infinity,
  "+Infinity": Infinity,
  "-Infinity": -Infinity,
};
/** Powers of ten that Float64 holds exactly. */
const exactPowers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Reads the cells of one file; `missing` are the texts that stand for a missing cell. */
export class CellReader {
  readonly #bytes: Buffer;
  readonly #missing: ReadonlySet<string>;
  /** Whether some missing text begins with this byte. */
  readonly #missingStart: Uint8Array = new Uint8Array(256);
  readonly #longestMissing: number;

  constructor(bytes: Uint8Array, missing: readonly string[]) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#missing = new Set(missing);
    const encoded = missing.map((text) => Buffer.from(text));
    this.#longestMissing = Math.max(0, ...encoded.map(({ length }) => length));
    for (const text of encoded) if (text.length > 0) this.#missingStart[text[0]] = 1;
  }

  /** One of the flags above. */
  classify(start: number, end: number, writing: Writing): number {
    const bytes = this.#bytes;
    // The commonest cell first.
    if (this.#missingStart[bytes[start]] === 0) {
      const value = fewDigits(bytes, start, end);
      if (value >= 0) return value <= 255 ? sawByte : sawNumber;
    }
    if (this.isMissing(start, end, writing)) return sawMissing;
    const number = this.number(start, end);
    if (!Number.isNaN(number)) return isByte(number) ? sawByte : sawNumber;
    return this.boolean(start, end) === undefined ? sawText : sawBoolean;
  }

  /** Whether the cell is one of the missing texts; bare ones are compared without outer blanks. */
  isMissing(start: number, end: number, writing: Writing): boolean {
    const bytes = this.#bytes;
    if (writing === bare) {
      end = trimmedEnd(bytes, start, end);
      start = trimmedStart(bytes, start, end);
    }
    if (end === start) return this.#missing.has("");
    if (!this.#missingStart[bytes[start]] || end - start > this.#longestMissing) return false;
    return this.#missing.has(this.text(start, end, writing) ?? "\uFFFD");
  }

  /** The number that is written there, decimal or scientific, or an infinity; NaN when it is none. */
  number(start: number, end: number): number {
    const bytes = this.#bytes;
    const whole = fewDigits(bytes, start, end);
    if (whole >= 0) return whole;
    end = trimmedEnd(bytes, start, end);
    start = trimmedStart(bytes, start, end);
    let offset = start;
    const sign = bytes[offset];
    if (offset < end && (sign === 43 || sign === 45)) offset++;
    let digits = 0;
    let mantissa = 0;
    let decimals = 0;
    for (; offset < end; offset++, digits++) {
      const digit = bytes[offset] - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = 10 * mantissa + digit;
    }
    if (offset < end && bytes[offset] === 46) {
      for (offset++; offset < end; offset++, digits++, decimals++) {
        const digit = bytes[offset] - 48;
        if (digit < 0 || digit > 9) break;
        mantissa = 10 * mantissa + digit;
      }
    }
    // Up to 15 digits and 22 decimals both numbers are exact, so their quotient is the nearest Float64 (Clinger 1990).
    if (offset === end && digits > 0 && digits <= 15) {
      const value = mantissa / exactPowers[decimals];
      return sign === 45 ? -value : value;
    }
    if (end - start > 400) return NaN;
    const text = bytes.toString("latin1", start, end);
    return digits > 0 ? written(text) : (infinities[text] ?? NaN);
  }

  /** true or false as R, Python and JavaScript write them; undefined when it is neither. */
  boolean(start: number, end: number): boolean | undefined {
    const to = trimmedEnd(this.#bytes, start, end);
    const from = trimmedStart(this.#bytes, start, to);
    if (to - from < 4 || to - from > 5) return undefined;
    const text = this.#bytes.toString("latin1", from, to);
    return Object.hasOwn(booleans, text) ? booleans[text] : undefined;
  }

  /** The text, with doubled quotes undone; undefined when the bytes are not UTF-8. */
  text(start: number, end: number, writing: Writing): string | undefined {
    const text = this.#bytes.toString("utf8", start, end);
    if (text.includes("\uFFFD") && !Buffer.from(text).equals(this.#bytes.subarray(start, end))) {
      return undefined;
    }
    return writing === doubled ? text.replaceAll('""', '"') : text;
  }
}

function isByte(value: number): boolean {
  return value >= 0 && value <= 255 && Number.isInteger(value) && !Object.is(value, -0);
}

/** A number of many digits or with an exponent; NaN when JavaScript would read it but it is no plain number (0x10). */
function written(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
}

/** The number that one to three digits make; −1 when the cell is anything else. */
function fewDigits(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 3 || end === start) return -1;
  let value = 0;
  for (let offset = start; offset < end; offset++) {
    const digit = bytes[offset] - 48;
    if (digit < 0 || digit > 9) return -1;
    value = 10 * value + digit;
  }
  return value;
}

/** The start of the cell behind blanks and tabs. */
function trimmedStart(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && isBlank(bytes[start])) start++;
  return start;
}

/** The end of the cell before blanks and tabs. */
function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && isBlank(bytes[end - 1])) end--;
  return end;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}
