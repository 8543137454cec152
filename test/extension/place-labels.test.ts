import { expect, test } from "@jest/globals";
import { placeLabels, type Box } from "../../extension/src/views/place-labels.js";

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
  expect(box.left).toBeGreaterThan(100);
  expect(box.top + box.height / 2).toBe(100);
});

test("a label at the right edge goes to the left of its point", () => {
  const [box] = placeLabels([label(390, 100)], area);
  expect(box.left + box.width).toBeLessThan(390);
});

test("labels of close points do not hide each other", () => {
  const boxes = placeLabels([label(200, 150), label(205, 153), label(198, 156)], area);
  for (const [index, box] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
  }
});
