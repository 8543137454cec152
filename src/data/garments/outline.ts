/** What garments are drawn with: layers of polygons in the square from −1 to 1, y downwards. */

export type Point = readonly [x: number, y: number];

export interface Layer {
  outline: Point[];
  /** Ink inside the outline, 0 to 1; it replaces what lies below. */
  ink: number;
}

/** Draws one garment, with lengths and widths from `between`. */
export type Draw = (between: Between) => Layer[];

/** A random number from `low` to `high`. */
export type Between = (low: number, high: number) => number;

/** The right half of a symmetric outline, from top to bottom, and its mirror image. */
export function mirrored(right: Point[]): Layer {
  const left = right.map(([x, y]): Point => [-x, y]).reverse();
  return { outline: [...right, ...left], ink: 0.9 };
}

export function rectangle(left: number, top: number, right: number, bottom: number): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}
