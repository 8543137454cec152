import { expect, test } from "@jest/globals";
import { importedNames, plainExports } from "#kernel/cell/emitted.js";
import { REQUIRE } from "#kernel/cell/names.js";

test("getters become assignments, cleared names keep their value, lines keep their number", () => {
  const code = [
    'Object.defineProperty(exports, "__esModule", { value: true });',
    "exports.b = exports.a = void 0;",
    'const fs_1 = require("fs");',
    'Object.defineProperty(exports, "a", { enumerable: true, get: function () { return fs_1.a; } });',
  ].join("\n");
  expect(plainExports(code).split("\n")).toEqual(["", "", `const fs_1 = ${REQUIRE}("fs");`, "exports.a = fs_1.a;"]);
});

test("the modules a cell asks for are listed once each", () => {
  expect(importedNames(['require("a"); require("b")', `${REQUIRE}("a")`])).toEqual(["a", "b"]);
});
