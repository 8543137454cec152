/** What glrm refuses, in which words, and what it warns of. */
import { describe, expect, test } from "@jest/globals";
import { Column } from "#src/frame/column.js";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { frameOf } from "./frame-of.js";

describe("bad input is refused before any work", () => {
  const frame = frameOf([
    [1, 2, 3],
    [3, 5, 9],
    [4, 4, 1],
  ]);
  const cases: [string, GlrmOptions, RegExp][] = [
    ["k = 0", { k: 0 }, /Expected k to be a whole number of at least 1 but found 0/],
    ["k = 1.5", { k: 1.5 }, /Expected k .* found 1.5/],
    ["k past the rank", { k: 4 }, /Expected k to be at most min\(rows, columns\) = 3 but found 4/],
    ["an unknown option", { k: 1, rank: 2 } as GlrmOptions, /Expected an option of glrm .* found "rank"/],
    ["an unknown loss", { k: 1, loss: "hubert" } as unknown as GlrmOptions, /Expected loss to be one of "quadratic"/],
    ["an unknown transform", { k: 1, transform: "scale" } as unknown as GlrmOptions, /Expected transform .* "scale"/],
    ["a tolerance that is NaN", { k: 1, tolerance: NaN }, /Expected tolerance .* NaN/],
    ["no iterations", { k: 1, maxIterations: 0 }, /Expected maxIterations .* 0/],
    ["a seed that is no integer", { k: 1, seed: 0.5 }, /Expected seed .* 0.5/],
  ];
  test.each(cases)("%s", async (_, options, message) => {
    await expect(glrm(frame, options)).rejects.toThrow(message);
  });

  const more: [string, Partial<GlrmOptions>, RegExp][] = [
    ["a weight that is negative", { gammaX: -1 }, /Expected gammaX to be a finite number of at least 0 but found -1/],
    ["a period of zero", { period: 0 }, /Expected period .* above 0 but found 0/],
    ["a quantile of one", { quantile: 1 }, /Expected quantile .* between 0 and 1 but found 1/],
    [
      "steps the wrong way round",
      { initStepSize: 0.1, minStepSize: 0.2 },
      /minStepSize to be at most initStepSize = 0.1/,
    ],
    ["init user without a start", { init: "user" }, /Expected userY or userX with init "user" but found neither/],
    [
      "a flag that is a word",
      { canonical: "yes" as unknown as boolean },
      /canonical to be true or false but found "yes"/,
    ],
    [
      "an unknown regulariser",
      { regularizationX: "ridge" as "none" },
      /Expected regularizationX to be one of .* "ridge"/,
    ],
    [
      "fewer losses than columns",
      { lossByCol: ["huber"] },
      /lossByCol to hold one loss for each .* 3 columns but found 1/,
    ],
    ["losses in a Map", { lossByCol: new Map() as unknown as [] }, /lossByCol to be .* found an object of type Map/],
    [
      "a list of losses with a hole",

      { lossByCol: ["huber", , "huber"] as unknown as ["huber"] },
      /loss of column "V2" \(number\) in lossByCol to be one of .* but found undefined/,
    ],
    ["a large integer", { k: 2n as unknown as number }, /Expected k .* found 2n/],
    ["an index past the end", { lossByCol: ["huber"], lossByColIdx: [3] }, /columns from 0 to 2 but found 3/],
    ["an index alone", { lossByColIdx: [0] }, /Expected lossByCol with lossByColIdx/],
    [
      "a loss of a category for a number",
      { lossByCol: { V1: "ordinal" } },
      /loss of column "V1" \(number\).* "ordinal"/,
    ],
    ["a loss for a column that is not there", { lossByCol: { V9: "huber" } }, /"V9"; nearest/],
    [
      "a loss with a kink for parabolas",
      { loss: "absolute", solver: "majorize" },
      /bounded curvature .* "absolute" for "V1"/,
    ],
    [
      "cells that are not 0 or 1",
      { loss: "logistic" },
      /cells of "V1" to be 0 or 1 with loss "logistic" but found 3 in row 1/,
    ],
  ];
  test.each(more)("%s", async (_, options, message) => {
    await expect(glrm(frame, { k: 1, ...options })).rejects.toThrow(message);
  });

  test("a loss of 0 and 1 for a category, unless it has two levels", async () => {
    const words = Frame.fromColumns({ c: ["a", "b", "c", "a"], two: ["x", "y", "y", "x"], n: [1, 2, 3, 5] });
    await expect(glrm(words, { k: 1, lossByCol: { c: "logistic" } })).rejects.toThrow(
      '"biggerVersusSmaller", or, if it had two levels rather than 3, a loss of 0 and 1 but found "logistic"',
    );
    await expect(glrm(words, { k: 1, lossByCol: { two: "logistic" } })).resolves.toBeDefined();
  });

  test("negative cells for counts, and for factors that are not negative", async () => {
    const negative = frameOf([
      [1, 2],
      [3, -4],
      [0, 1],
    ]);
    await expect(glrm(negative, { k: 1, loss: "poisson" })).rejects.toThrow(
      /"V2" to be 0 or more .* found -4 in row 1/,
    );
    const nonNegative = { regularizationX: "nonNegative", regularizationY: "nonNegative" } as const;
    await expect(glrm(negative, { k: 1, ...nonNegative })).rejects.toThrow(/at least 0 .* found -4 in row 1 of "V2"/);
  });

  test("negative cells are taken by H2O's rule where a constraint has no weight", async () => {
    const rows = frameOf([
      [1, -2],
      [3, 1],
      [2, 2],
    ]);
    const nonNegative = { regularizationX: "nonNegative", regularizationY: "nonNegative", gammaY: 1 } as const;
    const start = { userX: frameOf([[-1], [1], [1]]), userY: frameOf([[1, 1]], ["V1", "V2"]) };
    const model = await glrm(rows, { k: 1, ...nonNegative, ...start, solver: "h2o" });
    expect(Math.min(...([...model.representation.column("Arch1")] as number[]))).toBeLessThan(0);
    await expect(glrm(rows, { k: 1, ...nonNegative, gammaX: 1, solver: "h2o" })).rejects.toThrow(/found -2 in row 0/);
  });

  test("columns of text, without any value, with an infinite cell; starts of the wrong shape", async () => {
    const texts = Array.from({ length: 30 }, (_, i) => `t${i}`);
    const text = new Frame([new Column("t", { kind: "text", values: texts, length: 30 })]);
    await expect(glrm(text, { k: 1 })).rejects.toThrow(/column "t" to hold numbers, booleans or categories/);
    const empty = frameOf([
      [1, NaN, 2],
      [2, NaN, 1],
      [4, NaN, 4],
    ]);
    await expect(glrm(empty, { k: 1, ignoreConstCols: false })).rejects.toThrow(/column "V2" to hold a value/);
    await expect(
      glrm(
        frameOf([
          [1, 2],
          [3, -Infinity],
        ]),
        { k: 1 },
      ),
    ).rejects.toThrow(/found -Infinity in row 1 of "V2"/);
    await expect(glrm(frame, { k: 2, userY: frameOf([[1, 2, 3]]) })).rejects.toThrow(
      /userY to have 2 rows and 3 columns but found 1 x 3/,
    );
    await expect(glrm(frame, { k: 1, userX: frameOf([[1], [2]]) })).rejects.toThrow(
      /userX to have 3 rows and 1 columns but found 2 x 1/,
    );
    await expect(glrm(frame, { k: 1, userY: frameOf([[0, 0, 0]]) })).rejects.toThrow(/other than 0/);
    await expect(glrm(frame, { k: 1, validationFrame: frame.slice(0, 2) })).rejects.toThrow(
      /validationFrame to have the frame's 3 rows but found 2/,
    );
  });

  test("a row without any value is allowed, with a warning that names it", async () => {
    const model = await glrm(
      frameOf([
        [1, 2],
        [NaN, NaN],
        [3, 1],
        [2, 5],
      ]),
      { k: 1 },
    );
    expect(model.warnings.join()).toMatch(/1 row has no observed cell, so nothing says where it belongs: 1/);
    expect(model.representation.at(1, "Arch1")).toBe(0);
  });

  test("weights that do nothing are warned of", async () => {
    const one = await glrm(frame, { k: 1, regularizationX: "l1" });
    expect(one.warnings.join()).toMatch(/regularizationX "l1" is inactive, because gammaX is 0/);
    const other = await glrm(frame, { k: 1, gammaY: 2 });
    expect(other.warnings.join()).toMatch(/gammaY = 2 does nothing/);
    const side = await glrm(frame, { k: 1, regularizationX: "quadratic", gammaX: 1, maxIterations: 5 });
    expect(side.warnings.join()).toMatch(/One side alone/);
  });

  test("a frame without rows, and one of constants", async () => {
    await expect(glrm(frame.slice(0, 0), { k: 1 })).rejects.toThrow(/rows and columns but found 0 x 3/);
    await expect(
      glrm(
        frameOf([
          [1, 2],
          [1, 2],
        ]),
        { k: 1 },
      ),
    ).rejects.toThrow(/all 2 are constant \(see ignoreConstCols\)/);
  });
});
