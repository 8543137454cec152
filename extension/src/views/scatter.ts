/**
 * A scatter payload to a plot: Plotly draws axes and zooms, our canvas lies where Plotly puts WebGL canvases (over the
 * grid, under the zoom box) and holds the points; legend and tooltip are ours.
 */
import { formatCountOf } from "../../../src/display/format.js";
import type { ScatterPayload } from "../../../src/display/payload.js";
import { groupColor } from "./colors.js";
import { formatNumber } from "./format-number.js";
import { Legend } from "./legend.js";
import { scatterWords } from "./picture-words.js";
import { axisLook, layoutLook, loadPlotly, MARGINS, plotConfig, type Plotly, type PlotNode } from "./plotly.js";
import { drawPoints } from "./scatter-canvas.js";
import { saveScatter } from "./scatter-picture.js";
import { airyRange, groupCounts, nearestPoint, readPoints, valueOf, type Points, type Span } from "./scatter-points.js";
import { Tooltip } from "./tooltip.js";
import { element, setText, type Theme, type View } from "./view.js";

const LARGEST_PLOT = 640;
const LEGEND_WIDTH = 150;
/** Below this width the legend stands under the plot. */
const NARROW = 560;

export class ScatterView implements View<ScatterPayload> {
  readonly node = element("figure", "lr-Scatter");
  readonly #title = element("figcaption", "lr-Title");
  readonly #body = element("div", "lr-Plot-body");
  readonly #frame = element("div", "lr-Plot-frame");
  readonly #plot = element("div", "lr-Plot");
  readonly #canvas = element("canvas", "lr-Scatter-canvas");
  readonly #legend = new Legend(() => this.#paint());
  readonly #tooltip = new Tooltip();
  readonly #note = element("div", "lr-Note");
  #payload: ScatterPayload | undefined;
  #points: Points | undefined;
  #theme: Theme | undefined;
  #plotly: Plotly | undefined;
  #listening = false;
  #frameRequest = 0;

