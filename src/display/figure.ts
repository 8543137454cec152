/** A payload to something that shows itself: the bundle, with its drawn picture, is made when it is asked for. */
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle } from "./host.js";

export type FigureKind = "raster" | "scatter" | "lines" | "confusion" | "ranks" | "tree";

/** How a kind of payload becomes a bundle, and one line of text. */
export interface FigureMaker<Payload> {
  kind: FigureKind;
  bundle: (payload: Payload) => MimeBundle;
  text: (payload: Payload) => string;
}

/** A picture or a chart: the value of a cell that ends in `image(...)`, `grid(...)`, `archetypePlot(...)` and others. */
export class Figure<Payload extends object = object> implements Displayable {
  readonly kind: FigureKind;
  /** What is shown, as data: see the payload types. */
  readonly payload: Payload;
  readonly #bundle: () => MimeBundle;
  readonly #text: () => string;

  constructor(payload: Payload, maker: FigureMaker<Payload>) {
    this.kind = maker.kind;
    this.payload = payload;
    this.#bundle = () => maker.bundle(payload);
    this.#text = () => maker.text(payload);
  }

  /** The payload, its picture as a PNG and a line of text, as a notebook shows them. */
  toBundle(): MimeBundle {
    return this.#bundle();
  }

  /** The static picture as a PNG file of two pixels for one of the page, e.g. for `writeFile("figure.png", ...)`. */
  toPng(): Uint8Array {
    return Buffer.from(this.#bundle()["image/png"] as string, "base64");
  }

  toString(): string {
    return this.#text();
  }

  [displaySymbol](): MimeBundle {
    return this.toBundle();
  }

  /** What console.log shows in Node. */
  [inspectSymbol](): string {
    return this.toString();
  }
}
