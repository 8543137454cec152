/**
 * The extent of a map to the grid under it: spacing, size of the Fourier transform, and where the grid begins.
 *
 * The spacing is 1/2 (1/3 for high accuracy) in units of the map once the map is wide, and a 64th of the map or a little
 * less while it is small. The transform has twice the grid's side, so that far ends do not meet.
 */
import { SIZES } from "./fourier-plan.js";

export interface Extent {
  least: [number, number];
  largest: [number, number];
}

export interface Grid {
  /** Length of the transform; the grid's side is half of it. */
  size: number;
  /** Distance of two nodes. */
  spacing: number;
  /** Cell units are (y − origin) / spacing, at least 1. */
  origin: [number, number];
}

/** Nodes across a map at least. */
const FEWEST = 64;
/** Nodes past the map's ends: one and a half before, three after, and as far as the spline's inverse is felt. */
const MARGIN = 16;
const COARSEST = { standard: 1 / 2, high: 1 / 3 };
export type Accuracy = keyof typeof COARSEST;

/** The grid for an extent; the size of `before` is kept while it fits, since a new size needs new tables. */
export function gridFor({ least, largest }: Extent, accuracy: Accuracy, before?: Grid): Grid {
  const span = Math.max(largest[0] - least[0], largest[1] - least[1], 1e-30);
  const coarsest = COARSEST[accuracy];
  const halvings = Math.max(0, Math.ceil(2 * Math.log2((FEWEST * coarsest) / span)));
  let spacing = coarsest * 2 ** (-halvings / 2);
  const most = SIZES[SIZES.length - 1] / 2;
  if (span / spacing + MARGIN > most) spacing = span / (most - MARGIN);
  const side = Math.ceil(span / spacing) + MARGIN;
  const fits = before !== undefined && before.size >= 2 * side && before.size <= 2.8 * side;
  const size = fits ? before.size : SIZES.find((candidate) => candidate >= Math.min(2.1 * side, 2 * most))!;
  return { size, spacing, origin: [least[0] - 1.5 * spacing, least[1] - 1.5 * spacing] };
}

/** Whether the tables of one grid serve the other. */
export function sameTables(a: Grid | undefined, b: Grid): boolean {
  return a !== undefined && a.size === b.size && a.spacing === b.spacing;
}