  constructor() {
    this.#plot.setAttribute("role", "img");
    this.#frame.append(this.#plot, this.#tooltip.node);
    this.#body.append(this.#frame, this.#legend.node);
    this.node.append(this.#title, this.#body, this.#note);
    this.#plot.addEventListener("mousemove", this.#onMove);
    this.#plot.addEventListener("mouseleave", this.#onLeave);
    this.#plot.addEventListener("mousedown", this.#onLeave);
  }

  show(payload: ScatterPayload): void {
    this.#payload = payload;
    this.#points = readPoints(payload);
    setText(this.#title, payload.title);
    setText(this.#note, payload.note);
    this.#plot.setAttribute("aria-label", scatterWords(payload));
    // Holds the place until Plotly is there, so that the page does not jump.
    if (this.#plotly === undefined) this.#frame.style.minHeight = "400px";
  }

  async draw(width: number, theme: Theme): Promise<void> {
    this.#plotly ??= await loadPlotly();
    if (this.#payload === undefined || this.#points === undefined) return;
    const { payload } = this;
    this.#theme = theme;
    this.#showLegend(this.#payload, this.#points, theme);
    const narrow = width < NARROW || this.#legend.node.hidden;
    this.#body.classList.toggle("lr-mod-narrow", width < NARROW);
    const plotWidth = Math.min(LARGEST_PLOT, narrow ? width : width - LEGEND_WIDTH);
    const plotHeight = Math.round(Math.min(520, Math.max(260, 0.8 * plotWidth)));
    this.#frame.style.minHeight = `${plotHeight}px`;
    this.#frame.style.width = `${plotWidth}px`;
    const ranges = [airyRange(this.#payload.xRange), airyRange(this.#payload.yRange)];
    const layout = {
      ...layoutLook(plotWidth, plotHeight, theme),
      // While the data's ranges stay, so does the reader's zoom.
      uirevision: ranges.flat().join(),
      xaxis: { ...axisLook(payload.xLabel, plotWidth - MARGINS, theme), range: ranges[0] },
      yaxis: { ...axisLook(payload.yLabel, plotHeight - MARGINS, theme), range: ranges[1] },
    };
    // One trace without points, for Plotly draws no axes without a trace.
    const traces = [{ type: "scatter", mode: "markers", x: [null], y: [null], hoverinfo: "skip" }];
    const save = { name: "Save as PNG", icon: this.#plotly.Icons.camera, click: () => void this.#save() };
    await this.#plotly.react(this.#plot, traces, layout, this.#listening ? undefined : plotConfig([save]));
    if (this.#payload === undefined) return;
    this.#listen();
    this.#paint();
  }

  get payload(): ScatterPayload {
    return this.#payload!;
  }

  #showLegend(payload: ScatterPayload, points: Points, theme: Theme): void {
    const names = payload.group === undefined || payload.mark === "label" ? [] : (payload.groupNames ?? []);
    const counts = groupCounts(points, names.length);
    this.#legend.show(
      names.map((name, group) => ({
        name,
        color: groupColor(group, theme.paper, payload.mark === "groupMark" ? "text" : "point", payload.missingGroup),
        mark: payload.mark === "groupMark" ? payload.groupMarks?.[group] : undefined,
        hint: `${name}: ${formatCountOf(counts[group], "point")}. Click to hide or show, double-click for this one alone`,
      })),
    );
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    const plot = this.#plot as unknown as PlotNode;
    plot.on("plotly_afterplot", this.#repaint);
    plot.on("plotly_relayouting", this.#repaint);
    plot.on("plotly_relayout", this.#repaint);
  }

  readonly #repaint = (): void => {
    this.#tooltip.hide();
    this.#frameRequest ||= requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#paint();
    });
  };

  /** Where the axes are now: the area in the plot's CSS pixels, the spans in the area's. */
  #spans(): { left: number; top: number; width: number; height: number; spans: { x: Span; y: Span } } | undefined {
    const layout = (this.#plot as unknown as PlotNode)._fullLayout as PlotNode["_fullLayout"] | undefined;
    if (layout === undefined) return undefined;
    const { l: left, t: top, w: width, h: height } = layout._size;
    const x = { range: layout.xaxis.range, start: 0, end: width };
    const y = { range: layout.yaxis.range, start: height, end: 0 };
    return { left, top, width, height, spans: { x, y } };
  }

  #paint(): void {
    const area = this.#spans();
    if (area === undefined || !this.#payload || !this.#points || !this.#theme) return;
    const layer = this.#plot.querySelector(".gl-container");
    if (layer === null) return;
    if (this.#canvas.parentElement !== layer) layer.append(this.#canvas);
    this.#canvas.style.left = `${area.left}px`;
    this.#canvas.style.top = `${area.top}px`;
    const { spans } = area;
    const isHidden = (group: number): boolean => this.#legend.isHidden(group);
    const scene = { payload: this.#payload, points: this.#points, spans, isHidden, theme: this.#theme };
    drawPoints(this.#canvas, area.width, area.height, scene);
  }

  readonly #onMove = (event: MouseEvent): void => {
    const area = this.#spans();
    if (area === undefined || !this.#payload || !this.#points || event.buttons !== 0) return;
    const box = this.#plot.getBoundingClientRect();
    const place = { x: event.clientX - box.left, y: event.clientY - box.top };
    const inside = { x: place.x - area.left, y: place.y - area.top };
    const within = inside.x >= 0 && inside.y >= 0 && inside.x <= area.width && inside.y <= area.height;
    const found = within
      ? nearestPoint(this.#points, area.spans, inside, (group) => !this.#legend.isHidden(group))
      : -1;
    if (found < 0) this.#tooltip.hide();
    else this.#tooltip.show(this.#describe(this.#payload, this.#points, found), place, box.width);
  };

  readonly #onLeave = (): void => this.#tooltip.hide();

  #describe(payload: ScatterPayload, points: Points, index: number): string[] {
    const name = payload.labels?.[index] ?? (payload.group ? payload.groupNames?.[points.group[index]] : undefined);
    const at = ([0, 1] as const).map((axis) => formatNumber(Number(valueOf(points, index, axis).toPrecision(4))));
    return [
      ...(name === undefined ? [] : [name]),
      `${payload.xLabel}: ${at[0]}`,
      `${payload.yLabel}: ${at[1]}`,
      ...(payload.mark === "label" ? [] : [`row ${index}`]),
    ];
  }

  async #save(): Promise<void> {
    if (this.#plotly === undefined || this.#theme === undefined) return;
    const isHidden = (group: number): boolean => this.#legend.isHidden(group);
    const scene = { payload: this.payload, theme: this.#theme, isHidden };
    await saveScatter(this.#plotly, this.#plot as unknown as PlotNode, this.#canvas, scene);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#plot.removeEventListener("mousemove", this.#onMove);
    this.#plot.removeEventListener("mouseleave", this.#onLeave);
    this.#plot.removeEventListener("mousedown", this.#onLeave);
    this.#plotly?.purge(this.#plot);
    // Browsers free a canvas late; one without pixels holds nothing.
    this.#canvas.width = 0;
    this.#payload = this.#points = undefined;
  }
}
