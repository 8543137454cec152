/**
 * Source maps in a row (cell to JavaScript, JavaScript to CommonJS) to one flat table of positions.
 *
 * A row is four numbers: line and column in the code that runs, line and column in the cell, all from 0. Rows ascend.
 * https://tc39.es/ecma426/
 */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** tslab puts one line, `export {};`, in front of the cell. */
const PREFIX_LINES = 1;

/** The map of a cell, not of a file that it imports. */
const CELL = /"sources":\["[^"]*__tslab__\.ts"\]/;

/** `middle` is where the text comes from that `outer` is about, in the text that `inner` is about. */
export function composeMaps(outer: string, inner: string | undefined, middle: Int32Array): Int32Array {
  const rows: number[] = [];
  if (outer === "") return new Int32Array(0);
  const first = inner === undefined ? undefined : decodeMap(inner);
  const prefix = inner !== undefined && isCellMap(inner) ? PREFIX_LINES : 0;
  for (const [line, column, middleLine, middleColumn] of rowsOf(decodeMap(outer))) {
    if (first === undefined) {
      rows.push(line, column, middleLine, middleColumn);
      continue;
    }
    const between = lookUp(middle, middleLine, middleColumn);
    const found = between && lookUp(first, between.line, between.column);
    if (found !== undefined && found.line >= prefix) {
      rows.push(line, column, found.line - prefix, found.column);
    }
  }
  return Int32Array.from(rows);
}

/** Whether a map is that of a cell, not of a file that it imports. */
function isCellMap(map: string): boolean {
  return CELL.test(map);
}

/** The source position of a place in the code: the last row at or before it on its line. */
export function lookUp(
  positions: Int32Array,
  line: number,
  column: number,
): { line: number; column: number } | undefined {
  let low = 0;
  let high = positions.length / 4;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = 4 * middle;
    const before = positions[row] < line || (positions[row] === line && positions[row + 1] <= column);
    if (before) low = middle + 1;
    else high = middle;
  }
  const row = 4 * (low - 1);
  if (low === 0 || positions[row] !== line) return undefined;
  return { line: positions[row + 2], column: positions[row + 3] };
}

/** The text of a source map to rows. */
export function decodeMap(text: string): Int32Array {
  const { mappings } = JSON.parse(text) as { mappings: string };
  const rows: number[] = [];
  let sourceLine = 0;
  let sourceColumn = 0;
  mappings.split(";").forEach((lineText, line) => {
    let column = 0;
    for (const segment of lineText.split(",")) {
      if (segment === "") continue;
      const [columnStep, , lineStep = 0, sourceStep = 0] = decodeNumbers(segment);
      column += columnStep;
      sourceLine += lineStep;
      sourceColumn += sourceStep;
      rows.push(line, column, sourceLine, sourceColumn);
    }
  });
  return Int32Array.from(rows);
}

/** Base64 variable-length numbers: five bits a digit, low first, the sign in the lowest bit. */
function decodeNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

function* rowsOf(positions: Int32Array): Generator<[number, number, number, number]> {
  for (let row = 0; row < positions.length; row += 4) {
    yield [positions[row], positions[row + 1], positions[row + 2], positions[row + 3]];
  }
}
