import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { pcg32 } from "#src/data/pcg32.js";
import { Column } from "#src/frame/column.js";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { forSeeds, signed } from "../helpers/property.js";

interface Vectors {
  mask: { seed: number; fraction: number; missing: number[][]; uniforms: number[][] };
}
const { mask } = JSON.parse(readFileSync("test/fixtures/h2o-random.json", "utf8")) as Vectors;

const zeros = (rows: number, columns: number): Frame =>
  Frame.fromMatrix({ data: new Uint8Array(rows * columns), rows, columns });

const maskOf = (frame: Frame): number[][] =>
  Array.from({ length: frame.rowCount }, (_, row) =>
    frame.columnNames.map((name) => Number(frame.column(name).isMissing(row))),
  );

/** H2O's rule as it is written: one generator per cell. */
const isEmpty = (seed: number, fraction: number, row: number, column: number): boolean =>
  pcg32((BigInt(seed) + 1234n * BigInt(column)) ^ (1723n * BigInt(row))).uniform() < fraction;

function countMissing(frame: Frame): number {
  let count = 0;
  const { data } = frame.block()!;
  // Jest looks globals up slowly: not in a loop over 47 million cells.
  const { isNaN } = Number;
  for (let i = 0; i < data.length; i++) if (isNaN(data[i])) count++;
  return count;
}

describe("the holes are H2O's", () => {
  test("in the vectors of its generator", () => {
    expect(maskOf(insertMissing(zeros(6, 5), { seed: mask.seed, fraction: mask.fraction }))).toEqual(mask.missing);
  });

  test("in the course's frame: 500 x 784 with seed 1234 and a fifth missing", () => {
    const holes = insertMissing(zeros(500, 784), { fraction: 0.2, seed: 1234 });
    const missing: unknown[] = holes.summary(["V781", "V782", "V783", "V784"]).column("missing").toArray();
    expect(missing).toEqual([103, 97, 98, 98]);
    expect(countMissing(holes)).toBe(78_274);
  });

  test("in all of Fashion-MNIST's 60,000 x 784 cells", () => {
    expect(countMissing(insertMissing(zeros(60_000, 784), { fraction: 0.2, seed: 1234 }))).toBe(9_408_812);
  });

  test("for random shapes, seeds and fractions, cell by cell", async () => {
    await forSeeds(40, (random) => {
      const [rows, columns] = [1 + random.below(40), 1 + random.below(12)];
      const seed = Math.floor(signed(random) * (random.below(2) === 0 ? 1e4 : Number.MAX_SAFE_INTEGER));
      const fraction = random.uniform();
      const found = maskOf(insertMissing(zeros(rows, columns), { seed, fraction }));
      const expected = found.map((cells, row) =>
        cells.map((_, column) => Number(isEmpty(seed, fraction, row, column))),
      );
      expect(found).toEqual(expected);
    });
  });

  test("also where the fraction is a cell's own number, or the next one", () => {
    mask.uniforms.forEach((cells, row) =>
      cells.forEach((uniform, column) => {
        const name = `V${column + 1}`;
        const at = (fraction: number): boolean =>
          insertMissing(zeros(6, 5), { seed: mask.seed, fraction }).column(name).isMissing(row);
        expect([at(uniform), at(uniform + 2 ** -53)]).toEqual([false, true]);
      }),
    );
  });
});

