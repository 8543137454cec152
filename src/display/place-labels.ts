/**
 * Texts beside points to places where none lies on another: each tries eight sides of its point, then the corners further
 * up and down, to which a line leads. For the drawn pages here and for the extension's views.
 */

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A point and the size of its text. */
export interface Labelled {
  x: number;
  y: number;
  width: number;
  height: number;
}

const CORNERS: readonly [number, number][] = [
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];
/** In order of preference: right, left, above, below, then the corners. */
const SIDES: readonly [number, number][] = [[1, 0], [-1, 0], [0, -1], [0, 1], ...CORNERS];

/** Pixels between a point and its text, and half the size of its dot. */
const DISTANCE = 7;
const RADIUS = 4;
/** How many lines up or down a text may go. */
const FARTHEST = 5;
/** What a line of distance costs: as much as covering half a dot. */
const LINE_COST = 32;

/**
 * One box per point, in the order given, which is that of their importance: undefined where each place would cover a text
 * before it, or be cut by the edge of `area`. All in pixels.
 */
export function placeLabels(points: readonly Labelled[], area: Box): (Box | undefined)[] {
  const placed: Box[] = [];
  const dots = points.map(({ x, y }) => ({ left: x - RADIUS, top: y - RADIUS, width: 2 * RADIUS, height: 2 * RADIUS }));
  return points.map((point, index) => {
    let best: Box | undefined;
    let least = Infinity;
    for (const { box, cost } of placesOf(point)) {
      if (!isWithin(box, area) || placed.some((other) => overlap(box, other) > 0)) continue;
      const covering = dots.reduce((sum, dot, other) => sum + (other === index ? 0 : overlap(box, dot)), 0);
      if (covering + cost < least) [best, least] = [box, covering + cost];
    }
    if (best !== undefined) placed.push(best);
    return best;
  });
}

/** Where a line from a point to its text ends; undefined for a text that stands beside its point. */
export function leaderEnd({ x, y }: { x: number; y: number }, box: Box): { x: number; y: number } | undefined {
  const nearestX = Math.min(Math.max(x, box.left), box.left + box.width);
  const middle = box.top + box.height / 2;
  return Math.abs(middle - y) > 1.5 * box.height ? { x: nearestX, y: middle } : undefined;
}

/** What draws a line, e.g. a canvas's context. */
export interface LinePen {
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

/** Draws the lines from points to texts that do not stand beside them, in the pen's present stroke. */
export function drawLeaders(
  pen: LinePen,
  points: readonly { x: number; y: number }[],
  boxes: readonly (Box | undefined)[],
): void {
  points.forEach(({ x, y }, index) => {
    const box = boxes[index];
    const end = box && leaderEnd({ x, y }, box);
    if (end === undefined) return;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(end.x, end.y);
    pen.stroke();
  });
}

/** All places of a text, with what each costs beyond what it covers. */
function placesOf({ x, y, width, height }: Labelled): { box: Box; cost: number }[] {
  // Above and below clear what stands at the point's own height.
  const apart = Math.max(DISTANCE, height / 2);
  return Array.from({ length: FARTHEST + 1 }, (_, lines) =>
    (lines === 0 ? SIDES : CORNERS).map(([across, up], rank) => ({
      box: {
        left: x + across * DISTANCE + ((across - 1) / 2) * width,
        top: y + up * (apart + lines * height) + ((up - 1) / 2) * height,
        width,
        height,
      },
      cost: rank + lines * LINE_COST,
    })),
  ).flat();
}

function isWithin(box: Box, area: Box): boolean {
  return (
    box.left >= area.left &&
    box.top >= area.top &&
    box.left + box.width <= area.left + area.width &&
    box.top + box.height <= area.top + area.height
  );
}

/** The area two boxes share. */
function overlap(one: Box, other: Box): number {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return Math.max(0, width) * Math.max(0, height);
}
