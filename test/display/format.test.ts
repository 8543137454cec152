import { describe, expect, test } from "@jest/globals";
import { escapeHtml, formatBytes, formatColumn, formatCountOf, formatSeconds } from "#src/display/format.js";

describe("formatting", () => {
  test("counts have separators and agree with their noun", () => {
    expect([formatCountOf(1, "row"), formatCountOf(60000, "row")]).toEqual(["1 row", "60,000 rows"]);
  });

  test("durations use the two largest units", () => {
    expect([0, 0.44, 9.96, 59.4, 59.6, 125, 3599.7, 3720].map(formatSeconds)).toEqual([
      "0.0 s",
      "0.4 s",
      "10 s",
      "59 s",
      "1 min 00 s",
      "2 min 05 s",
      "1 h 00 min",
      "1 h 02 min",
    ]);
  });

  test("bytes step through decimal units", () => {
    expect([0, 812, 999, 26_421_880, 120e6, 3e15].map(formatBytes)).toEqual([
      "0 B",
      "812 B",
      "999 B",
      "26.4 MB",
      "120 MB",
      "3000 TB",
    ]);
  });

  test("a column of numbers shares its decimals, as many as five significant digits need", () => {
    expect(formatColumn([1, 20, -3])).toEqual(["1", "20", "-3"]);
    expect(formatColumn([0.001333, 255, 0.14767])).toEqual(["0.001333", "255.000000", "0.147670"]);
    expect(formatColumn([0.5, 1 / 3, 100])).toEqual(["0.50000", "0.33333", "100.00000"]);
    expect(formatColumn([])).toEqual([]);
  });

  test("numbers without a sensible place in the column get an exponent, others their name", () => {
    expect(formatColumn([0, -0, 1, 1e-9, 3.25e20, Number.NaN, -Infinity])).toEqual([
      "0",
      "0",
      "1",
      "1.000e-9",
      "3.250e+20",
      "NaN",
      "-Infinity",
    ]);
  });

  test("decimals of others are not put behind a number of ten digits", () => {
    expect(formatColumn([1e12, 0.5])).toEqual(["1.000e+12", "0.5"]);
    expect(formatColumn([1e12, 5])).toEqual(["1000000000000", "5"]);
  });

  test("HTML from data is text", () => {
    expect(escapeHtml(`<img src=x onerror="a('&')">`)).toBe("&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;");
  });
});
