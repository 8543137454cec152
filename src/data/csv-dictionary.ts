/** Strings, row by row, into codes and sorted levels. */
import { sortedLevels } from "./sorted-levels.js";

/** Strings are text, not categories, when more than this many differ and they are more than half of the rows. */
const manyLevels = 20;

export class Dictionary {
  readonly #codes: Int32Array;
  readonly #codeOf = new Map<string, number>();

  constructor(rows: number) {
    this.#codes = new Int32Array(rows);
  }

  /** null is a missing cell. */
  set(row: number, text: string | null): void {
    if (text === null) {
      this.#codes[row] = -1;
      return;
    }
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(text, code);
    }
    this.#codes[row] = code;
  }

  /** A category, levels in the order of `sortedLevels`; or text, when asked for or when hardly two cells are alike. */
  column(
    kind: "category" | "text" | undefined,
  ): { kind: "category"; values: Int32Array; levels: string[] } | { kind: "text"; values: (string | null)[] } {
    const found = [...this.#codeOf.keys()];
    const rows = this.#codes.length;
    if ((kind ?? (found.length > manyLevels && 2 * found.length > rows ? "text" : "category")) === "text") {
      return { kind: "text", values: Array.from(this.#codes, (code) => (code === -1 ? null : found[code])) };
    }
    const levels = sortedLevels(found);
    const place = new Map(levels.map((level, index) => [level, index]));
    const recoded = found.map((level) => place.get(level)!);
    return { kind: "category", values: this.#codes.map((code) => (code === -1 ? -1 : recoded[code])), levels };
  }
}
