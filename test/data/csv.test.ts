import { describe, expect, test } from "@jest/globals";
import { type CsvOptions, type CsvTable, parseCsv } from "#src/data/csv.js";

const parse = (text: string | Uint8Array, options?: CsvOptions): CsvTable =>
  parseCsv(typeof text === "string" ? Buffer.from(text) : text, "bad.csv", options);

/** Cells of each column, decoded. */
function cells(table: CsvTable): Record<string, unknown[]> {
  return Object.fromEntries<unknown[]>(
    table.columns.map(({ name, kind, values, offset, stride, length, levels }): [string, unknown[]] => {
      const stored = Array.from({ length }, (_, row) => values[offset + row * stride]);
      if (kind === "category") return [name, stored.map((code) => (code === -1 ? null : levels![code as number]))];
      if (kind === "boolean") return [name, stored.map((code) => (code === 255 ? null : code === 1))];
      return [name, stored];
    }),
  );
}
const kinds = (table: CsvTable): string[] => table.columns.map(({ kind }) => kind);

describe("parseCsv", () => {
  test("tells numbers, booleans and categories apart", () => {
    const table = parse("byte,real,flag,colour\n0,1.5,TRUE,red\n255,-2e3,false,blue\n7,NA,NA,?\n");
    expect(kinds(table)).toEqual(["number", "number", "boolean", "category"]);
    expect(cells(table)).toEqual({
      byte: [0, 255, 7],
      real: [1.5, -2000, NaN],
      flag: [true, false, null],
      colour: ["red", "blue", null],
    });
    expect(table.columns[3].levels).toEqual(["blue", "red"]);
  });

  test("stores integers from 0 to 255 without missing cells as bytes, anything else as Float64", () => {
    const { columns } = parse("a,b,c,d,e\n1,256,-1,1.5,NA\n2,3,4,5,6\n");
    expect(columns.map(({ values }) => values.constructor.name)).toEqual([
      "Uint8Array",
      ...Array<string>(4).fill("Float64Array"),
    ]);
  });

  test("puts all byte columns in one row-major block on shared memory, as Kaggle's fashion-mnist_train.csv needs", () => {
    const { columns, rowCount } = parse("label,pixel1,pixel2\n9,0,255\n3,17,4\n");
    const [label, pixel1, pixel2] = columns;
    expect(rowCount).toBe(2);
    expect(pixel1.values).toBe(label.values);
    expect([label, pixel1, pixel2].map(({ offset, stride }) => [offset, stride])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect([...(label.values as Uint8Array)]).toEqual([9, 0, 255, 3, 17, 4]);
    expect((label.values as Uint8Array).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("reads quoted fields with delimiters, doubled quotes and line ends", () => {
    expect(cells(parse('a,b\n"x, ""y""","1\r\n2\n3"\n"","z"\n'))).toEqual({
      a: ['x, "y"', null],
      b: ["1\r\n2\n3", "z"],
    });
  });

  test.each([
    ["LF", "a,b\n1,x\n2,y\n"],
    ["CRLF", "a,b\r\n1,x\r\n2,y\r\n"],
    ["CR", "a,b\r1,x\r2,y\r"],
    ["no line end at the end", "a,b\n1,x\n2,y"],
    ["blank lines", "\n\na,b\n\n1,x\r\n\r\n2,y\n\n"],
    ["a byte order mark", "\uFEFFa,b\n1,x\n2,y\n"],
    ["semicolons", "a;b\n1;x\n2;y\n"],
    ["tabs", "a\tb\n1\tx\n2\ty\n"],
    ["bars", "a|b\n1|x\n2|y\n"],
    ["quotes everywhere", '"a","b"\n"1","x"\n"2","y"\n'],
    ["blanks around numbers", "a,b\n 1,x\n2\t,y\n"],
  ])("reads the same table from a file with %s", (_, text) => {
    expect(cells(parse(text))).toEqual({ a: [1, 2], b: ["x", "y"] });
  });

  test("takes a quoted candidate for a delimiter as text, and the delimiter option over any guess", () => {
    expect(cells(parse('"a,b,c";d\n1;2\n'))).toEqual({ "a,b,c": [1], d: [2] });
    expect(cells(parse("a;b,c\nx;1,y;2\n", { delimiter: "," }))).toEqual({ "a;b": ["x;1"], c: ["y;2"] });
  });

  test("takes the given texts, and only these, as missing", () => {
    expect(cells(parse("a,b\n-999,-999\n1,x\n", { missing: ["-999"] }))).toEqual({ a: [NaN, 1], b: [null, "x"] });
    expect(cells(parse("a,b\nNA,\n1,x\n", { missing: [] }))).toEqual({ a: ["NA", "1"], b: ["", "x"] });
  });

  test("names the columns of a file without header V1, V2, ...", () => {
    expect(cells(parse("1,x\n2,y\n", { header: false }))).toEqual({ V1: [1, 2], V2: ["x", "y"] });
  });

  test("makes empty and repeated names different, and says so", () => {
    const { columns, notices } = parse(",x,x,x_2,\n1,2,3,4,5\n");
    expect(columns.map(({ name }) => name)).toEqual(["V1", "x", "x_3", "x_2", "V5"]);
    expect(notices).toEqual([
      'column 1, without a name, is "V1"',
      'column 3, again "x", is "x_3"',
      'column 5, without a name, is "V5"',
    ]);
  });

  test("keeps strings as text when more than 20 differ and hardly two are alike, or when kinds says so", () => {
    const rows = Array.from({ length: 30 }, (_, i) => `name${i},${i % 3}x`);
    expect(kinds(parse(["a,b", ...rows].join("\n")))).toEqual(["text", "category"]);
    expect(kinds(parse(["a,b", ...rows].join("\n"), { kinds: { a: "category", b: "text" } }))).toEqual([
      "category",
      "text",
    ]);
    expect(cells(parse("zip\n01234\n00017\n", { kinds: { zip: "text" } }))).toEqual({ zip: ["01234", "00017"] });
  });

  test("orders levels by number when all are numbers, otherwise by code unit", () => {
    const levels = (...texts: string[]): unknown => {
      return parse(["a", ...texts].join("\n"), { kinds: { a: "category" } }).columns[0].levels;
    };
    expect(levels("10", "2", "1", "11", "2")).toEqual(["1", "2", "10", "11"]);
    expect(levels("1e3", "-2.5", "+7", ".5", "01", "1")).toEqual(["-2.5", ".5", "01", "1", "+7", "1e3"]);
    expect(levels("10", "2", "none")).toEqual(["10", "2", "none"]);
    expect(levels("10", "2", "1e999")).toEqual(["10", "1e999", "2"]);
    const coded = parse("a\n10\n2\n10\n", { kinds: { a: "category" } });
    expect(cells(coded)).toEqual({ a: ["10", "2", "10"] });
  });

  test("reads columns named as what every object has", () => {
    const table = parse("constructor,__proto__,toString\n1,2,a\n3,4,b\n");
    expect(kinds(table)).toEqual(["number", "number", "category"]);
  });

  test("reads numbers exactly as JavaScript does, and nothing else as numbers", () => {
    const texts = ["0.1", "-0", "+7", ".5", "5.", "1e-7", "123456789012345678", "0.30000000000000004", "1e400", "-Inf"];
    const values = texts.map((text) => (text === "-Inf" ? -Infinity : Number(text)));
    expect(cells(parse(["a", ...texts].join("\n"))).a).toEqual(values);
    for (const text of ["0x10", "1_000", "1,5", "--1", "1e", ".", "+", "12a", "Infinite"]) {
      expect(kinds(parse(`a;b\n${text};1\n`))).toEqual(["category", "number"]);
    }
  });

  test("reads a header without rows, and a column without any cell, as numbers", () => {
    const empty = parse("a,b\n");
    expect([empty.rowCount, kinds(empty)]).toEqual([0, ["number", "number"]]);
    expect(cells(parse("a,b\n,1\n,2\n"))).toEqual({ a: [NaN, NaN], b: [1, 2] });
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ["a short record", "a,b,c\n1,2,3\n4,5\n", /^Expected 3 fields in bad\.csv, line 3 but found 2$/],
    ["a long record", "a,b\n1,2\n\n3,4,5\n", /^Expected 2 fields in bad\.csv, line 4 but found 3$/],
    ["a short record behind line ends in quotes", 'a,b\n"1\n\n2",3\n4\n', /2 fields in bad\.csv, line 5 but found 1$/],
    [
      "a quote that is never closed",
      'a,b\n1,2\n3,"4\n5,6\n',
      /closing quote in bad\.csv .* opens on line 3 but the file ends/,
    ],
    ["text behind a closing quote", 'a,b\n1,"2"x\n', /after the closing quote in bad\.csv, line 2$/],
    ["nothing", "", /Expected bad\.csv to hold at least one record but found none/],
    ["only blank lines", "\n\r\n", /Expected bad\.csv to hold at least one record but found none/],
    [
      "UTF-16",
      Buffer.from("\uFEFFa,b\n", "utf16le"),
      /Expected bad\.csv to be UTF-8 text but found UTF-16 at offset 0/,
    ],
    ["Latin-1", Buffer.from("a,b\n1,caf\u00e9\n", "latin1"), /Expected UTF-8 text in bad\.csv, line 2/],
  ])("refuses %s, naming file and line", (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test("refuses options it cannot follow", () => {
    expect(() => parse("a\n1\n", { delimiter: "ab" })).toThrow(
      'delimiter to be one ASCII character, no quote or line end, but found "ab"',
    );
    expect(() => parse("a\n1\n", { kinds: { b: "text" } })).toThrow(
      'Expected kinds to name columns of bad.csv but found "b"',
    );
  });
});
