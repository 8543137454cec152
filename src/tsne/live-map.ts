/**
 * The map so far to one display of a notebook, updated in place a few times a second, and at the end to the whole figure.
 */
import { randomUUID } from "node:crypto";
import { displaySymbol, type MimeBundle, notebookHost, type NotebookHost } from "../display/host.js";
import type { Labels } from "../display/groups.js";
import { SCATTER_MIME } from "../display/payload.js";
import { scatterPlot, type ScatterPlotOptions } from "../display/scatter-plot.js";
import { scatterText } from "../display/scatter.js";

/** Milliseconds between two pictures, at least. */
const INTERVAL = 250;
/** Most share of the main thread's time that goes into pictures. */
const SHARE = 0.25;

export interface LiveMapOptions {
  label?: Labels;
  names?: readonly string[];
  note?: string;
}

/** What a moving map needs of a progress report. */
export interface MapFrame {
  iteration: number;
  embedding: () => Float64Array | undefined;
}

export class LiveMap {
  readonly #displayId = `lowrank-map-${randomUUID()}`;
  #shown = false;
  #dueAt = 0;

  /** A map in the running notebook; undefined where there is none. */
  static inNotebook(options: LiveMapOptions): LiveMap | undefined {
    const host = notebookHost();
    return host === undefined ? undefined : new LiveMap(host, options);
  }

  constructor(
    private readonly host: NotebookHost,
    private readonly options: LiveMapOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Shows the map if the last picture is old enough. */
  update({ iteration, embedding }: MapFrame): void {
    const began = this.now();
    if (began < this.#dueAt) return;
    const places = embedding();
    if (places === undefined) return;
    this.#display(frameBundle(places, iteration, this.options));
    const took = this.now() - began;
    this.#dueAt = began + Math.max(INTERVAL, took / SHARE);
  }

  /** Replaces the moving picture by the figure of the finished map. */
  finish(model: { plot(options: LiveMapOptions): { [displaySymbol](): MimeBundle } }): void {
    const { label, names } = this.options;
    this.#display(model.plot({ label, names })[displaySymbol]());
  }

  #display(bundle: MimeBundle): void {
    this.host.display(bundle, { displayId: this.#displayId, update: this.#shown });
    this.#shown = true;
  }
}

/** One picture while it moves: no PNG is drawn, as it is replaced at once. */
function frameBundle(places: Float64Array, iteration: number, options: LiveMapOptions): MimeBundle {
  const { payload } = mapFigure(places, { ...options, title: `The map after ${iteration} iterations` });
  return { [SCATTER_MIME]: payload, "text/plain": scatterText(payload) };
}

/** Places (n × 2, row-major) as a chart. */
export function mapFigure(places: Float64Array, options: ScatterPlotOptions): ReturnType<typeof scatterPlot> {
  const count = places.length / 2;
  const line = (c: number): Float64Array => Float64Array.from({ length: count }, (_, i) => places[2 * i + c]);
  return scatterPlot({ x: line(0), y: line(1) }, { xLabel: "tsne1", yLabel: "tsne2", ...options });
}
