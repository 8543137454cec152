/** Columns into the columns of their summary, one row each; and a column into its table of values and counts. */
import { Column, pickRows } from "./column.js";
import { columnFrom } from "./column-from.js";
import { type Groups, groupsOf } from "./group.js";
import { type NumberSummary, numberSummary } from "./quantiles.js";

/** How many of a column's most frequent values a summary names. */
const namedValues = 4;

/**
 * The columns `column`, `min`, `q1`, `median`, `mean`, `q3`, `max`, `missing`; and, when some column is not made of
 * numbers, `levels` (how many different values it has) and `counts` (the most frequent ones: "red 5, blue 3, 4 more").
 */
export function summaryColumns(columns: readonly Column[]): Column[] {
  const numbers = columns.map((column) => (column.kind === "number" ? numberSummary(column) : undefined));
  const counts = columns.map((column) => (column.kind === "number" ? undefined : valueCounts(column)));
  const statistic = (name: keyof NumberSummary): Column =>
    columnFrom(
      name,
      numbers.map((summary) => summary?.[name] ?? NaN),
    );

  const statistics = (["min", "q1", "median", "mean", "q3", "max"] as const).map(statistic);
  const missing = numbers.map((summary, index) => summary?.missing ?? counts[index]!.missing);
  const result = [
    textColumn(
      "column",
      columns.map(({ name }) => name),
    ),
    ...statistics,
    columnFrom("missing", missing),
  ];
  if (counts.every((count) => count === undefined)) return result;
  return [
    ...result,
    columnFrom(
      "levels",
      counts.map((count) => count?.labels.length ?? NaN),
    ),
    textColumn(
      "counts",
      counts.map((count) => (count === undefined ? null : mostFrequent(count))),
    ),
  ];
}

/** The columns `value` (of the source's kind, in order, missing last if any is) and `count`. */
export function tableColumns(column: Column): Column[] {
  const { first, counts } = groupsOf(column);
  const [value] = pickRows([column], first);
  return [value.renamed("value"), columnFrom("count", counts)];
}

interface ValueCounts {
  labels: string[];
  counts: number[];
  missing: number;
}

function valueCounts(column: Column): ValueCounts {
  const { first, counts }: Groups = groupsOf(column);
  const result: ValueCounts = { labels: [], counts: [], missing: 0 };
  first.forEach((row, group) => {
    if (column.isMissing(row)) {
      result.missing = counts[group];
      return;
    }
    result.labels.push(String(column.at(row)));
    result.counts.push(counts[group]);
  });
  return result;
}

function mostFrequent({ labels, counts }: ValueCounts): string {
  const order = labels.map((_, index) => index).sort((one, other) => counts[other] - counts[one]);
  const named = order.slice(0, namedValues).map((index) => `${labels[index]} ${counts[index]}`);
  const more = labels.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function textColumn(name: string, values: readonly (string | null)[]): Column {
  return new Column(name, { kind: "text", values, length: values.length });
}
