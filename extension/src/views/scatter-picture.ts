/** A drawn scatter plot to a PNG file: Plotly's axes with our canvas laid over them as a picture, and a legend. */
import { groupColor } from "./colors.js";
import type { Scene } from "./scatter-canvas.js";
import { plainText, type Plotly, type PlotNode } from "./plotly.js";

export async function saveScatter(
  plotly: Plotly,
  plot: PlotNode,
  canvas: HTMLCanvasElement,
  { payload, theme, isHidden }: Pick<Scene, "payload" | "theme" | "isHidden">,
): Promise<void> {
  const { layout } = plot as unknown as { layout: { width: number; height: number; margin: object } };
  const names = payload.group === undefined || payload.mark === "label" ? [] : (payload.groupNames ?? []);
  const title = payload.title === "" ? {} : { title: { text: plainText(payload.title), x: 0.02, xanchor: "left" } };
  const width = layout.width + (names.length === 0 ? 0 : 160);
  const figure = {
    data: [{ type: "scatter", x: [null], y: [null], showlegend: false }, ...names.map(legendTrace)],
    layout: {
      ...layout,
      ...title,
      width,
      height: layout.height + 20,
      margin: { ...layout.margin, t: 50, r: width - layout.width + 16 },
      paper_bgcolor: theme.paper,
      showlegend: names.length > 0,
      images: [
        {
          source: canvas.toDataURL("image/png"),
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 1,
          sizex: 1,
          sizey: 1,
          sizing: "stretch",
        },
      ],
    },
  };
  const link = document.createElement("a");
  link.href = await plotly.toImage(figure, { format: "png", width, height: layout.height + 20, scale: 2 });
  link.download = `${payload.title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "scatter"}.png`;
  link.click();

  function legendTrace(name: string, group: number): object {
    const mark =
      payload.mark === "groupMark" && payload.groupMarks?.[group] !== name
        ? `${plainText(payload.groupMarks?.[group] ?? "")} `
        : "";
    const marker = { color: groupColor(group, theme.paper, "point", payload.missingGroup), size: 8 };
    const showlegend = !isHidden(group);
    return { type: "scatter", mode: "markers", name: mark + plainText(name), x: [null], y: [null], marker, showlegend };
  }
}
