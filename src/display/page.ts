/**
 * A white page to draw on, measured in the pixels of the screen, to a bundle with a PNG of twice as many pixels each way
 * (sharp on dense screens) and the metadata that shows it at its own size. Drawing is Skia's, by @napi-rs/canvas, loaded
 * at the first picture; type is Inter.
 */
import { createRequire } from "node:module";
import { fitText } from "./fit-text.js";
import { metadataSymbol, type MimeBundle } from "./host.js";
import { pageColors } from "./palette.js";
import { encodePng } from "./png.js";

/** The part of CanvasRenderingContext2D that our pictures use. */
export interface Pen {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  lineCap: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): { width: number };
  setLineDash(lengths: number[]): void;
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  rotate(angle: number): void;
}

interface Context extends Pen {
  scale(x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
}

interface Skia {
  createCanvas(width: number, height: number): { getContext(kind: "2d"): Context };
  GlobalFonts: { registerFromPath(path: string, name: string): unknown };
}

export interface Page {
  readonly width: number;
  readonly height: number;
  readonly pen: Pen;
  /** The drawn page: RGBA, row by row. */
  readonly pixels: () => { rgba: Uint8ClampedArray; width: number; height: number };
}

/** A page whose picture has `scale` pixels each way for one of the page. */
export function createPage(width: number, height: number, scale: number = 2): Page {
  skia ??= loadSkia();
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  const pen = skia.createCanvas(wide, high).getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = pageColors.paper;
  pen.fillRect(0, 0, width, height);
  return {
    width,
    height,
    pen,
    pixels: () => ({ rgba: pen.getImageData(0, 0, wide, high).data, width: wide, height: high }),
  };
}

/** Inter comes as a file a script. Under one name only one of them would be found, so each is a family of its own. */
const SCRIPTS = ["latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"];
const FAMILIES = SCRIPTS.map((script) => (script === "latin" ? "Inter" : `Inter ${script}`));

let skia: Skia | undefined;

function loadSkia(): Skia {
  const require = createRequire(import.meta.url);
  const loaded = require("@napi-rs/canvas") as Skia;
  SCRIPTS.forEach((script, place) => {
    for (const weight of [400, 600]) {
      const file = `@fontsource/inter/files/inter-${script}-${weight}-normal.woff2`;
      loaded.GlobalFonts.registerFromPath(require.resolve(file), FAMILIES[place]);
    }
  });
  return loaded;
}

/** A font of so many pixels; what Inter does not have, e.g. Chinese, comes from the machine. */
export function font(size: number, weight: 400 | 600 = 400): string {
  return `${weight} ${size}px ${FAMILIES.map((family) => `"${family}"`).join(", ")}, sans-serif`;
}

/** What we say (the payload), what it looks like (the page), what it is (the text). */
export function pageBundle(mime: string, payload: object, page: Page, text: string): MimeBundle {
  const { rgba, width, height } = page.pixels();
  const png = encodePng(rgba, width, height);
  const bundle: MimeBundle & { [metadataSymbol]?: object } = {
    [mime]: payload,
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": text,
  };
  bundle[metadataSymbol] = { "image/png": { width: page.width, height: page.height } };
  return bundle;
}

/** A text to lines no wider than a width, broken at spaces. Uses the pen's font. */
export function wrapText(pen: Pen, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(fitText(pen, word, width));
  }
  return lines;
}
