import { describe, expect, test } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "#src/data/random.js";
import { Frame } from "#src/frame/frame.js";
import { readCsv } from "#src/frame/read-csv.js";
import { forSeeds } from "../helpers/property.js";
import { summaryOf, tableOf } from "../reference/frame.js";

/** A column of numbers of some nasty sort. */
function numbers(random: Random, rows: number): Uint8Array | Float64Array {
  if (random.uniform() < 0.3) return Uint8Array.from({ length: rows }, () => random.below(random.below(256) + 1));
  const missing = random.uniform() < 0.5 ? 0 : random.uniform();
  const draw = [
    () => random.below(5),
    () => (random.uniform() - 0.5) * 10 ** (random.below(40) - 20),
    () => -random.below(1000) / 8,
  ][random.below(3)];
  return Float64Array.from({ length: rows }, () => (random.uniform() < missing ? NaN : draw()));
}

const pieces = ["a", "B", "é", "日", "🥾", " ", ",", ";", "\t", "|", '"', '""', "\n", "\r\n", "\r", "'", "0", "-", "."];

/** A text that begins with a letter, so that it is no number, boolean or missing cell. */
function nastyText(random: Random): string {
  return "x" + Array.from({ length: random.below(6) }, () => pieces[random.below(pieces.length)]).join("");
}

function nastyFrame(random: Random): Frame {
  const rows = 1 + random.below(40);
  const columns = Array.from({ length: 1 + random.below(6) }, (_, index) => {
    const name = `${index}${nastyText(random)}x`;
    const kind = random.below(3);
    if (kind === 0) return [name, numbers(random, rows)];
    const cell = (): unknown =>
      random.uniform() < 0.2 ? null : kind === 1 ? random.uniform() < 0.5 : nastyText(random);
    const cells = Array.from({ length: rows }, cell);
    // A column without any cell has no kind to keep.
    cells[0] = kind === 1 ? true : "x";
    return [name, cells];
  });
  return Frame.fromColumns(Object.fromEntries(columns) as Record<string, never>);
}

const cellsOf = (frame: Frame): unknown[][] =>
  frame.columnNames.map((name) => frame.column(name).toArray() as unknown[]);

/** Rows of a random matrix in random storage: whole, sliced, picked, or both. */
function randomViews(random: Random): { frame: Frame; rows: number[][] } {
  const columns = 1 + random.below(12);
  const all = 1 + random.below(20);
  const rowStride = columns + random.below(4);
  const offset = random.below(5);
  const Values = [Uint8Array, Float32Array, Float64Array][random.below(3)];
  const data = new Values(offset + all * rowStride).map(() => random.below(256));
  let frame = Frame.fromMatrix({ data, rows: all, columns, rowStride, offset });
  let rows = Array.from({ length: all }, (_, row) =>
    Array.from({ length: columns }, (_, column) => data[offset + row * rowStride + column]),
  );
  for (let step = random.below(4); step > 0; step--) {
    if (random.uniform() < 0.5) {
      const [start, end] = [random.below(rows.length + 1), random.below(rows.length + 1)];
      frame = frame.slice(start, end);
      rows = rows.slice(start, end);
    } else {
      const keep = rows.map(() => random.uniform() < 0.7);
      frame = frame.filter((_, index) => keep[index]);
      rows = rows.filter((_, index) => keep[index]);
    }
  }
  return { frame, rows };
}

