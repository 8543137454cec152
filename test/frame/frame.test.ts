import { describe, expect, test } from "@jest/globals";
import { inspect } from "node:util";
import { displaySymbol } from "#src/display/host.js";
import { TABLE_MIME, type TablePayload } from "#src/display/payload.js";
import { Frame } from "#src/frame/frame.js";
import { matrix, people, rowsOf } from "./frames.js";

describe("a frame", () => {
  test("has dimensions, names and cells", () => {
    expect(people.dim()).toEqual([4, 3]);
    expect([people.rowCount, people.columnCount]).toEqual([4, 3]);
    expect(people.columnNames).toEqual(["name", "age", "member"]);
    expect(people.at(0, "name")).toBe("Ada");
    expect(people.row(2)).toEqual({ name: null, age: 52, member: false });
    expect(people.objects(1)).toEqual([{ name: "Ada", age: 36, member: true }]);
  });

  test("has columns with kind, levels, cells and missing cells", () => {
    const name = people.column("name");
    expect([name.name, name.kind, name.length, name.levels]).toEqual(["name", "category", 4, ["Ada", "Ben", "Dan"]]);
    expect([...name]).toEqual(["Ada", "Ben", null, "Dan"]);
    expect(name.toNumbers()).toEqual(Float64Array.of(0, 1, NaN, 2));
    expect(people.column("age").toArray()).toEqual([36, NaN, 52, 20]);
    expect(people.column("age").isMissing(1)).toBe(true);
    expect(people.column("member").kind).toBe("boolean");
    expect(people.column("member").toNumbers()).toEqual(Float64Array.of(1, NaN, 0, 1));
  });

  test("orders the levels of a category by number when all are numbers", () => {
    const frame = Frame.fromColumns({ grade: ["10", "9", null, "2"], size: ["10", "9", null, "XL"] });
    expect(frame.column("grade").levels).toEqual(["2", "9", "10"]);
    expect([...frame.column("grade")]).toEqual(["10", "9", null, "2"]);
    expect(frame.column("size").levels).toEqual(["10", "9", "XL"]);
  });

  test("views typed arrays without a copy, and widens the kinds it does not store", () => {
    const bytes = Uint8Array.of(1, 2);
    const frame = Frame.fromColumns({ bytes, small: Int16Array.of(-1, 5) });
    expect(frame.column("bytes").values).toBe(bytes);
    expect(frame.column("small").values).toEqual(Float64Array.of(-1, 5));
  });

  test("keeps names that are integers, or names of properties, in their order", () => {
    const frame = Frame.fromMatrix({
      data: Uint8Array.of(1, 2, 3, 4),
      rows: 1,
      columns: 4,
      names: ["10", "2", "__proto__", "toString"],
    });
    expect(frame.columnNames).toEqual(["10", "2", "__proto__", "toString"]);
    expect(frame.at(0, "__proto__")).toBe(3);
    expect(frame.filter((row) => (row.toString as unknown) === 4 && row["10"] === 1).rowCount).toBe(1);
  });

  test("selects, drops and renames columns", () => {
    expect(people.select("age", "name").columnNames).toEqual(["age", "name"]);
    expect(people.drop("age").columnNames).toEqual(["name", "member"]);
    expect(people.rename({ age: "years" }).columnNames).toEqual(["name", "years", "member"]);
    expect(people.rename({ age: "name", name: "age" }).row(0)).toEqual({ age: "Ada", name: 36, member: true });
  });

  test("takes the first, last, and any rows between", () => {
    expect(matrix.head(2).column("a").toArray()).toEqual([1, 4]);
    expect(matrix.tail(1).column("a").toArray()).toEqual([10]);
    expect(matrix.head(99).rowCount).toBe(4);
    expect(matrix.slice(1, 3).column("c").toArray()).toEqual([6, 9]);
    expect(matrix.slice(-2).column("c").toArray()).toEqual([9, 12]);
    expect(matrix.slice(3, 1).rowCount).toBe(0);
    const odd = matrix.filter((_, index) => index % 2 === 1);
    expect(odd.slice(1).column("a").toArray()).toEqual([10]);
  });

  test("filters rows, again and again", () => {
    const big = matrix.filter((row) => row.a > 1).filter((row) => row.c < 12);
    expect(rowsOf(big)).toEqual([
      [4, 5, 6],
      [7, 8, 9],
    ]);
    expect(matrix.filter(() => false).dim()).toEqual([0, 3]);
  });

  test("hands filter a row object that spreads into a plain one", () => {
    const seen: unknown[] = [];
    people.filter((row, index) => (index === 1 ? seen.push({ ...row }) > 0 : false));
    expect(seen).toEqual([{ name: "Ben", age: NaN, member: null }]);
  });

  test("orders by numbers, levels or booleans: stable, missing last, either way", () => {
    const frame = Frame.fromColumns({ key: [2, NaN, 1, 2, 1], place: [0, 1, 2, 3, 4] });
    expect(frame.orderBy("key").column("place").toArray()).toEqual([2, 4, 0, 3, 1]);
    expect(frame.orderBy("key", { descending: true }).column("place").toArray()).toEqual([0, 3, 2, 4, 1]);
    expect(people.orderBy("name", { descending: true }).column("name").toArray()).toEqual(["Dan", "Ben", "Ada", null]);
    expect(people.orderBy("member").column("member").toArray()).toEqual([false, true, true, null]);
  });

  test("draws the same rows from the same seed, each at most once", () => {
    const hundred = Frame.fromColumns({ n: Array.from({ length: 100 }, (_, i) => i) });
    const drawn = hundred.sample(30, { seed: 5 }).column("n").toArray() as number[];
    expect(hundred.sample(30, { seed: 5 }).column("n").toArray()).toEqual(drawn);
    expect(hundred.sample(30, { seed: 6 }).column("n").toArray()).not.toEqual(drawn);
    expect(new Set(drawn).size).toBe(30);
  });

  test("gives a category its levels in order", () => {
    const sizes = Frame.fromColumns({ size: ["large", null, "small", "medium"], code: [2, 10, NaN, 2] });
    const ordered = sizes.relevel("size", ["small", "medium", "large", "huge"]).relevel("code", ["10", "2"]);
    expect(ordered.columnNames).toEqual(["size", "code"]);
    expect(ordered.orderBy("size").column("size").toArray()).toEqual(["small", "medium", "large", null]);
    expect([...ordered.column("size").toNumbers()]).toEqual([2, NaN, 0, 1]);
    expect([...ordered.column("code").toNumbers()]).toEqual([1, 0, NaN, 1]);
    expect(ordered.column("code").levels).toEqual(["10", "2"]);
    expect(sizes.column("size").levels).toEqual(["large", "medium", "small"]);
    expect(() => sizes.relevel("size", ["small", "large"])).toThrow(
      'Expected levels to hold every cell of column "size" but found "medium" in row 3',
    );
    expect(() => sizes.relevel("size", ["a", "b", "a"])).toThrow('Expected levels to differ but found "a" twice');
    expect(() => sizes.relevel("size", [])).toThrow(
      "Expected levels to be an array of strings, at least one, but found",
    );
    expect(() => sizes.relevel("colour", ["a"])).toThrow("colour");
  });

  test("derives, assigns and binds columns", () => {
    const derived = matrix.derive("sum", ({ a, b, c }) => Number(a) + Number(b) + Number(c));
    expect(derived.column("sum").toArray()).toEqual([6, 15, 24, 33]);
    expect(matrix.derive("b", (row) => (row.b > 5 ? "big" : "small")).columnNames).toEqual(["a", "b", "c"]);
    expect(matrix.cbind(people).columnNames).toEqual(["a", "b", "c", "name", "age", "member"]);
    expect(matrix.assign(matrix.select("a").derive("a", () => 0)).row(3)).toEqual({ a: 0, b: 11, c: 12 });
  });

  test("counts values in order, missing ones last", () => {
    const frame = Frame.fromColumns({ shade: ["b", "a", null, "b"], number: [10, 9, 10, NaN] });
    expect(rowsOf(frame.table("shade"))).toEqual([
      ["a", 1],
      ["b", 2],
      [null, 1],
    ]);
    expect(rowsOf(frame.table("number"))).toEqual([
      [9, 1],
      [10, 2],
      [NaN, 1],
    ]);
  });

  test("counts and averages groups", () => {
    const frame = Frame.fromColumns({
      group: ["x", "y", "x", "y"],
      value: [1, 2, 3, NaN],
      flag: [true, true, true, true],
    });
    expect(rowsOf(frame.groupBy("group").count())).toEqual([
      ["x", 2],
      ["y", 2],
    ]);
    expect(frame.groupBy("group").mean().objects()).toEqual([
      { group: "x", value: 2 },
      { group: "y", value: 2 },
    ]);
  });

  test("summarises numbers as R does, and counts the levels of the others", () => {
    expect(matrix.summary(["a"]).objects()).toEqual([
      { column: "a", min: 1, q1: 3.25, median: 5.5, mean: 5.5, q3: 7.75, max: 10, missing: 0 },
    ]);
    const [name, age] = people.summary().objects();
    expect(name).toMatchObject({ column: "name", min: NaN, missing: 1, levels: 3, counts: "Ada 1, Ben 1, Dan 1" });
    expect(age).toMatchObject({ column: "age", min: 20, median: 36, missing: 1, levels: NaN, counts: null });
  });

  test("writes CSV", () => {
    expect(people.toCsv()).toBe("name,age,member\r\nAda,36,true\r\nBen,,\r\n,52,false\r\nDan,20,true\r\n");
  });

  test("carries its note into every frame made from it", () => {
    const noted = Frame.fromColumns({ a: [1, 2], b: [3, 4] }, { note: "drawn" });
    const made = [
      noted.select("a"),
      noted.drop("a"),
      noted.rename({ a: "z" }),
      noted.filter(() => true),
      noted.head(1),
      noted.sample(1),
      noted.orderBy("a"),
      noted.derive("c", () => 1),
      noted.table("a"),
      noted.summary(),
      noted.groupBy("a").count(),
      people.head(2).assign(noted),
    ];
    for (const frame of made) expect(frame.note).toBe("drawn");
    expect(inspect(noted)).toContain("drawn");
  });
});

