/** The cells of this session, and the three ways to ask for them: the last ones, a range, or those like a pattern. */

import type { Content } from "../wire/message.js";

interface Entry {
  line: number;
  input: string;
  output: string | null;
}

/** One process is one session. */
const SESSION = 1;

/** [session, line, input], or with outputs [session, line, [input, output]]. */
type Row = [number, number, string | [string, string | null]];

export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: null });
  }

  setOutput(line: number, output: string): void {
    const entry = this.#entries.filter((it) => it.line === line).at(-1);
    if (entry !== undefined) entry.output = output;
  }

  /** The content of a history_request to the rows it asks for. */
  answer(request: Content): Row[] {
    const found = this.#find(request);
    return found.map(({ line, input, output }) => [SESSION, line, request.output === true ? [input, output] : input]);
  }

  #find(request: Content): Entry[] {
    const count = typeof request.n === "number" ? request.n : Infinity;
    switch (request.hist_access_type) {
      case "tail":
        return last(this.#entries, count);
      case "range": {
        const session = Number(request.session ?? 0);
        if (session !== 0 && session !== SESSION) return [];
        const start = Number(request.start ?? 0);
        const stop = typeof request.stop === "number" ? request.stop : Infinity;
        return this.#entries.filter(({ line }) => line >= start && line < stop);
      }
      case "search": {
        const pattern = globToRegExp(typeof request.pattern === "string" ? request.pattern : "*");
        const matching = this.#entries.filter(({ input }) => pattern.test(input));
        return last(request.unique === true ? latestOfEach(matching) : matching, count);
      }
      default:
        return [];
    }
  }
}

function last(entries: Entry[], count: number): Entry[] {
  return count <= 0 ? [] : entries.slice(-count);
}

function latestOfEach(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.input, entry])).values()].sort((a, b) => a.line - b.line);
}

/** `*` stands for any text, `?` for one character. */
function globToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${source}$`, "u");
}
