import { expect, test } from "@jest/globals";
import { toCodePoints, toUnits } from "#kernel/session/code-points.js";

test("a position behind a letter outside the basic plane counts one code point and two units", () => {
  expect(toUnits("𝒳.a", 3)).toBe(4);
  expect(toCodePoints("𝒳.a", 4)).toBe(3);
});

test("positions of plain text are the same, and those past the end stop there", () => {
  expect(toUnits("abc", 2)).toBe(2);
  expect(toUnits("abc", 9)).toBe(3);
  expect(toCodePoints("abc", 9)).toBe(3);
});
