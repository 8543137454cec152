/** What a start takes cells for: the number that each asks X·Y to be, missing ones 0. */
import { BLOCK_LOSS_CODES, LOSS_CODES, OWN_LOSS } from "./loss-codes.js";
import type { PanelEngine } from "./panel-engine.js";

/** Of each loaded cell, put where the engine keeps slopes. */
export function targetsInto(engine: PanelEngine, count: number): void {
  const { columns } = engine.input;
  const { slopes, line } = engine;
  // The usual case, apart because it goes over all cells: each asks to be itself.
  if (columns.every(({ code }) => PLAIN.has(code))) {
    for (let i = 0; i < count; i++) {
      for (let j = 0, at = i * line; j < columns.length; j++, at++) {
        const cell = engine.cell(i, j);
        slopes[at] = Number.isNaN(cell) ? 0 : cell;
      }
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    for (const [column, { code, first, width }] of columns.entries()) {
      const cell = engine.cell(i, column);
      const at = i * line + first;
      if (code < 8 || code === OWN_LOSS) slopes[at] = targetOf(code, cell);
      else for (let level = 0; level < width; level++) slopes[at + level] = levelTarget(code, cell, level);
    }
  }
}

/** Losses of one number that are least where X·Y is the cell. */
const { quadratic, absolute, huber, quantile, periodic } = LOSS_CODES;
const PLAIN: ReadonlySet<number> = new Set([quadratic, absolute, huber, quantile, periodic, OWN_LOSS]);

function targetOf(code: number, cell: number): number {
  if (Number.isNaN(cell)) return 0;
  if (code === LOSS_CODES.poisson) return Math.log(Math.max(cell, 0.5));
  if (code === LOSS_CODES.logistic || code === LOSS_CODES.hinge) return 2 * cell - 1;
  return cell;
}

function levelTarget(code: number, cell: number, level: number): number {
  if (Number.isNaN(cell)) return 0;
  const ordered = code === BLOCK_LOSS_CODES.ordinal || code === BLOCK_LOSS_CODES.biggerVersusSmaller;
  return (ordered ? cell > level : cell === level) ? 1 : -1;
}
