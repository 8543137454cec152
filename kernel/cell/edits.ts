/** Edits of a text that leave its lines where they are, and where each word of what comes out comes from. */

/** At offset `start` a text without line breaks is put in; from there to `end` all but line breaks is blanked. */
export interface Edit {
  start: number;
  end: number;
  text: string;
  /** Where on its line the text comes from, if not from `start`. */
  source?: number;
}

/** A line break, a word, or any other character. */
const TOKEN = /(\r\n|[\n\r\u2028\u2029])|[\p{ID_Continue}$]+|\S/gu;

/**
 * The text from `from` to `to` after its edits; of those in the same place the first goes first. Positions are those of
 * `CellCode`: a row for each word that stays and each text put in.
 */
export function applyEdits(
  text: string,
  from: number,
  to: number,
  edits: Edit[],
): { code: string; positions: Int32Array } {
  const rows: number[] = [];
  let code = "";
  let line = 0;
  let lineInCode = 0;
  let lineInText = from;

  /** Adds what stands in the text at `start`, or its blank. */
  const add = (piece: string, start: number, stays: boolean): void => {
    for (const { 0: token, 1: lineBreak, index } of piece.matchAll(TOKEN)) {
      if (lineBreak !== undefined) {
        line++;
        lineInCode = code.length + index + token.length;
        lineInText = start + index + token.length;
      } else if (stays) {
        rows.push(line, code.length + index - lineInCode, line, start + index - lineInText);
      }
    }
    code += piece;
  };

  let at = from;
  for (const { start, end, text: put, source = start } of [...edits].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    add(text.slice(at, start), at, true);
    if (put !== "") rows.push(line, code.length - lineInCode, line, Math.max(0, source - lineInText));
    code += put;
    add(text.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, " "), start, false);
    at = end;
  }
  add(text.slice(at, to), at, true);
  return { code, positions: Int32Array.from(rows) };
}
