/** A raster payload to one canvas of crisp tiles, captions under them, and a slider when there are several steps. */
import { formatCountOf } from "../../../src/display/format.js";
import { rasterColors } from "../../../src/display/palette.js";
import { decodeUint8, type RasterPayload } from "../../../src/display/payload.js";
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
    this.#canvas.setAttribute("aria-label", summary(payload));
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
    this.#grid.replaceChildren(this.#canvas, ...captionNodes(this.#payload, layout));
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

function captionNodes(payload: RasterPayload, layout: RasterLayout): HTMLElement[] {
  return payload.captions.flatMap((caption, tile) => {
    if (caption === "") return [];
    const node = element("div", "lr-Raster-caption", caption);
    node.title = caption;
    node.style.left = `${(tile % layout.columns) * layout.stepX * layout.scale}px`;
    node.style.top = `${(Math.floor(tile / layout.columns) * layout.stepY + payload.height) * layout.scale}px`;
    node.style.width = `${payload.width * layout.scale}px`;
    return [node];
  });
}

function summary(payload: RasterPayload): string {
  const count = payload.captions.length;
  const captions = payload.captions.filter((caption) => caption !== "");
  const named =
    captions.length === 0 ? "" : `: ${captions.slice(0, 10).join(", ")}${captions.length > 10 ? ", …" : ""}`;
  const title = payload.title === "" ? "" : `${payload.title}. `;
  return `${title}${formatCountOf(count, "picture")} of ${payload.width} by ${payload.height} pixels${named}`;
}
