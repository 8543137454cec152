import { expect, test } from "@jest/globals";
import { composeMaps, decodeMap, lookUp } from "#kernel/cell/source-map.js";

test("mappings are decoded to rows of generated and source positions", () => {
  const rows = decodeMap(JSON.stringify({ mappings: "AAAA;EACA,IAAI" }));
  expect([...rows]).toEqual([0, 0, 0, 0, 1, 2, 1, 0, 1, 6, 1, 4]);
});

test("a place is looked up in the last row at or before it on its line", () => {
  const rows = Int32Array.from([0, 0, 5, 0, 0, 8, 5, 3, 2, 4, 7, 1]);
  expect(lookUp(rows, 0, 7)).toEqual({ line: 5, column: 0 });
  expect(lookUp(rows, 0, 20)).toEqual({ line: 5, column: 3 });
  expect(lookUp(rows, 1, 0)).toBeUndefined();
  expect(lookUp(rows, 2, 3)).toBeUndefined();
});

test("two maps in a row give positions in the cell, without the line tslab puts in front", () => {
  const inner = JSON.stringify({ sources: ["../__tslab__.ts"], mappings: "AACA;AAEA" });
  const outer = JSON.stringify({ mappings: "AAAA;AACA" });
  expect([...composeMaps(outer, inner, Int32Array.of(0, 0, 0, 0, 1, 0, 1, 0))]).toEqual([0, 0, 0, 0, 1, 0, 2, 0]);
});
