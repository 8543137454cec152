/** A lines payload to curves with markers on linear or logarithmic axes. */
import type { LinesPayload } from "../../../src/display/payload.js";
import { isPlaceable } from "../../../src/display/scale.js";
import { groupColor } from "./colors.js";
import { Legend } from "./legend.js";
import { lostOnLogAxes, rangeOfOne, tickValues } from "./lines-axes.js";
import { axisLook, layoutLook, loadPlotly, MARGINS, plainText, plotConfig, type Plotly } from "./plotly.js";
import { linesWords } from "./picture-words.js";
import { element, setText, type Theme, type View } from "./view.js";

const LARGEST_PLOT = 720;
/** Longer curves are drawn without a marker at each point. */
const MOST_MARKERS = 60;

export class LinesView implements View<LinesPayload> {
  readonly node = element("figure", "lr-Lines");
  readonly #title = element("figcaption", "lr-Title");
  readonly #legend = new Legend(() => this.#hide());
  readonly #frame = element("div", "lr-Plot-frame");
  readonly #plot = element("div", "lr-Plot");
  readonly #note = element("div", "lr-Note");
  #payload: LinesPayload | undefined;
  #plotly: Plotly | undefined;
  #drawn = false;

  constructor() {
    this.#plot.setAttribute("role", "img");
    this.#legend.node.classList.add("lr-mod-row");
    this.#frame.append(this.#plot);
    this.node.append(this.#title, this.#legend.node, this.#frame, this.#note);
  }

  show(payload: LinesPayload): void {
    this.#payload = payload;
    setText(this.#title, payload.title);
    const lost = lostOnLogAxes(payload);
    const missing = lost === 0 ? "" : `${lost} values of 0 or less have no place on a logarithmic axis.`;
    setText(this.#note, [payload.note ?? "", missing].filter((text) => text !== "").join(" "));
    this.#plot.setAttribute("aria-label", linesWords(payload));
    // Holds the place until Plotly is there, so that the page does not jump.
    if (this.#plotly === undefined) this.#frame.style.minHeight = "320px";
  }

  async draw(width: number, theme: Theme): Promise<void> {
    this.#plotly ??= await loadPlotly();
    if (this.#payload === undefined) return;
    const payload = this.#payload;
    const plotWidth = Math.min(LARGEST_PLOT, width);
    const plotHeight = Math.round(Math.min(380, Math.max(240, 0.55 * plotWidth)));
    this.#frame.style.minHeight = `${plotHeight}px`;
    this.#frame.style.width = `${plotWidth}px`;
    const colors = payload.series.map((_, index) => groupColor(index, theme.paper, "text"));
    const entries = payload.series.map(({ name }, index) => ({ name, color: colors[index], hint: name }));
    this.#legend.show(payload.series.length > 1 ? entries : []);
    const traces = payload.series.map((series, index) => ({
      type: "scatter",
      mode: series.x.length > MOST_MARKERS ? "lines" : "lines+markers",
      name: plainText(series.name),
      x: series.x,
      // Plotly's arithmetic overflows where ours would; such a value is a hole in the curve.
      y: series.y.map((value) => (isPlaceable(value) ? value : null)),
      line: { color: colors[index], width: 2 },
      marker: { color: colors[index], size: 7, line: { color: theme.paper, width: 1 } },
      visible: !this.#legend.isHidden(index),
      connectgaps: false,
      hovertemplate: `${plainText(payload.xLabel)} %{x}<br>${plainText(payload.yLabel)} %{y:.6~g}<extra>${
        payload.series.length > 1 ? plainText(series.name) : ""
      }</extra>`,
    }));
    const places = { x: payload.series.map(({ x }) => x), y: payload.series.map(({ y }) => y) };
    const layout = {
      ...layoutLook(plotWidth, plotHeight, theme),
      uirevision: "zoom",
      hovermode: "closest",
      xaxis: {
        ...axisLook(payload.xLabel, plotWidth - MARGINS, theme),
        type: payload.xScale,
        ...tickValues(payload.xScale, places.x),
        ...rangeOfOne(payload.xScale, places.x),
        showgrid: false,
      },
      yaxis: {
        ...axisLook(payload.yLabel, plotHeight - MARGINS, theme),
        type: payload.yScale,
        rangemode: payload.fromZero ? "tozero" : "normal",
        ...tickValues(payload.yScale),
        ...(payload.fromZero ? {} : rangeOfOne(payload.yScale, places.y)),
      },
    };
    await this.#plotly.react(this.#plot, traces, layout, this.#drawn ? undefined : plotConfig(["toImage"]));
    this.#drawn = true;
  }

  #hide(): void {
    const visible = this.#payload?.series.map((_, index) => !this.#legend.isHidden(index));
    if (visible !== undefined) void this.#plotly?.restyle(this.#plot, { visible });
  }

  dispose(): void {
    this.#plotly?.purge(this.#plot);
    this.#payload = undefined;
  }
}
