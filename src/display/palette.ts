/**
 * Every colour the library draws with, as hex strings: ten classes, ink on paper, negative to positive, and the greys of
 * axes and words. Drawn pictures stand on a white page; a view with a theme takes the class colours from here.
 */

/**
 * Ten classes, told apart by people with any of the three colour-vision deficiencies and in order of lightness contrast:
 * M. A. Petroff, "Accessible Color Sequences for Data Visualization", 2021, https://arxiv.org/abs/2107.02270.
 */
export const classColors: readonly string[] = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#94a4a2",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#717581",
  "#92dadd",
];

/** Points of no class: a grey that is none of the ten. */
export const missingColor = "#bcbcbc";

/**
 * The colour of a group; past ten they repeat, so marks or names must tell groups apart as well. `missing` is the group of
 * points of no class, if there is one.
 */
export function classColor(group: number, missing?: number): string {
  return group === missing ? missingColor : classColors[group % classColors.length];
}

/** Byte 0 is paper, 255 is ink. */
export const inkColors: readonly string[] = ["#ffffff", "#000000"];

/** Evenly spaced from most negative to most positive, zero in the middle: ColorBrewer's RdBu, reversed. */
export const divergingColors: readonly string[] = [
  "#053061",
  "#2166ac",
  "#4393c3",
  "#92c5de",
  "#d1e5f0",
  "#ffffff",
  "#fddbc7",
  "#f4a582",
  "#d6604d",
  "#b2182b",
  "#67001f",
];

/** Words, axes and states on a white page. */
export const pageColors: {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly axis: string;
  readonly grid: string;
  readonly done: string;
  readonly interrupted: string;
  readonly failed: string;
  readonly running: string;
} = {
  paper: "#ffffff",
  ink: "#1f2328",
  quiet: "#656d76",
  axis: "#8c959f",
  grid: "#eaecef",
  running: "#3f90da",
  done: "#2e8540",
  interrupted: "#b26a00",
  failed: "#bd1f01",
};

/** 256 colours, three bytes each (768 bytes): what each byte of a raster looks like. */
export function rasterColors(palette: "ink" | "diverging"): Uint8Array {
  const table = new Uint8Array(256 * 3);
  for (let byte = 0; byte < 256; byte++) table.set(rasterColor(palette, byte), 3 * byte);
  return table;
}

function rasterColor(palette: "ink" | "diverging", byte: number): number[] {
  if (palette === "ink") return mix(inkColors, byte / 255);
  // 128 is exactly zero: 128 steps below it, 127 above.
  return mix(divergingColors, byte < 128 ? byte / 256 : 0.5 + (byte - 128) / 254);
}

/** The colour at a place from 0 to 1 along evenly spaced stops. */
function mix(stops: readonly string[], place: number): number[] {
  const position = place * (stops.length - 1);
  const before = Math.min(Math.floor(position), stops.length - 2);
  const from = channels(stops[before]);
  const to = channels(stops[before + 1]);
  return from.map((channel, index) => Math.round(channel + (to[index] - channel) * (position - before)));
}

/** "#rrggbb" to three bytes. */
function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
