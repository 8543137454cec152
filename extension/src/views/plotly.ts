/**
 * Plotly, loaded when the first plot is drawn: axes, zoom, pan and hover of every plot come from here, with one look.
 * The basic bundle has no WebGL and evaluates no strings, so it runs under any content security policy.
 */
import { fitText } from "../../../src/display/fit-text.js";
import type { Theme } from "./view.js";

export interface Axis {
  range: [number, number];
}

/** Plotly's own div. `_fullLayout._size` is where axes begin and end inside it: not documented, but stable for years. */
export interface PlotNode extends HTMLElement {
  _fullLayout: { _size: { l: number; t: number; w: number; h: number }; xaxis: Axis; yaxis: Axis };
  on(event: string, listener: (...values: never[]) => void): void;
}

export interface Plotly {
  react(node: HTMLElement, traces: object[], layout: object, config?: object): Promise<unknown>;
  restyle(node: HTMLElement, update: object): Promise<unknown>;
  toImage(figure: object, options: object): Promise<string>;
  purge(node: HTMLElement): void;
  /** Its documentation of itself: the types of traces it draws are the keys of `traces`. */
  PlotSchema: { get(): { traces: Record<string, unknown> } };
  Icons: Record<string, object>;
}

let loading: Promise<Plotly> | undefined;

export function loadPlotly(): Promise<Plotly> {
  loading ??= import("plotly.js-basic-dist-min").then(
    (module) => module.default,
    (error: unknown) => {
      // A later plot may find the network again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Plotly reads markup, links and mathematics in texts; a label must be shown as it is. */
export function plainText(text: string): string {
  return text.replace(/[&<>$]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An axis with a thin line, outside ticks and a light grid; `room`: CSS pixels for its title, which Plotly does not cut. */
export function axisLook(label: string, room: number, theme: Theme) {
  return {
    title: {
      text: plainText(fitted(label, room, theme)),
      standoff: 10,
      font: { size: theme.fontSize, color: theme.ink },
    },
    tickfont: { size: theme.fontSize - 1, color: theme.quiet },
    showline: true,
    linecolor: theme.axis,
    linewidth: 1,
    ticks: "outside",
    ticklen: 4,
    tickcolor: theme.axis,
    tickwidth: 1,
    gridcolor: theme.grid,
    gridwidth: 1,
    zeroline: false,
    automargin: true,
    nticks: 8,
    exponentformat: "power",
    // 12,500 reads better than 1.25 × 10⁴; the drawn pages begin with powers at a million too.
    minexponent: 5,
  };
}

function fitted(label: string, room: number, theme: Theme): string {
  const pen = document.createElement("canvas").getContext("2d");
  if (pen === null) return label;
  pen.font = `${theme.fontSize}px ${theme.fontFamily}`;
  return fitText(pen, label, room);
}

/** About what a plot's margins take, of its width and of its height. */
export const MARGINS = 74;

/** What all plots share; colours come from the page. */
export function layoutLook(width: number, height: number, theme: Theme) {
  return {
    width,
    height,
    margin: { l: 56, r: 16, t: 26, b: 48, pad: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    // Transparent too; but Plotly shades what lies outside a zoom box with the opposite of this.
    plot_bgcolor: theme.dark ? "rgba(255,255,255,0)" : "rgba(0,0,0,0)",
    font: { family: theme.fontFamily, size: theme.fontSize, color: theme.ink },
    showlegend: false,
    dragmode: "zoom",
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.quiet, activecolor: theme.ink },
    hoverlabel: {
      bgcolor: theme.paper,
      bordercolor: theme.axis,
      font: { family: theme.fontFamily, size: theme.fontSize - 1, color: theme.ink },
    },
  };
}

/**
 * Given with a plot's first drawing only: Plotly takes any other configuration for a new one, and forgets the zoom.
 *
 * Few buttons, shown while the pointer is over the plot; a double click goes back to the whole.
 */
export function plotConfig(buttons: (object | string)[]): object {
  return {
    displaylogo: false,
    displayModeBar: "hover",
    doubleClick: "reset",
    showTips: false,
    modeBarButtons: [[...buttons, "zoom2d", "pan2d", "resetScale2d"]],
  };
}
