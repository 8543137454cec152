/**
 * The README's example prints what the README says, to the letter.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import { testOnRealData } from "./helpers/real-data.js";

testOnRealData("the README's example prints the README's output", () => {
  const readme = readFileSync("README.md", "utf8");
  const block = (language: string): string => readme.split(`\`\`\`${language}\n`)[1].split("```")[0];
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", block("ts")], { encoding: "utf8" });
  expect(printed).toBe(block("text"));
});
