import { describe, expect, test } from "@jest/globals";
import { encodePng } from "#src/display/png.js";
import { decodePng } from "./pictures.js";
import { forSeeds, seeded } from "./random.js";

/** RGBA of colours given as 0xrrggbb. */
function rgbaOf(colors: number[]): Uint8ClampedArray {
  return Uint8ClampedArray.from(colors.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255, 255]));
}

function hex(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}

describe("encodePng", () => {
  test("property: up to 256 colours come back exactly, at the size given", async () => {
    const all = Array.from({ length: 256 }, (_, i) => i * 0x010101);
    const pictures: [number[], number, number, number][] = [[all, 16, 16, 0]];
    forSeeds(10, (random, seed) => {
      const [width, height] = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 40)];
      const palette = Array.from({ length: 1 + Math.floor(random() * 256) }, () => Math.floor(random() * 0x1000000));
      const colors = Array.from({ length: width * height }, () => palette[Math.floor(random() * palette.length)]);
      pictures.push([colors, width, height, seed]);
    });
    for (const [colors, width, height, seed] of pictures) {
      const picture = await decodePng(encodePng(rgbaOf(colors), width, height));
      expect([seed, picture.width, picture.height]).toEqual([seed, width, height]);
      const seen = colors.map((_, i) => picture.color(i % width, Math.floor(i / width)));
      expect([seed, seen]).toEqual([seed, colors.map(hex)]);
    }
  });

  test("with more colours, white stays white and no channel is far off", async () => {
    for (const distinct of [1000, 20000]) {
      const random = seeded(distinct);
      const colors = Array.from({ length: 200 * 200 }, (_, i) =>
        i % 2 === 0 ? 0xffffff : Math.floor(random() * distinct) * Math.floor(0xffffff / distinct),
      );
      const picture = await decodePng(encodePng(rgbaOf(colors), 200, 200));
      const errors = colors.flatMap((color, i) => {
        const seen = Number.parseInt(picture.color(i % 200, Math.floor(i / 200)).slice(1), 16);
        return [16, 8, 0].map((shift) => Math.abs(((color >> shift) & 255) - ((seen >> shift) & 255)));
      });
      // 256 boxes over the whole cube of colours are about 40 wide.
      expect(Math.max(...errors.slice(0, 60000), ...errors.slice(60000))).toBeLessThan(80);
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(10);
      expect(picture.count("#ffffff")).toBeGreaterThanOrEqual(20000);
    }
  });
});
