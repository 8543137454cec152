/** What a real H2O answered to small problems (test/fixtures/h2o-glrm.py), as frames and options of ours. */
import { readFileSync } from "node:fs";
import { Frame } from "#src/frame/frame.js";
import { insertMissing } from "#src/frame/insert-missing.js";
import { readCsv } from "#src/frame/read-csv.js";
import type { GlrmOptions } from "#src/glrm/options.js";

export interface H2oTable {
  names: string[];
  rows: (number | string)[][];
}

export interface H2oResult {
  error?: string;
  iterations: number;
  objective: number | "NaN";
  step: number;
  names: string[];
  archetypes: number[][];
  representation: number[][];
  history: { objective: number[]; step: number[] };
  importance: [number[], number[], number[]];
  metrics: { numerr: number; caterr: number; numcnt: number; catcnt: number };
  singularValues?: number[];
  eigenvectors?: number[][];
  predict?: H2oTable;
  reconstruct?: H2oTable;
  projArchetypes?: H2oTable;
  transform?: number[][];
}

export interface H2oCase {
  id: string;
  data: string;
  options: GlrmOptions;
  userX?: number[][];
  userY?: (number | string)[][];
  userYNames?: string[];
  missing?: { fraction: number; seed: number };
  newRows?: number[][];
  result: H2oResult;
}

const fixture = JSON.parse(readFileSync("test/fixtures/h2o-glrm.json", "utf8")) as {
  data: Record<string, string>;
  cases: H2oCase[];
};

export const h2oCases: H2oCase[] = fixture.cases;

/** The data of a case; USArrests without the names of its rows. */
export async function h2oFrame({ data, missing }: H2oCase): Promise<Frame> {
  const frame = await readCsv(`test/fixtures/${fixture.data[data]}`);
  const columns = data === "usarrests" ? frame.drop("State") : frame;
  return missing === undefined ? columns : insertMissing(columns, missing);
}

/** The case's options with its starts as frames. */
export function h2oOptions({ options, userX, userY, userYNames }: H2oCase, frame: Frame): GlrmOptions {
  const k = options.k;
  const names = userYNames ?? frame.columnNames;
  return {
    ...options,
    ...(userX && {
      userX: Frame.fromMatrix({ data: Float64Array.from(userX.flat()), rows: userX.length, columns: k }),
    }),
    ...(userY && {
      userY: Frame.fromColumns(
        Object.fromEntries(
          names.map((name, j) => [
            name,
            asH2oReads(
              userY.map((line) => line[j]),
              frame,
              name,
            ),
          ]),
        ),
      ),
    }),
  };
}

/**
 * H2O takes the codes of a category in userY, which count the levels that are in userY, for codes of the data's levels;
 * lowrank goes by the names. This gives the names of the levels that H2O really takes.
 */
function asH2oReads(cells: (number | string)[], frame: Frame, name: string): (number | string)[] {
  const levels = frame.columnNames.includes(name) ? frame.column(name).levels : undefined;
  if (levels === undefined) return cells;
  const own = [...new Set(cells)].sort();
  return cells.map((cell) => levels[own.indexOf(cell)]);
}
