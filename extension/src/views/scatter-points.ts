/** A scatter payload to places on the screen and back: which point lies under the pointer, how large points are. */
import { decodeUint16, decodeUint8, type ScatterPayload } from "../../../src/display/payload.js";

/** Largest quantised position. */
const STEPS = 65_535;

export interface Points {
  count: number;
  /** Quantised x and y, count × 2. */
  positions: Uint16Array;
  /** The group of each point, all 0 when there are none. */
  group: Uint8Array;
  xRange: [number, number];
  yRange: [number, number];
}

/** An axis of the plot: what it shows from its start to its end, and where that is in CSS pixels. */
export interface Span {
  range: [number, number];
  start: number;
  end: number;
}

export function readPoints(payload: ScatterPayload): Points {
  return {
    count: payload.count,
    positions: decodeUint16(payload.positions),
    group: payload.group === undefined ? new Uint8Array(payload.count) : decodeUint8(payload.group),
    xRange: payload.xRange,
    yRange: payload.yRange,
  };
}

/** The value of a point on an axis: 0 is x, 1 is y. */
export function valueOf(points: Points, index: number, axis: 0 | 1): number {
  const [start, end] = axis === 0 ? points.xRange : points.yRange;
  return start + ((end - start) * points.positions[2 * index + axis]) / STEPS;
}

/** The range an axis shows at first: the data's, with some air. */
export function airyRange([start, end]: [number, number]): [number, number] {
  const air = end === start ? Math.max(1, Math.abs(start)) / 2 : 0.04 * (end - start);
  return [start - air, end + air];
}

/** Quantised position q to CSS pixels: offset + factor × q. */
export function toPixels(dataRange: [number, number], { range, start, end }: Span): { offset: number; factor: number } {
  const pixelsPerUnit = (end - start) / (range[1] - range[0]);
  return {
    offset: start + (dataRange[0] - range[0]) * pixelsPerUnit,
    factor: ((dataRange[1] - dataRange[0]) / STEPS) * pixelsPerUnit,
  };
}

/** A value on an axis to CSS pixels. */
export function valueToPixels(value: number, { range, start, end }: Span): number {
  return start + ((value - range[0]) / (range[1] - range[0])) * (end - start);
}

/** The nearest shown point within `reach` CSS pixels of a place, or −1. */
export function nearestPoint(
  points: Points,
  spans: { x: Span; y: Span },
  place: { x: number; y: number },
  isShown: (group: number) => boolean,
  reach = 10,
): number {
  const x = toPixels(points.xRange, spans.x);
  const y = toPixels(points.yRange, spans.y);
  const shown = Uint8Array.from({ length: 256 }, (_, group) => Number(isShown(group)));
  let best = -1;
  let best2 = reach * reach;
  for (let index = 0; index < points.count; index++) {
    const acrossX = x.offset + x.factor * points.positions[2 * index] - place.x;
    const acrossY = y.offset + y.factor * points.positions[2 * index + 1] - place.y;
    const distance2 = acrossX * acrossX + acrossY * acrossY;
    if (distance2 <= best2 && shown[points.group[index]] === 1) {
      best = index;
      best2 = distance2;
    }
  }
  return best;
}

/** How many points of shown groups lie between the ends of both axes. */
export function countShown(points: Points, spans: { x: Span; y: Span }, isShown: (group: number) => boolean): number {
  const shown = Uint8Array.from({ length: 256 }, (_, group) => Number(isShown(group)));
  const [left, right] = quantisedEnds(points.xRange, spans.x.range);
  const [bottom, top] = quantisedEnds(points.yRange, spans.y.range);
  let count = 0;
  for (let index = 0; index < points.count; index++) {
    const x = points.positions[2 * index];
    const y = points.positions[2 * index + 1];
    if (x >= left && x <= right && y >= bottom && y <= top) count += shown[points.group[index]];
  }
  return count;
}

/** The ends of an axis as quantised positions, smaller first. */
function quantisedEnds(dataRange: [number, number], range: [number, number]): [number, number] {
  const size = dataRange[1] - dataRange[0];
  if (size === 0) return [0, STEPS];
  const ends = range.map((end) => ((end - dataRange[0]) / size) * STEPS);
  return [Math.min(...ends), Math.max(...ends)];
}

/** Radius and height in CSS pixels, opacity 0 to 1. */
export interface PointLook {
  radius: number;
  markSize: number;
  opacity: number;
}

/** How so many points are drawn, so that few are seen and many do not become one blot. */
export function pointLook(count: number): PointLook {
  // 1 for a hundred points, 0 for a hundred thousand.
  const few = Math.min(1, Math.max(0, (5 - Math.log10(Math.max(1, count))) / 3));
  return { radius: 1.2 + 3 * few, markSize: 8 + 4 * few, opacity: 0.45 + 0.45 * few };
}

/** How many points each group has. */
export function groupCounts(points: Points, groups: number): number[] {
  const counts = new Array<number>(groups).fill(0);
  for (const group of points.group) if (group < groups) counts[group]++;
  return counts;
}
