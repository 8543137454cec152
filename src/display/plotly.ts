/**
 * Plotly's own format of a figure, https://github.com/plotly/plotly.js-mimetype: what the kernel sends for `{ data, layout }`,
 * and what JupyterLab (our extension, or Plotly's) and VS Code draw.
 */

export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

export interface PlotlyPayload {
  /** Each trace is a scatter plot unless it says its `type`. */
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
  config?: Record<string, unknown>;
}

export function traceType(trace: Record<string, unknown>): string {
  return typeof trace.type === "string" ? trace.type : "scatter";
}

/** `Plotly figure "Accuracy": scatter "train" (9 points), bar (3 points)`: for pages that draw no figures. */
export function plotlyText({ data, layout }: PlotlyPayload): string {
  const title = words(layout.title) ?? words((layout.title as { text?: unknown } | undefined)?.text);
  const traces = data.map((trace) => {
    const name = words(trace.name);
    const points = ["x", "y", "values", "r", "lat"].map((key) => lengthOf(trace[key])).find((length) => length > 0);
    const size = points === undefined ? "" : ` (${points} ${points === 1 ? "point" : "points"})`;
    return `${traceType(trace)}${name === undefined ? "" : ` "${name}"`}${size}`;
  });
  return `Plotly figure${title === undefined ? "" : ` "${title}"`}: ${traces.join(", ")}`;
}

function words(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value) ? Number(value.length) : 0;
}
