import { expect, test } from "@jest/globals";
import { excerpt } from "#kernel/cell/excerpt.js";

test("an excerpt is the line and carets under the place", () => {
  expect(excerpt("let a;\n\tthrow x;", 1, 7, 1)).toEqual(["  2 │ \tthrow x;", "    │ \t      ^"]);
  expect(excerpt("let a;", 3, 0)).toEqual([]);
});

test.each([0, 44, 45, 46, 150, 298, 299])(
  "of a long line it is what stands round the place, here column %i",
  (column) => {
    const line = Array.from({ length: 300 }, (_, i) => String.fromCharCode(0x4e00 + i)).join("");
    const [shown, marked] = excerpt(line, 0, column, 5);
    expect(shown[marked.indexOf("^")]).toBe(line[column]);
    expect(shown.length).toBeLessThanOrEqual(6 + 90 + 2);
    expect(marked.length).toBeLessThanOrEqual(shown.length);
    expect([shown[6] === "…", shown.endsWith("…")]).toEqual([column > 45, column < 255]);
  },
);
