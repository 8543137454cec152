/** A column into its groups of equal cells, through Arquero's groupby. */
import { ColumnTable, desc } from "arquero";
import type { Column } from "./column.js";

export interface Groups {
  /** Number of groups; they are ordered by value (categories by level, missing cells last). */
  size: number;
  /** The group of each row. */
  groupOf: Uint32Array;
  /** The first row of each group. */
  first: Uint32Array;
  /** The number of rows of each group. */
  counts: Float64Array;
}

export function groupsOf(column: Column): Groups {
  const key = sortKeys(column);
  const grouping = new ColumnTable({ key }).groupby("key").groups();
  const found = Array.from(grouping.rows);
  const order = sortedRows(found.map((row) => key[row] as number));
  const place = new Uint32Array(order.length);
  order.forEach((group, index) => (place[group] = index));

  const groupOf = Uint32Array.from(grouping.keys, (group) => place[group]);
  const counts = new Float64Array(order.length);
  for (const group of groupOf) counts[group]++;
  return { size: order.length, groupOf, first: Uint32Array.from(order, (group) => found[group]), counts };
}

/** What a column is ordered by: its numbers, the codes of its levels (NaN when missing), or its text. */
export function sortKeys(column: Column): Float64Array | (string | null)[] {
  return column.kind === "text" ? (column.toArray() as (string | null)[]) : column.toNumbers();
}

/** The rows in the order of their keys, through Arquero's orderby: equal ones as they were, missing ones last. */
export function sortedRows(keys: ArrayLike<number | string | null>, descending: boolean = false): Uint32Array {
  const table = new ColumnTable({ key: Array.from(keys) });
  const rows = Uint32Array.from(table.orderby(descending ? desc("key") : "key").indices());
  if (descending) return rows;
  // Arquero's ascending order puts missing keys first.
  const missing = rows.filter((row) => isMissing(keys[row]));
  const present = rows.subarray(missing.length);
  const ordered = new Uint32Array(rows.length);
  ordered.set(present);
  ordered.set(missing, present.length);
  return ordered;
}

function isMissing(key: number | string | null): boolean {
  return key === null || Number.isNaN(key);
}
