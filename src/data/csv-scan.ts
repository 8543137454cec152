/** The bytes of a CSV file into fields and records (RFC 4180), without making a string or an object for any of them. */

/** How a field was written: bare, in quotes, or in quotes with doubled quotes inside. */
export const bare = 0;
export const quoted = 1;
export const doubled = 2;
export type Writing = typeof bare | typeof quoted | typeof doubled;

/** Told of each field, and of each record after its fields. */
export interface CsvVisitor {
  /** Bytes `start` up to, not including, `end`; outer quotes are left out, doubled ones are not undone. */
  field(column: number, start: number, end: number, writing: Writing, line: number): void;
  /** `line` is the one on which the record began, from 1. */
  record(fields: number, line: number): void;
}

/** A place in the file. */
export interface CsvPosition {
  offset: number;
  line: number;
}

export interface ScanOptions {
  /** The byte between fields. */
  delimiter: number;
  /** The file's name, for errors. */
  name: string;
  /** Where to begin. */
  from: CsvPosition;
  /** How many records to read at most. Default all. */
  records?: number;
}

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

/**
 * Walks over the records and returns where it stopped. Lines end in LF, CRLF or CR; blank lines are skipped.
 * A quote that is never closed, or that is followed by more text, throws an Error with file and line.
 */
export function scanCsv(bytes: Uint8Array, options: ScanOptions, visitor: CsvVisitor): CsvPosition {
  const { delimiter, name, records = Infinity } = options;
  const length = bytes.length;
  let { offset, line } = options.from;
  let done = 0;

  while (offset < length && done < records) {
    const recordLine = line;
    let column = 0;
    for (;;) {
      let start = offset;
      let end: number;
      let writing: Writing = bare;
      if (bytes[offset] === quote) {
        const quoteLine = line;
        start = offset + 1;
        writing = quoted;
        for (offset = start; ; offset++) {
          if (offset >= length) throw unclosed(name, quoteLine);
          const byte = bytes[offset];
          if (byte === quote) {
            if (bytes[offset + 1] !== quote) break;
            writing = doubled;
            offset++;
          } else if (byte === lineFeed || (byte === carriageReturn && bytes[offset + 1] !== lineFeed)) line++;
        }
        end = offset++;
        if (offset < length && bytes[offset] !== delimiter && !endsLine(bytes[offset])) throw trailing(name, line);
      } else {
        while (offset < length) {
          const byte = bytes[offset];
          if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break;
          offset++;
        }
        end = offset;
      }

      const more = offset < length && bytes[offset] === delimiter;
      const blank = column === 0 && !more && writing === bare && start === end;
      if (!blank) visitor.field(column++, start, end, writing, recordLine);
      if (more) {
        offset++;
        continue;
      }
      if (bytes[offset] === carriageReturn && bytes[offset + 1] === lineFeed) offset++;
      offset++;
      line++;
      if (!blank) {
        visitor.record(column, recordLine);
        done++;
      }
      break;
    }
  }
  return { offset, line };
}

/** The likeliest delimiter: of comma, semicolon, tab and bar the one most frequent outside quotes in the first record. */
export function sniffDelimiter(bytes: Uint8Array, from: number): number {
  const candidates = [",", ";", "\t", "|"].map((character) => character.charCodeAt(0));
  const counts = candidates.map(() => 0);
  let inQuotes = false;
  let begun = false;
  for (let offset = from; offset < bytes.length; offset++) {
    const byte = bytes[offset];
    if (byte === quote) inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (endsLine(byte)) {
      if (begun) break;
      continue;
    }
    begun = true;
    const candidate = candidates.indexOf(byte);
    if (candidate >= 0) counts[candidate]++;
  }
  return candidates[counts.indexOf(Math.max(...counts))];
}

function endsLine(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

function unclosed(name: string, line: number): Error {
  return new Error(`Expected a closing quote in ${name} for the quote that opens on line ${line} but the file ends`);
}

function trailing(name: string, line: number): Error {
  return new Error(`Expected a delimiter or the line's end after the closing quote in ${name}, line ${line}`);
}
