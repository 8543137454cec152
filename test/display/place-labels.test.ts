import { expect, test } from "@jest/globals";
import { type Box, leaderEnd, placeLabels } from "#src/display/place-labels.js";
import { forSeeds } from "./random.js";

const area = { left: 0, top: 0, width: 400, height: 300 };
const label = (x: number, y: number): { x: number; y: number; width: number; height: number } => ({
  x,
  y,
  width: 60,
  height: 14,
});

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

test("a label stands to the right of its point, at its height", () => {
  const [box] = placeLabels([label(100, 100)], area);
  expect(box!.left).toBeGreaterThan(100);
  expect(box!.top + box!.height / 2).toBe(100);
  expect(leaderEnd({ x: 100, y: 100 }, box!)).toBeUndefined();
});

test("a label at the right edge goes to the left of its point", () => {
  const [box] = placeLabels([label(390, 100)], area);
  expect(box!.left + box!.width).toBeLessThan(390);
});

test("no label is cut by an edge, and one alone always finds its place", () => {
  const isWithin = ({ left, top, width, height }: Box): boolean => {
    return left >= 0 && top >= 0 && left + width <= area.width && top + height <= area.height;
  };
  forSeeds(200, (random) => {
    const points = Array.from({ length: 60 }, () => label(random() * area.width, random() * area.height));
    for (const box of placeLabels(points, area)) expect(box === undefined || isWithin(box)).toBe(true);
    const [alone] = placeLabels(points.slice(0, 1), area);
    expect(alone).toBeDefined();
  });
  for (const [x, y] of [
    [0, 0],
    [400, 0],
    [0, 300],
    [400, 300],
  ]) {
    expect(placeLabels([label(x, y)], area)[0]).toBeDefined();
  }
});

function expectApart(boxes: Box[]): void {
  for (const [index, box] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
  }
}

test("labels of close points do not hide each other", () => {
  const boxes = placeLabels([label(200, 150), label(205, 153), label(198, 156)], area);
  expect(boxes).not.toContain(undefined);
  expectApart(boxes as Box[]);
});

test("labels of one place stand apart, and a line leads to those farther off", () => {
  const boxes = placeLabels(Array<ReturnType<typeof label>>(10).fill(label(200, 150)), area) as Box[];
  expect(boxes).not.toContain(undefined);
  expectApart(boxes);
  const ends = boxes.map((box) => leaderEnd({ x: 200, y: 150 }, box));
  for (const [index, end] of ends.entries()) {
    if (end === undefined) continue;
    expect([boxes[index].left, boxes[index].left + boxes[index].width]).toContain(end.x);
    expect(end.y).toBe(boxes[index].top + boxes[index].height / 2);
  }
  expect(ends.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
  expect(ends.filter((end) => end !== undefined).length).toBeGreaterThan(2);
});

test("where there is no room left the first labels stay and the others are left out", () => {
  const boxes = placeLabels(Array<ReturnType<typeof label>>(60).fill(label(200, 150)), area);
  expect(boxes[0]).toBeDefined();
  const placed = boxes.filter((box) => box !== undefined);
  expectApart(placed);
  expect(placed.length).toBeLessThan(60);
  expect(boxes.slice(placed.length)).toEqual(Array(60 - placed.length).fill(undefined));
});