describe("a frame refuses", () => {
  test.each<[string, () => unknown, string]>([
    [
      "an unknown column",
      () => people.column("Agee"),
      'one of the frame\'s 3 columns but found "Agee"; nearest: "age"',
    ],
    ["an unknown column far from all", () => people.select("pixel17"), '3 columns but found "pixel17"'],
    [
      "the beginning of a column's name",
      () => Frame.fromColumns({ "Age (years)": [1] }).select("Age"),
      'found "Age"; nearest: "Age (years)"',
    ],
    ["an unknown column in a filter", () => people.filter((row) => row.agee > 3), 'found "agee"; nearest: "age"'],
    ["an unknown column to drop", () => people.drop("nme"), 'found "nme"; nearest: "name"'],
    ["a list for a name", () => people.select(["name", "age"] as never), "3 columns but found a list of 2"],
    ["an unknown column to rename", () => people.rename({ nme: "x" }), 'found "nme"'],
    ["a row past the end", () => void people.at(4, "age"), "Expected row to be a whole number from 0 to 3 but found 4"],
    ["a negative row", () => people.row(-1), "Expected row to be a whole number from 0 to 3 but found -1"],
    ["half a row", () => void people.column("age").at(0.5), "to be a whole number from 0 to 3 but found 0.5"],
    ["a row of nothing", () => people.head(0).row(0), "the frame has no rows"],
    ["a negative head", () => people.head(-1), "Expected n to be a whole number of at least 0 but found -1"],
    ["half a slice", () => people.slice(0.5), "Expected start to be an integer but found 0.5"],
    ["too large a sample", () => people.sample(5), "Expected n to be at most the frame's 4 rows but found 5"],
    ["half a seed", () => people.sample(1, { seed: 0.5 }), "Expected seed to be an integer but found 0.5"],
    ["unequal columns", () => Frame.fromColumns({ a: [1], b: [1, 2] }), 'found "a" with 1 and "b" with 2 rows'],
    ["unequal frames", () => people.assign(matrix.head(2)), "Expected a frame of 4 rows but found 2"],
    [
      "the same name twice",
      () => people.rename({ age: "name" }),
      'Expected column names to differ but found "name" twice',
    ],
    [
      "the same column twice",
      () => people.select("age", "age"),
      'Expected column names to differ but found "age" twice',
    ],
    ["a name in both frames", () => people.cbind(people), 'but found "name" in both'],
    [
      "mixed cells",
      () => Frame.fromColumns({ a: [1, null, "x"] }),
      'column "a" to be of one type, number, but found string in row 2',
    ],
    [
      "cells of another type",
      () => Frame.fromColumns({ a: [new Date(0)] }),
      "numbers, booleans or strings but found Date in row 0",
    ],
    ["bigints", () => Frame.fromColumns({ a: BigInt64Array.of(1n) }), "found bigints"],
    [
      "what is no array",
      () => Frame.fromColumns({ a: 5 as never }),
      'Expected column "a" to be an array but found Number',
    ],
    [
      "too little data",
      () => Frame.fromMatrix({ data: new Uint8Array(5), rows: 2, columns: 3 }),
      "2 x 3 to hold 6 numbers but found 5",
    ],
    [
      "too few names",
      () => Frame.fromMatrix({ data: new Uint8Array(6), rows: 2, columns: 3, names: ["a"] }),
      "3 names but found 1",
    ],
    ["numbers out of text", () => void people.select("name").column("name").at(9), "from 0 to 3 but found 9"],
  ])("%s, and says argument, rule and value", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe("what a frame shows", () => {
  const payloadOf = (frame: Frame): TablePayload => frame[displaySymbol]()[TABLE_MIME] as TablePayload;

  test("is all of it up to 60 rows, with null for missing cells and text for infinities", () => {
    const payload = payloadOf(Frame.fromColumns({ a: [1, NaN, Infinity], b: ["x", null, "y"] }));
    expect(payload.cells).toEqual([
      [1, null, "Infinity"],
      ["x", null, "y"],
    ]);
    expect(payloadOf(Frame.fromColumns({ a: new Uint8Array(60) })).rowNames).toHaveLength(60);
  });

  test("calls rows by their names where they have some, one each", () => {
    const a = Frame.fromColumns({ a: [1, 2] }).column("a");
    const named = new Frame([a], { rowNames: ["Arch1", "Arch2"] });
    expect(payloadOf(named).rowNames).toEqual(["Arch1", "Arch2"]);
    expect(payloadOf(named.tail(1)).rowNames).toEqual(["Arch2"]);
    expect(() => new Frame([a], { rowNames: ["Arch1"] })).toThrow(
      new RangeError("Expected rowNames to hold a name for each of 2 rows but found 1"),
    );
  });

  test("is the first 10 rows of a longer frame, the first 10 and last 2 columns of a wide one, with the true size", () => {
    const payload = payloadOf(Frame.fromMatrix({ data: new Uint8Array(61 * 40), rows: 61, columns: 40 }));
    expect(payload.rowNames).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(payload.columns.map(({ name }) => name).slice(8)).toEqual(["V9", "V10", "V39", "V40"]);
    expect(payload.gapAfter).toBe(10);
    expect([payload.rowCount, payload.columnCount]).toEqual([61, 40]);
  });

  test("has a static table and plain text beside the payload", () => {
    const bundle = people.toBundle();
    expect(Object.keys(bundle)).toEqual(["application/vnd.lowrank.table.v1+json", "text/html", "text/plain"]);
    expect(bundle["text/plain"]).toContain("Ada");
  });
});
