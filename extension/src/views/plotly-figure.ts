/**
 * A Plotly figure as someone made it to a plot in the page's colours and of the page's width, unless the figure says its
 * own. The basic bundle draws bars, pies and scatter plots; a figure with other traces is refused in words.
 */
import { type PlotlyPayload, plotlyText, traceType } from "../../../src/display/plotly.js";
import { groupColor } from "./colors.js";
import { axisLook, layoutLook, loadPlotly, type Plotly } from "./plotly.js";
import { element, type Theme, type View } from "./view.js";

const LARGEST_PLOT = 900;
const COLORS = 10;

export class PlotlyView implements View<PlotlyPayload> {
  readonly node = element("div", "lr-Plotly");
  readonly #plot = element("div", "lr-Plot");
  #payload: PlotlyPayload | undefined;
  #plotly: Plotly | undefined;
  /** Plotly takes another object for another configuration, and forgets the zoom: each figure has one. */
  #config: object = {};

  constructor() {
    this.#plot.setAttribute("role", "img");
    this.node.append(this.#plot);
  }

  show(payload: PlotlyPayload): void {
    this.#payload = payload;
    this.#plot.setAttribute("aria-label", plotlyText(payload));
    this.#config = { displaylogo: false, ...payload.config, responsive: false };
    // Holds the place until Plotly is there, so that the page does not jump.
    if (this.#plotly === undefined) this.#plot.style.minHeight = "360px";
  }

  async draw(width: number, theme: Theme): Promise<void> {
    this.#plotly ??= await loadPlotly();
    if (this.#payload === undefined) return;
    // Plotly writes into what it draws, and the notebook saves what we were given.
    const { data, layout } = structuredClone(this.#payload);
    const drawn = Object.keys(this.#plotly.PlotSchema.get().traces).sort();
    const others = [...new Set(data.map(traceType))].filter((type) => !drawn.includes(type));
    if (others.length > 0) {
      throw new Error(
        `lowrank's own Plotly draws traces of the types ${drawn.join(", ")} but found ${others.join(", ")}; ` +
          'JupyterLab draws all types after "pip install plotly"',
      );
    }
    const plotWidth = sizeOf(layout.width) ?? Math.min(LARGEST_PLOT, width);
    const plotHeight = sizeOf(layout.height) ?? Math.round(Math.min(450, Math.max(280, 0.6 * plotWidth)));
    this.#plot.style.minHeight = `${plotHeight}px`;
    const size = { width: plotWidth, height: plotHeight, autosize: false };
    const template = layout.template ?? pageTemplate(theme);
    await this.#plotly.react(this.#plot, data, { uirevision: "zoom", ...layout, template, ...size }, this.#config);
  }

  dispose(): void {
    this.#plotly?.purge(this.#plot);
    this.#payload = undefined;
  }
}

function sizeOf(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}

/** Plotly fills in from a template what a figure leaves open; a figure with a template of its own has its own colours. */
function pageTemplate(theme: Theme): object {
  const { paper_bgcolor, plot_bgcolor, font, modebar, hoverlabel } = layoutLook(0, 0, theme);
  const { title, ...axis } = axisLook("", 0, theme);
  const axes = { ...axis, title: { standoff: title.standoff, font: title.font } };
  const colorway = Array.from({ length: COLORS }, (_, index) => groupColor(index, theme.paper, "text"));
  const look = { paper_bgcolor, plot_bgcolor, font, modebar, hoverlabel, colorway };
  const margin = { l: 64, r: 24, t: 56, b: 56 };
  // What stands out from a pie is its neighbour, not a line.
  const pie = [{ marker: { line: { color: theme.paper, width: 1 } } }];
  return { layout: { ...look, margin, xaxis: axes, yaxis: axes }, data: { pie } };
}
