/**
 * A block of rows of a frame (`TablePayload`) to a MIME bundle: the payload, a script-free HTML table with inline style,
 * and an aligned text table. Numbers stand on the right and share their decimals within a column.
 */
import { escapeHtml, formatCount } from "./format.js";
import type { MimeBundle } from "./host.js";
import { TABLE_MIME, type TablePayload } from "./payload.js";
import { cellTexts, sizeLine } from "./table-text.js";

/** How a missing cell reads. */
const MISSING = "NA";
/** Longest text shown in a cell. */
const HTML_CELL = 200;
const TEXT_CELL = 40;
/** Longest line of the text table. */
const TEXT_WIDTH = 120;

export function tableBundle(payload: TablePayload): MimeBundle {
  const columns = payload.columns.map((column, index) => showColumn(column, payload.cells[index]));
  return {
    [TABLE_MIME]: payload,
    "text/html": tableHtml(payload, withGap(columns, payload)),
    // A line of text has little room: it ends at the gap and counts what is left out.
    "text/plain": tableText(payload, columns.slice(0, payload.gapAfter)),
  };
}

interface ShownColumn {
  name: string;
  right: boolean;
  /** null is a missing cell. */
  cells: (string | null)[];
}

function showColumn(
  { name, kind }: TablePayload["columns"][number],
  cells: TablePayload["cells"][number],
): ShownColumn {
  return { name, right: kind === "number", cells: cellTexts(kind, cells) };
}

/** With a column of dots where columns are left out. */
function withGap(columns: ShownColumn[], { gapAfter, rowNames }: TablePayload): ShownColumn[] {
  if (gapAfter === undefined) return columns;
  const gap: ShownColumn = { name: "…", right: false, cells: rowNames.map(() => "…") };
  return [...columns.slice(0, gapAfter), gap, ...columns.slice(gapAfter)];
}

const RULE = "border-bottom:1px solid rgba(128,128,128,0.45)";
const QUIET = "opacity:0.65";
/** What must not be overlooked, e.g. that the data are a stand-in. */
const NOTE = "width:fit-content;border-left:4px solid #e69f00;padding:2px 10px;font-weight:600";
/** The table's cells inherit the right; only what stands on the left says so. */
const TABLE = "border-collapse:collapse;margin:0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums";

function tableHtml(payload: TablePayload, columns: ShownColumn[]): string {
  const title = payload.title === "" ? "" : `<div style="font-weight:600">${escapeHtml(payload.title)}</div>\n`;
  const head = columns
    .map(({ name, right }) => `<th scope="col" style="${RULE};${alignment(right)}">${clip(name, HTML_CELL)}</th>`)
    .join("");
  const body = payload.rowNames.map((name, row) => rowHtml(String(name), columns, row)).join("\n");
  const note = payload.note ? `<div style="${NOTE}">${escapeHtml(payload.note)}</div>\n` : "";
  return (
    `<div style="font-size:13px;line-height:1.5">\n${title}` +
    `<div style="overflow-x:auto"><table cellpadding="4" style="${TABLE}">\n` +
    `<thead><tr><th style="${RULE}"></th>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table></div>\n` +
    `<div style="${QUIET}">${escapeHtml(sizeLine(payload))}</div>\n${note}` +
    `</div>`
  );
}

function rowHtml(name: string, columns: ShownColumn[], row: number): string {
  const cells = columns.map(({ right, cells }) => {
    const cell = cells[row];
    const styles = [...(right ? [] : [alignment(right)]), ...(cell === null ? [QUIET] : [])];
    const style = styles.length === 0 ? "" : ` style="${styles.join(";")}"`;
    return `<td${style}>${cell === null ? MISSING : clip(cell, HTML_CELL)}</td>`;
  });
  const head = `<th scope="row" style="${QUIET};font-weight:400;text-align:right">${clip(name, HTML_CELL)}</th>`;
  return `<tr>${head}${cells.join("")}</tr>`;
}

function alignment(right: boolean): string {
  return right ? "text-align:right" : "text-align:left";
}

function clip(text: string, length: number): string {
  return escapeHtml(shorten(text, length));
}

function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

function tableText(payload: TablePayload, columns: ShownColumn[]): string {
  const names: ShownColumn = { name: "", right: true, cells: payload.rowNames.map(String) };
  const blocks: string[][] = [];
  let width = 0;
  let left = 0;
  for (const column of [names, ...columns]) {
    // After the last column nothing is pushed out.
    const isLast = column === columns.at(-1) && columns.length === payload.columnCount;
    const block = textColumn(column, isLast ? Math.max(TEXT_CELL, TEXT_WIDTH - width) : TEXT_CELL);
    width += length(block[0]) + 2;
    if (width - 2 > TEXT_WIDTH && blocks.length > 1) break;
    blocks.push(block);
    left++;
  }
  const hidden = payload.columnCount + 1 - left;
  const lines = blocks[0].map((_, line) =>
    blocks
      .map((block) => block[line])
      .join("  ")
      .trimEnd(),
  );
  if (hidden > 0) lines[0] += `  … ${formatCount(hidden)} more`;
  return [
    ...(payload.title === "" ? [] : [payload.title]),
    ...lines,
    sizeLine(payload),
    ...(payload.note ? [payload.note] : []),
  ].join("\n");
}

/** A header and its cells, at most so many characters, padded to one width. */
function textColumn({ name, right, cells }: ShownColumn, most: number): string[] {
  const lines = [name, ...cells.map((cell) => cell ?? MISSING)].map((line) =>
    // A line break or a tab inside a cell would tear the row apart.
    shorten(line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " "), most),
  );
  const width = Math.max(...lines.map(length));
  return lines.map((line) => {
    const padding = " ".repeat(width - length(line));
    return right ? padding + line : line + padding;
  });
}

function length(text: string): number {
  return Array.from(text).length;
}