describe("for random frames", () => {
  test("summary() is the slow summary of each column", () =>
    forSeeds(200, (random) => {
      const cells = numbers(random, 1 + random.below(60));
      const keep = Array.from(cells, () => random.uniform() < 0.8);
      const frame = Frame.fromColumns({ cells }).filter((_, index) => keep[index]);
      const expected = summaryOf(Array.from(cells).filter((_, index) => keep[index]));
      const found = frame.summary().row(0);
      for (const [statistic, value] of Object.entries(expected)) {
        const scale = Math.max(Math.abs(expected.min), Math.abs(expected.max), 1e-300);
        const cell = found[statistic] as number;
        const agree = Number.isNaN(value)
          ? Number.isNaN(cell)
          : Math.abs(cell - value) <= 1e-12 * scale || cell === value;
        expect([statistic, cell, agree]).toEqual([statistic, cell, true]);
      }
    }));

  test("table() counts each value, in order", () =>
    forSeeds(100, (random) => {
      const rows = 1 + random.below(50);
      const cells = Array.from({ length: rows }, () => (random.uniform() < 0.1 ? NaN : random.below(12) - 4));
      const words = cells.map((cell) => (Number.isNaN(cell) ? null : `w${cell}`));
      const frame = Frame.fromColumns({ cells, words });
      for (const name of ["cells", "words"] as const) {
        const found = frame
          .table(name)
          .objects()
          .map(({ value, count }) => [value, count] as unknown);
        expect(found).toEqual(tableOf<number | string | null>(name === "cells" ? cells : words));
      }
    }));

  test("orderBy() sorts as a stable sort of the cells does", () =>
    forSeeds(100, (random) => {
      const key = Float64Array.from({ length: random.below(60) }, () =>
        random.uniform() < 0.2 ? NaN : random.below(6),
      );
      const place = key.map((_, index) => index);
      for (const descending of [false, true]) {
        const sign = descending ? -1 : 1;
        const rank = (value: number): number => (Number.isNaN(value) ? Infinity : sign * value);
        const expected = [...place].sort((one, other) =>
          rank(key[one]) === rank(key[other]) ? 0 : rank(key[one]) - rank(key[other]),
        );
        expect(Frame.fromColumns({ key, place }).orderBy("key", { descending }).column("place").toArray()).toEqual(
          expected,
        );
      }
    }));

  test("rows keep their names through every verb that picks, sorts or keeps rows, and no other", () =>
    forSeeds(100, (random) => {
      const rows = 1 + random.below(20);
      const place = Array.from({ length: rows }, (_, index) => index);
      const key = place.map(() => random.below(5));
      const columns = Frame.fromColumns({ place, key });
      const list = columns.columnNames.map((name) => columns.column(name));
      let frame = new Frame(list, { rowNames: place.map((index) => `row ${index}`) });
      for (let step = 0; step < 4; step++) {
        const [start, end] = [random.below(frame.rowCount + 1), random.below(frame.rowCount + 1)];
        const verbs: ((it: Frame) => Frame)[] = [
          (it) => it.slice(start, end),
          (it) => it.filter(() => random.uniform() < 0.7),
          (it) => it.orderBy("key", { descending: random.uniform() < 0.5 }),
          (it) => it.sample(random.below(it.rowCount + 1), { seed: step }),
          (it) => it.derive("more", (_, index) => index),
          (it) => it.rename({ key: "key2" }).rename({ key2: "key" }),
          (it) => it.select("key", "place"),
          (it) => Frame.fromColumns({ other: new Float64Array(it.rowCount) }).assign(it),
        ];
        frame = verbs[random.below(verbs.length)](frame);
      }
      const places = frame.column("place").toArray();
      expect(frame.rowNames).toEqual(places.map((index) => `row ${index}`));
      for (const other of [frame.summary(), frame.table("key"), frame.groupBy("key").count()]) {
        expect(other.rowNames).toBeUndefined();
      }
    }));

  test("toMatrix() and block() hold exactly the cells that at() gives, whatever was sliced, filtered and selected", () =>
    forSeeds(300, (random) => {
      const { frame, rows } = randomViews(random);
      const names = frame.columnNames.filter(() => random.uniform() < 0.7);
      if (random.uniform() < 0.3) names.reverse();
      const expected = rows.map((row) => names.map((name) => row[frame.columnNames.indexOf(name)]));
      for (const block of [frame.toMatrix(names), frame.block(names)]) {
        if (block === undefined) continue;
        const { data, rowStride, offset, columns } = block;
        const found = rows.map((_, row) =>
          Array.from({ length: columns }, (_, column) => data[offset + row * rowStride + column]),
        );
        expect(found).toEqual(expected);
        expect([block.rows, block.names]).toEqual([rows.length, names]);
      }
      expect(rows.map((_, row) => names.map((name) => frame.at(row, name) as number))).toEqual(expected);
    }));

  test("readCsv() gives back what toCsv() wrote: kinds, names and cells, however nasty", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lowrank-csv-"));
    const path = join(folder, "nasty.csv");
    try {
      await forSeeds(200, async (random) => {
        const frame = nastyFrame(random);
        const kinds = Object.fromEntries(
          frame.columnNames
            .filter((name) => frame.column(name).kind === "category")
            .map((name) => [name, "category" as const]),
        );
        await writeFile(path, frame.toCsv());
        const again = await readCsv(path, { delimiter: ",", kinds });
        expect(again.columnNames).toEqual(frame.columnNames);
        expect(cellsOf(again)).toEqual(cellsOf(frame));
        for (const name of frame.columnNames) expect(again.column(name).kind).toBe(frame.column(name).kind);
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
