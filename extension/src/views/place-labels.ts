/** Labels of points to places where they hide each other as little as possible: each tries eight sides of its point. */

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Sides in order of preference: right, left, above, below, then the corners. */
const SIDES: readonly [number, number][] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];

/** Pixels between a point and its label. */
const DISTANCE = 7;

/** One box per point, in the order given; `area` is what the boxes should stay in. All in CSS pixels. */
export function placeLabels(
  points: readonly { x: number; y: number; width: number; height: number }[],
  area: Box,
): Box[] {
  const placed: Box[] = [];
  const dots = points.map(({ x, y }) => ({ left: x - 4, top: y - 4, width: 8, height: 8 }));
  for (const [index, point] of points.entries()) {
    let best: Box | undefined;
    let least = Infinity;
    for (const [rank, [acrossX, acrossY]] of SIDES.entries()) {
      const box = {
        left: point.x + acrossX * DISTANCE + ((acrossX - 1) / 2) * point.width,
        top: point.y + acrossY * DISTANCE + ((acrossY - 1) / 2) * point.height,
        width: point.width,
        height: point.height,
      };
      const outside = box.width * box.height - overlap(box, area);
      const hidden = placed.reduce((sum, other) => sum + overlap(box, other), 0);
      const covering = dots.reduce((sum, dot, other) => sum + (other === index ? 0 : overlap(box, dot)), 0);
      const cost = 3 * outside + 2 * hidden + covering + rank;
      if (cost < least) [best, least] = [box, cost];
    }
    placed.push(best!);
  }
  return placed;
}

/** The area two boxes share. */
function overlap(one: Box, other: Box): number {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return Math.max(0, width) * Math.max(0, height);
}
