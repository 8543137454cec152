import { describe, expect, test } from "@jest/globals";
import type { RasterPayload } from "../../src/display/payload.js";
import { paintTiles, rasterLayout } from "../../extension/src/views/raster-layout.js";

function raster(tiles: number, columns: number, caption = ""): RasterPayload {
  const captions = Array.from({ length: tiles }, () => caption);
  return { title: "", width: 28, height: 28, columns, captions, palette: "ink", pixels: "" };
}

describe("rasterLayout", () => {
  test("magnifies by whole numbers: one tile most, a grid least", () => {
    expect(rasterLayout(raster(1, 1), 900).scale).toBe(8);
    expect(rasterLayout(raster(4, 4), 900).scale).toBe(5);
    expect(rasterLayout(raster(25, 5), 900).scale).toBe(3);
  });

  test("shrinks a grid to the width there is, but not below what can be seen", () => {
    expect(rasterLayout(raster(25, 5), 330).scale).toBe(2);
    expect(rasterLayout(raster(25, 5), 100).scale).toBe(1);
  });

  test("has as many columns as asked for, and no more than tiles", () => {
    expect(rasterLayout(raster(25, 10), 900)).toMatchObject({ columns: 10, rows: 3 });
    expect(rasterLayout(raster(3, 10), 900)).toMatchObject({ columns: 3, rows: 1 });
  });

  test("leaves a line for captions only when there are some", () => {
    const plain = rasterLayout(raster(4, 2), 900);
    const captioned = rasterLayout(raster(4, 2, "Bag"), 900);
    expect((captioned.stepY - plain.stepY) * plain.scale).toBeGreaterThanOrEqual(20);
  });
});

test("paintTiles puts each tile in its place and leaves the rest transparent", () => {
  const payload = { ...raster(3, 2), width: 1, height: 1 };
  const layout = { columns: 2, rows: 2, scale: 1, stepX: 2, stepY: 1, width: 3, height: 2 };
  const grey = Uint8Array.from({ length: 768 }, (_, index) => Math.floor(index / 3));
  const image = paintTiles(payload, layout, Uint8Array.of(10, 20, 30), grey);
  const pixel = (x: number, y: number): number[] => Array.from(image.subarray(4 * (y * 3 + x), 4 * (y * 3 + x) + 4));
  expect(pixel(0, 0)).toEqual([10, 10, 10, 255]);
  expect(pixel(1, 0)).toEqual([0, 0, 0, 0]);
  expect(pixel(2, 0)).toEqual([20, 20, 20, 255]);
  expect(pixel(0, 1)).toEqual([30, 30, 30, 255]);
  expect(pixel(2, 1)).toEqual([0, 0, 0, 0]);
});
