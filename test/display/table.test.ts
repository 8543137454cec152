import { describe, expect, test } from "@jest/globals";
import type { TablePayload } from "#src/display/payload.js";
import { tableBundle } from "#src/display/table.js";

const arrests: TablePayload = {
  title: "Arrests",
  rowCount: 50,
  columnCount: 3,
  columns: [
    { name: "state", kind: "text" },
    { name: "murder", kind: "number" },
    { name: "coastal", kind: "boolean" },
  ],
  cells: [
    ["Alabama", "Alaska", null],
    [13.2, null, "NaN"],
    [true, true, false],
  ],
  rowNames: [0, 1, 2],
  note: "Drawn by hand.",
};

describe("tableBundle", () => {
  test("holds the payload, a table without script and an aligned text, richest first", () => {
    const bundle = tableBundle(arrests);
    expect(Object.keys(bundle)).toEqual(["application/vnd.lowrank.table.v1+json", "text/html", "text/plain"]);
    expect(bundle["application/vnd.lowrank.table.v1+json"]).toBe(arrests);
    expect(bundle["text/html"]).toMatchInlineSnapshot(`
     "<div style="font-size:13px;line-height:1.5">
     <div style="font-weight:600">Arrests</div>
     <div style="overflow-x:auto"><table cellpadding="4" style="border-collapse:collapse;margin:0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums">
     <thead><tr><th style="border-bottom:1px solid rgba(128,128,128,0.45)"></th><th scope="col" style="border-bottom:1px solid rgba(128,128,128,0.45);text-align:left">state</th><th scope="col" style="border-bottom:1px solid rgba(128,128,128,0.45);text-align:right">murder</th><th scope="col" style="border-bottom:1px solid rgba(128,128,128,0.45);text-align:left">coastal</th></tr></thead>
     <tbody>
     <tr><th scope="row" style="opacity:0.65;font-weight:400;text-align:right">0</th><td style="text-align:left">Alabama</td><td>13.2</td><td style="text-align:left">true</td></tr>
     <tr><th scope="row" style="opacity:0.65;font-weight:400;text-align:right">1</th><td style="text-align:left">Alaska</td><td style="opacity:0.65">NA</td><td style="text-align:left">true</td></tr>
     <tr><th scope="row" style="opacity:0.65;font-weight:400;text-align:right">2</th><td style="text-align:left;opacity:0.65">NA</td><td>NaN</td><td style="text-align:left">false</td></tr>
     </tbody></table></div>
     <div style="opacity:0.65">50 rows × 3 columns · 3 rows shown</div>
     <div style="width:fit-content;border-left:4px solid #e69f00;padding:2px 10px;font-weight:600">Drawn by hand.</div>
     </div>"
    `);
  });

  test("as text, numbers stand on the right and missing cells read NA", () => {
    expect(tableBundle(arrests)["text/plain"]).toBe(
      [
        "Arrests",
        "   state    murder  coastal",
        "0  Alabama    13.2  true",
        "1  Alaska       NA  true",
        "2  NA          NaN  false",
        "50 rows × 3 columns · 3 rows shown",
        "Drawn by hand.",
      ].join("\n"),
    );
  });

  test("text and HTML of the user's data are neither interpreted nor able to break the layout", () => {
    const payload: TablePayload = {
      title: "<b>",
      rowCount: 1,
      columnCount: 1,
      columns: [{ name: "<i>", kind: "text" }],
      cells: [["<script>\n\tx"]],
      rowNames: ["<u>"],
      note: "<s>",
    };
    const bundle = tableBundle(payload);
    expect(bundle["text/html"]).not.toMatch(/<(b|i|script|u|s)>/);
    expect(bundle["text/plain"]).toBe("<b>\n     <i>\n<u>  <script> x\n1 row × 1 column\n<s>");
  });

  test("a wide table is cut at 120 characters of text and says how many columns are left out", () => {
    const names = Array.from({ length: 30 }, (_, index) => `pixel${index + 1}`);
    const text = tableBundle({
      title: "",
      rowCount: 60000,
      columnCount: 785,
      columns: names.map((name) => ({ name, kind: "number" })),
      cells: names.map((_, index) => [index]),
      rowNames: [0],
    })["text/plain"] as string;
    const lines = text.split("\n");
    expect(lines[0]).toMatch(/pixel1 .*… 771 more$/);
    expect(lines[1].length).toBeLessThanOrEqual(120);
    expect(lines[2]).toBe("60,000 rows × 785 columns · 1 row and 30 columns shown");
  });

  test("as text the last column may be as long as the line, one before it may not", () => {
    const long = "truncated SVD by the Gram matrix of the columns";
    const payload: TablePayload = {
      ...{ title: "", rowCount: 1, columnCount: 2, rowNames: [0] },
      columns: [
        { name: "a", kind: "text" },
        { name: "b", kind: "text" },
      ],
      cells: [[long], [long]],
    };
    const [, row] = (tableBundle(payload)["text/plain"] as string).split("\n");
    expect(row).toBe(`0  ${long.slice(0, 39)}…  ${long}`);
    const longer = { ...payload, cells: [["short"], ["x".repeat(300)]] };
    const [, cut] = (tableBundle(longer)["text/plain"] as string).split("\n");
    expect(cut).toHaveLength(120);
  });

  test("an empty frame is a header and its size", () => {
    const bundle = tableBundle({
      title: "",
      rowCount: 0,
      columnCount: 1,
      columns: [{ name: "x", kind: "number" }],
      cells: [[]],
      rowNames: [],
    });
    expect(bundle["text/plain"]).toBe("  x\n0 rows × 1 column");
  });
});

test("columns left out between two leave a column of dots in the table, and end the line of text", () => {
  const bundle = tableBundle({
    title: "",
    rowCount: 1,
    columnCount: 9,
    columns: ["a", "b", "z"].map((name) => ({ name, kind: "number" as const })),
    gapAfter: 2,
    cells: [[1], [2], [9]],
    rowNames: [0],
  });
  const cells = [...String(bundle["text/html"]).matchAll(/<t[hd](?: [^>]*)?>([^<]*)</g)].map(([, text]) => text);
  expect(cells).toEqual(["", "a", "b", "…", "z", "0", "1", "2", "…", "9"]);
  expect(String(bundle["text/plain"]).split("\n")[0]).toBe("   a  b  … 7 more");
});
