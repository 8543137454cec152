/** What tests look at in a picture: its size, its colours, and points put in a payload. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { encodeUint16, encodeUint8, quantize, rangeOf } from "#src/display/encode.js";
import type { MimeBundle } from "#src/display/host.js";
import type { ScatterPayload } from "#src/display/payload.js";

export interface Picture {
  width: number;
  height: number;
  /** "#rrggbb" of a pixel. */
  color(x: number, y: number): string;
  /** How many pixels have this colour. */
  count(color: string): number;
}

export async function pictureOf(bundle: MimeBundle): Promise<Picture> {
  return decodePng(Buffer.from(bundle["image/png"] as string, "base64"));
}

export async function decodePng(png: Uint8Array): Promise<Picture> {
  const image = await loadImage(png);
  const { width, height } = image;
  const pen = createCanvas(width, height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  return {
    width,
    height,
    color(x, y) {
      const start = 4 * (y * width + x);
      return `#${Buffer.from(data.subarray(start, start + 3)).toString("hex")}`;
    },
    count(color) {
      const [red, green, blue] = Buffer.from(color.slice(1), "hex");
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) count++;
      }
      return count;
    },
  };
}

/** A scatter of the points, of three groups when `group` says which. */
export function scatterOf(
  x: number[],
  y: number[],
  more: Partial<ScatterPayload> & { groups?: number[] },
): ScatterPayload {
  const { groups, ...rest } = more;
  const [xRange, yRange] = [rangeOf(x), rangeOf(y)];
  const [columns, rows] = [quantize(x, xRange), quantize(y, yRange)];
  return {
    title: "",
    xLabel: "x",
    yLabel: "y",
    count: x.length,
    xRange,
    yRange,
    positions: encodeUint16(Uint16Array.from({ length: 2 * x.length }, (_, i) => (i % 2 ? rows : columns)[i >> 1])),
    mark: "dot",
    ...(groups && {
      group: encodeUint8(Uint8Array.from(groups)),
      groupNames: ["a", "b", "c"],
      groupMarks: ["0", "1", "2"],
    }),
    ...rest,
  };
}
