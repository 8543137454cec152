/**
 * The extent of a map to the grids under it: spacing, size of the Fourier transform, and where each grid begins.
 *
 * The spacing is 1/2 (1/3 for high accuracy) in units of the map once the map is wide, and a 64th of the map or a little
 * less while it is small. A transform of twice the grid's side keeps far ends from meeting, and grows with the square of
 * the map. So on a wide map the kernel is split in two (`kernel-tables.ts` says how): its near part needs the fine grid but
 * little more than the map itself, its smooth far part twice the map but a grid five times coarser, whose nodes lie on
 * those of the fine one.
 */
import { SIZES } from "./fourier-plan.js";

export interface Extent {
  least: [number, number];
  largest: [number, number];
}

export interface Grid {
  part: "whole" | "near" | "far";
  /** Length of the transform. */
  size: number;
  /** Nodes a side. */
  side: number;
  /** Distance of two nodes. */
  spacing: number;
  /** Cell units are (y − origin) / spacing, at least 1. */
  origin: [number, number];
  /** Width of the kernel's far part. */
  width: number;
}

/** Nodes across a map at least. */
const FEWEST = 64;
/** Nodes past the map's ends of a whole or far grid: one and a half before, three after, and room to grow. */
const MARGIN = 16;
/** The same of a near grid. */
const NEAR_MARGIN = 5;
/** Nodes by which the transform of a near grid is longer than its side: what is left of the near part at this distance. */
const REACH = 40;
/** Spacing of the far grid, and the width of its kernel, in spacings of the near one. */
const COARSER = 5;
const WIDTH = 15;
const COARSEST = { standard: 1 / 2, high: 1 / 3 };
export type Accuracy = keyof typeof COARSEST;

/**
 * The grids for an extent, one or two, whichever should be faster. Those of `before` are kept while they fit,
 * since a new size needs new tables.
 */
export function gridsFor(extent: Extent, accuracy: Accuracy, before: readonly Grid[] = []): Grid[] {
  const kept = before.map((grid) => moved(grid, extent, accuracy)).filter((grid) => grid !== undefined);
  if (kept.length > 0 && kept.length === before.length) return kept;
  const whole = gridFor(extent, accuracy);
  const split = splitFor(extent, accuracy);
  return split === undefined || cost([whole]) <= cost(split) ? [whole] : split;
}

function cost(grids: readonly Grid[]): number {
  return grids.reduce((sum, { size }) => sum + size ** 2, 0);
}

/** The grid of the whole kernel. */
export function gridFor(extent: Extent, accuracy: Accuracy): Grid {
  const spacing = spacingFor(extent, accuracy);
  const size = sizeFor(2.1 * nodesAcross(extent, "whole", spacing));
  return { part: "whole", size, side: size / 2, spacing, origin: originFor(extent, spacing), width: 1 };
}

/** The grids of the near and the far part; undefined where the map is too small or too wide for them. */
function splitFor(extent: Extent, accuracy: Accuracy): [Grid, Grid] | undefined {
  const spacing = COARSEST[accuracy];
  const width = WIDTH * spacing;
  const apart = COARSER * spacing;
  const size = sizeFor(1.04 * nodesAcross(extent, "near", spacing) + REACH);
  const farSize = sizeFor(2.1 * nodesAcross(extent, "far", apart));
  if (spacingFor(extent, accuracy) !== spacing || size > LARGEST / 2) return undefined;
  return [
    { part: "near", size, side: size - REACH, spacing, origin: originFor(extent, spacing), width },
    { part: "far", size: farSize, side: farSize / 2, spacing: apart, origin: originFor(extent, apart), width },
  ];
}

/** The grid of `before` at the map's present place; undefined when it no longer fits. */
function moved(before: Grid, extent: Extent, accuracy: Accuracy): Grid | undefined {
  const { part, side, spacing } = before;
  const asked = spacingFor(extent, accuracy) * (part === "far" ? COARSER : 1);
  const nodes = nodesAcross(extent, part, asked);
  if (asked !== spacing || side < nodes || side > 1.4 * nodes) return undefined;
  return { ...before, origin: originFor(extent, spacing) };
}

const LARGEST = SIZES[SIZES.length - 1];

function sizeFor(least: number): number {
  return SIZES.find((size) => size >= least) ?? LARGEST;
}

function spacingFor(extent: Extent, accuracy: Accuracy): number {
  const span = spanOf(extent);
  const coarsest = COARSEST[accuracy];
  const halvings = Math.max(0, Math.ceil(2 * Math.log2((FEWEST * coarsest) / span)));
  const spacing = coarsest * 2 ** (-halvings / 2);
  return Math.max(spacing, span / (LARGEST / 2 - MARGIN));
}

function nodesAcross(extent: Extent, part: Grid["part"], spacing: number): number {
  return Math.ceil(spanOf(extent) / spacing) + (part === "near" ? NEAR_MARGIN : MARGIN);
}

function spanOf({ least, largest }: Extent): number {
  return Math.max(largest[0] - least[0], largest[1] - least[1], 1e-30);
}

function originFor({ least }: Extent, spacing: number): [number, number] {
  return [least[0] - 1.5 * spacing, least[1] - 1.5 * spacing];
}

/** Whether the tables of one grid serve the other. */
export function sameTables(a: Grid | undefined, b: Grid | undefined): boolean {
  return a?.part === b?.part && a?.size === b?.size && a?.spacing === b?.spacing;
}
