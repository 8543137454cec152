/** One label per point to at most 255 numbered groups with names, marks and, by their number, colours. */

/** A column, an array or a typed array; null and NaN are missing. */
export type Labels = Iterable<number | string | boolean | null>;

export interface Groups {
  /** The group of each point. */
  group: Uint8Array;
  groupNames: string[];
  /** One or two characters each. */
  groupMarks: string[];
  /** The group of points without a label, the last, if there are any. */
  missingGroup?: number;
}

/** How a point without a label is named and marked. */
const MISSING_NAME = "missing";
const MISSING_MARK = "?";
const MOST_GROUPS = 255;

/**
 * Groups by label. With `names`, labels are places in it (0, 1, ...) and every name is a group, so that a class keeps its
 * number and colour in any part of the data; the mark is the number. Without, the groups are the labels that occur, in
 * order: numbers by size, a category's levels as they are, text by alphabet.
 */
export function groupsOf(labels: Labels, names?: readonly string[]): Groups {
  const values = valuesOf(labels);
  const distinct = names === undefined ? distinctLabels(labels, values) : [...names.keys()];
  const groupNames = names === undefined ? distinct.map(String) : [...names];
  if (names !== undefined) checkPlaces(values, names);
  const marks = distinct.map(String);
  const groupMarks = marks.every((mark) => mark.length <= 2) ? marks : marks.map((_, index) => String(index));
  const hasMissing = values.includes(null);
  if (hasMissing) {
    groupNames.push(MISSING_NAME);
    groupMarks.push(MISSING_MARK);
  }
  if (groupNames.length > MOST_GROUPS) {
    throw new RangeError(
      `Expected label to have at most ${MOST_GROUPS} different values but found ${groupNames.length}`,
    );
  }
  const places = new Map<unknown, number>(distinct.map((label, index) => [label, index]));
  const missingGroup = groupNames.length - 1;
  places.set(null, missingGroup);
  const group = Uint8Array.from(values, (value) => places.get(value)!);
  return { group, groupNames, groupMarks, ...(hasMissing ? { missingGroup } : {}) };
}

/** What each point is called, for its text beside it: its label, or its place in `names`. */
export function textsOf(labels: Labels, names?: readonly string[]): string[] {
  const values = valuesOf(labels);
  if (names !== undefined) checkPlaces(values, names);
  return values.map((value) => (value === null ? MISSING_NAME : (names?.[value as number] ?? String(value))));
}

function valuesOf(labels: Labels): (Label | null)[] {
  return Array.from(labels, (label) => (typeof label === "number" && Number.isNaN(label) ? null : label));
}

type Label = number | string | boolean;

function distinctLabels(labels: Labels, values: (Label | null)[]): Label[] {
  const present = new Set(values);
  present.delete(null);
  const { levels } = labels as { levels?: readonly string[] };
  if (levels !== undefined) return levels.filter((level) => present.has(level));
  return ([...present] as Label[]).sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

function checkPlaces(values: (Label | null)[], names: readonly string[]): void {
  const wrong = values.findIndex(
    (value) =>
      value !== null && !(typeof value === "number" && Number.isInteger(value) && value >= 0 && value < names.length),
  );
  if (wrong >= 0) {
    throw new RangeError(
      `Expected label to hold integers from 0 to ${names.length - 1}, places in names, ` +
        `but found ${JSON.stringify(values[wrong])} at ${wrong}`,
    );
  }
}
