/** What a thread knows of the columns, and the runs of neighbours that one call of a routine takes. */
import { OWN_LOSS } from "./loss-codes.js";
import type { Loss } from "./losses.js";

/** What the threads need to know of a column; see `CodedColumn`. */
export interface EngineColumn {
  code: number;
  parameter: number;
  curvature: number;
  first: number;
  width: number;
  shift: number;
  scale: number;
  /** A loss of the user's own; only on the calling thread, for functions do not travel. */
  own?: Loss;
}

/** Neighbouring columns with the same loss of one number, or one category. */
export interface Run {
  code: number;
  parameter: number;
  own: Loss | undefined;
  cell: number;
  first: number;
  count: number;
}

/**
 * Runs of columns that one call of a routine takes, or `apart` each column by itself; from left to right, because a call may
 * write past its end.
 */
export function runsOf(columns: readonly EngineColumn[], apart: boolean): Run[] {
  const runs: Run[] = [];
  for (const [cell, { code, parameter, own, first, width }] of columns.entries()) {
    const last = runs.at(-1);
    const joins = !apart && last !== undefined && code < 8 && last.code === code && last.parameter === parameter;
    if (joins) last.count++;
    else runs.push({ code, parameter, own: code === OWN_LOSS ? own : undefined, cell, first, count: width });
  }
  return runs;
}
