/** A raster payload to one canvas of crisp tiles, captions under them, and a slider when there are several steps. */
import { rasterColors } from "../../../src/display/palette.js";
import { decodeUint8, type RasterPayload } from "../../../src/display/payload.js";
import { rasterWords } from "./picture-words.js";
import { paintTiles, rasterLayout, type RasterLayout } from "./raster-layout.js";
import { Slider } from "./slider.js";
import { element, setText, type View } from "./view.js";

/** Wider or higher canvases are not drawn by every browser. */
const LARGEST_CANVAS = 16_384;

export class RasterView implements View<RasterPayload> {
  readonly node = element("figure", "lr-Raster");
  readonly #title = element("figcaption", "lr-Title");
  readonly #slider = new Slider(() => this.#paint());
  readonly #scroller = element("div", "lr-Raster-scroller");
  readonly #grid = element("div", "lr-Raster-grid");
  readonly #canvas = element("canvas", "lr-Raster-canvas");
  readonly #note = element("div", "lr-Note");
  #payload: RasterPayload | undefined;
  #layout: RasterLayout | undefined;
  #pixels: Uint8Array = new Uint8Array();
  #colors: Uint8Array = new Uint8Array();

  constructor() {
    this.#canvas.setAttribute("role", "img");
    this.#scroller.append(this.#grid);
    this.node.append(this.#title, this.#scroller, this.#slider.node, this.#note);
  }

  show(payload: RasterPayload): void {
    this.#payload = payload;
    this.#pixels = decodeUint8(payload.pixels);
    this.#colors = rasterColors(payload.palette);
    this.#layout = undefined;
    setText(this.#title, payload.title);
    setText(this.#note, payload.note);
    this.#slider.show(payload.slider);
    this.#canvas.setAttribute("aria-label", rasterWords(payload));
    this.node.dataset.palette = payload.palette;
  }

  draw(width: number): void {
    if (this.#payload === undefined) return;
    const layout = rasterLayout(this.#payload, width);
    this.#slider.node.style.width = `${Math.min(width, Math.max(280, layout.width * layout.scale))}px`;
    if (this.#layout?.scale === layout.scale) return;
    if (Math.max(layout.width, layout.height) > LARGEST_CANVAS) {
      throw new RangeError(`The grid of ${layout.width} × ${layout.height} pixels is larger than a browser draws`);
    }
    this.#layout = layout;
    this.#canvas.width = layout.width;
    this.#canvas.height = layout.height;
    this.#canvas.style.width = `${layout.width * layout.scale}px`;
    this.#canvas.style.height = `${layout.height * layout.scale}px`;
    this.#grid.replaceChildren(this.#canvas, ...tileNodes(this.#payload, layout));
    this.#paint();
  }

  #paint(): void {
    if (this.#payload === undefined || this.#layout === undefined) return;
    const size = this.#payload.captions.length * this.#payload.height * this.#payload.width;
    const step = this.#pixels.subarray(this.#slider.index * size, (this.#slider.index + 1) * size);
    if (this.#layout.height === 0) return;
    const image = paintTiles(this.#payload, this.#layout, step, this.#colors);
    this.#canvas.getContext("2d")?.putImageData(new ImageData(image, this.#layout.width, this.#layout.height), 0, 0);
  }

  dispose(): void {
    this.#slider.dispose();
    // Browsers free a canvas late; one without pixels holds nothing.
    this.#canvas.width = 0;
    this.#payload = undefined;
  }
}

/** What lies over the canvas: a frame round each tile, for paper has no edge on a light page, and the caption under it. */
function tileNodes({ captions, width, height }: RasterPayload, layout: RasterLayout): HTMLElement[] {
  const { columns, stepX, stepY, scale } = layout;
  return captions.flatMap((caption, tile) => {
    const place = { left: (tile % columns) * stepX, top: Math.floor(tile / columns) * stepY, width };
    const frame = placed(element("div", "lr-Raster-frame"), { ...place, height }, scale);
    if (caption === "") return [frame];
    const node = placed(element("div", "lr-Raster-caption", caption), { ...place, top: place.top + height }, scale);
    node.title = caption;
    return [frame, node];
  });
}

/** The node at a place given in tile pixels. */
function placed(node: HTMLElement, place: Record<string, number>, scale: number): HTMLElement {
  for (const [side, length] of Object.entries(place)) node.style.setProperty(side, `${length * scale}px`);
  return node;
}
