/** JupyterLab's theme, as CSS variables, to colours that a canvas and Plotly understand. */
import { channels, isDark } from "../views/colors.js";
import type { Theme } from "../views/view.js";

/** Reads the variables as they are at a node that is on the page. */
export function readTheme(node: HTMLElement): Theme {
  const style = getComputedStyle(node);
  const context = document.createElement("canvas").getContext("2d");
  const color = (variable: string, otherwise: string): string => {
    if (context === null) return otherwise;
    // The context takes valid colours only and gives them back in one notation: "#rrggbb" or "rgba(r, g, b, a)".
    context.fillStyle = otherwise;
    context.fillStyle = style.getPropertyValue(variable).trim() || otherwise;
    return context.fillStyle;
  };
  const paper = color("--jp-layout-color0", "#ffffff");
  const dark = isDark(paper);
  const ink = color("--jp-content-font-color1", dark ? "#ffffff" : "#1f2328");
  return {
    dark,
    paper,
    ink,
    quiet: color("--jp-content-font-color2", dark ? "#b0b0b0" : "#656d76"),
    axis: color("--jp-border-color0", dark ? "#616161" : "#bdbdbd"),
    grid: `rgba(${channels(ink).join(", ")}, 0.1)`,
    fontFamily: style.getPropertyValue("--jp-ui-font-family").trim() || "system-ui, sans-serif",
    fontSize: Number.parseFloat(style.getPropertyValue("--jp-ui-font-size1")) || 13,
  };
}
