/** The payloads of models, checked like those in `check.ts`: confusion matrices, comparisons of ranks, decision trees. */
import type { ConfusionPayload, RanksPayload, TreePayload } from "../../../src/display/payload.js";
import {
  isNumberOrGap,
  isRecord,
  isText,
  list,
  oneOf,
  optionalText,
  PayloadError,
  record,
  text,
  whole,
} from "./check.js";

export function checkConfusion(value: unknown): ConfusionPayload {
  const payload = record(value);
  text(payload, "title");
  const classes = list(payload, "classes", isText, "texts").length;
  const counts = list(payload, "counts", Array.isArray, "rows of counts") as unknown[][];
  if (counts.length !== classes || counts.some((line) => line.length !== classes || !line.every(isCount))) {
    throw new PayloadError(`Expected counts to hold ${classes} rows of ${classes} counts`);
  }
  optionalText(payload, "note");
  return value as ConfusionPayload;
}

export function checkRanks(value: unknown): RanksPayload {
  const payload = record(value);
  for (const key of ["title", "measure", "detail"]) text(payload, key);
  for (const row of list(payload, "rows", isRecord, "rows") as Record<string, unknown>[]) {
    whole(row, "k", 0);
    for (const key of ["accuracy", "sd"]) {
      if (!isNumberOrGap(row[key])) throw new PayloadError(`Expected ${key} of k = ${String(row.k)} to be a number`);
      // JSON has no NaN.
      row[key] ??= NaN;
    }
    for (const key of ["fitSeconds", "forestSeconds", "seconds"]) duration(row, key);
  }
  list(payload, "waiting", isCount, "numbers of archetypes");
  oneOf(payload, "state", ["running", "done", "interrupted"]);
  duration(payload, "seconds");
  if (payload.secondsLeft !== undefined) duration(payload, "secondsLeft");
  optionalText(payload, "note");
  return value as RanksPayload;
}

/** More levels than these are no picture, and would be drawn by as many nested calls. */
const MOST_LEVELS = 100;

export function checkTree(value: unknown): TreePayload {
  const payload = record(value);
  text(payload, "title");
  const classes = list(payload, "classes", isText, "texts").length;
  const nodes = list(payload, "nodes", isRecord, "nodes") as Record<string, unknown>[];
  nodes.forEach((node, index) => {
    whole(node, "depth", 0, MOST_LEVELS);
    text(node, "question");
    text(node, "answer");
    whole(node, "hidden", 0);
    if (!Number.isFinite(node.size)) throw new PayloadError("Expected size to be a number");
    // Children lie further on, so that every way down ends.
    if (node.right !== -1) whole(node, "right", index + 2, nodes.length - 1);
    if (list(node, "shares", Number.isFinite, "numbers").length !== classes) {
      throw new PayloadError(`Expected shares of ${classes} classes in node ${index}`);
    }
  });
  checkShape(nodes);
  optionalText(payload, "note");
  return value as TreePayload;
}

/** Each node but the first is the child of one node, in preorder. */
function checkShape(nodes: readonly Record<string, unknown>[]): void {
  const fail = (): never => {
    throw new PayloadError("Expected the nodes to be one tree in preorder");
  };
  const end = (node: number): number => {
    const right = nodes[node].right as number;
    if (right === -1) return node + 1;
    if (nodes[node + 1].depth !== (nodes[node].depth as number) + 1 || end(node + 1) !== right) fail();
    if (nodes[right].depth !== (nodes[node].depth as number) + 1) fail();
    return end(right);
  };
  if (nodes.length > 0 && (nodes[0].depth !== 0 || end(0) !== nodes.length)) fail();
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function duration(payload: Record<string, unknown>, key: string): void {
  if (typeof payload[key] === "number" && payload[key] >= 0) return;
  throw new PayloadError(`Expected ${key} to be a number of at least 0`);
}