describe("the frame with holes", () => {
  test("keeps every other cell, and leaves the source as it is", async () => {
    await forSeeds(20, (random) => {
      const rows = 5 + random.below(20);
      const data = Float64Array.from({ length: 3 * rows }, () => signed(random));
      const source = Frame.fromMatrix({ data, rows, columns: 3 });
      const before = data.slice();
      const holes = insertMissing(source, { fraction: 0.4, seed: random.below(1000) });
      for (const name of source.columnNames) {
        for (let row = 0; row < rows; row++) {
          const cell = holes.at(row, name) as number;
          if (!Number.isNaN(cell)) expect(cell).toBe(source.at(row, name));
        }
      }
      expect(data).toEqual(before);
    });
  });

  test("lies in one block of shared memory: Float32 for bytes and Float32, Float64 as soon as one column is", () => {
    const bytes = Uint8Array.of(0, 127, 255);
    const floats = Float32Array.of(0.1, 0.2, 0.3);
    const doubles = Float64Array.of(0.1, 0.2, 0.3);
    const narrow = insertMissing(Frame.fromColumns({ bytes, floats }), { fraction: 0 }).block()!;
    expect(narrow.data).toEqual(new Float32Array([0, 0.1, 127, 0.2, 255, 0.3]));
    expect(Object.prototype.toString.call(narrow.data.buffer)).toBe("[object SharedArrayBuffer]");
    const wide = insertMissing(Frame.fromColumns({ bytes, doubles }), { fraction: 0 }).block()!;
    expect(wide.data).toEqual(new Float64Array([0, 0.1, 127, 0.2, 255, 0.3]));
  });

  test("keeps kinds, levels, names, order and note; missing is null there; rows may be a selection", () => {
    const rows = 60;
    const cells = Array.from({ length: rows }, (_, row) => row);
    const source = new Frame(
      [
        Frame.fromColumns({ species: cells.map((row) => ["setosa", "virginica"][row % 2]) }).column("species"),
        new Column("size", { kind: "number", values: Float64Array.from(cells), length: rows }),
        new Column("name", { kind: "text", values: cells.map(String), length: rows }),
        Frame.fromColumns({ odd: cells.map((row) => row % 2 === 1) }).column("odd"),
      ],
      { note: "drawn" },
    ).filter((_, row) => row % 3 !== 0);
    const holes = insertMissing(source, { fraction: 0.3, seed: 7 });
    expect(holes.columnNames).toEqual(source.columnNames);
    expect(holes.note).toBe("drawn");
    expect(holes.column("species").levels).toEqual(["setosa", "virginica"]);
    source.columnNames.forEach((name, column) => {
      expect(holes.column(name).kind).toBe(source.column(name).kind);
      const nothing = name === "size" ? NaN : null;
      const expected = source.column(name).toArray() as unknown[];
      expect(holes.column(name).toArray()).toEqual(
        expected.map((cell, row) => (isEmpty(7, 0.3, row, column) ? nothing : cell)),
      );
    });
    expect(holes.summary().column("missing").toArray()).toEqual(
      [0, 1, 2, 3].map((column) => maskOf(holes).reduce((sum, row) => sum + row[column], 0)),
    );
  });

  test("empties a tenth with seed 1 by default, all with fraction 1, none with 0, and takes an empty frame", () => {
    const frame = zeros(50, 4);
    expect(maskOf(insertMissing(frame))).toEqual(maskOf(insertMissing(frame, { fraction: 0.1, seed: 1 })));
    expect(countMissing(insertMissing(frame, { fraction: 1 }))).toBe(200);
    expect(countMissing(insertMissing(frame, { fraction: 0 }))).toBe(0);
    expect(insertMissing(Frame.fromColumns({})).dim()).toEqual([0, 0]);
    expect(insertMissing(zeros(0, 3)).dim()).toEqual([0, 3]);
  });

  test("is refused for a fraction outside 0 ... 1 and a seed that is no integer", () => {
    for (const fraction of [-0.1, 1.1, NaN, "0.2" as unknown as number]) {
      expect(() => insertMissing(zeros(2, 2), { fraction })).toThrow(
        `Expected fraction to be a number from 0 to 1 but found ${fraction}`,
      );
    }
    expect(() => insertMissing(zeros(2, 2), { seed: 1.5 })).toThrow("Expected seed to be an integer but found 1.5");
  });

  test("is refused for what is no frame, and for options that it does not have", () => {
    const given = insertMissing as (frame: unknown, options?: unknown) => Frame;
    expect(() => given([[1]])).toThrow(/the frame of insertMissing to be a Frame .* found a list of 1/);
    expect(() => given(zeros(2, 2), { fractions: 0.2 })).toThrow(/an option of insertMissing .* found "fractions"/);
    expect(() => given(zeros(2, 2), 0.2)).toThrow(/the options of insertMissing to be an object.* found 0.2/);
  });
});
