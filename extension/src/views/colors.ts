/**
 * The library's colours for classes to colours that read on a given background, light or dark: a class keeps its hue and
 * moves toward white or black only as far as it must.
 */
import { classColor } from "../../../src/display/palette.js";

/** Contrast of points, and of marks and names in a group's colour, with their background; more would blur the hues. */
const LEAST_CONTRAST = { light: { point: 1.8, text: 2.3 }, dark: { point: 3, text: 4 } };

/**
 * The colour of a group on a background: "#3f90da", on paper "#ffffff" or "#111111". `missing` is the group of points of no
 * class, if there is one.
 */
export function groupColor(group: number, background: string, use: "point" | "text", missing?: number): string {
  const least = LEAST_CONTRAST[isDark(background) ? "dark" : "light"][use];
  return readable(classColor(group, missing), background, least);
}

/** The first colour on the way from `color` to white or black that has at least `least` contrast. */
export function readable(color: string, background: string, least: number): string {
  const from = channels(color);
  const behind = luminance(channels(background));
  const end = isDark(background) ? 255 : 0;
  for (let step = 0; step <= 20; step++) {
    const mixed = from.map((channel) => Math.round(channel + ((end - channel) * step) / 20));
    if (contrast(luminance(mixed), behind) >= least) return hex(mixed);
  }
  return hex([end, end, end]);
}

/** Whether white stands out more from a colour than black does. */
export function isDark(color: string): boolean {
  return luminance(channels(color)) < 0.18;
}

/** Contrast of two relative luminances, 1 to 21. */
export function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Relative luminance of sRGB bytes, 0 to 1. */
export function luminance(bytes: number[]): number {
  const [red, green, blue] = bytes.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** "#rrggbb" or "rgba(r, g, b, a)" to three bytes; anything else counts as white. */
export function channels(color: string): number[] {
  if (/^#[0-9a-f]{6}$/i.test(color)) {
    return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
  }
  const parts = /^rgba?\(([^)]*)\)$/.exec(color)?.[1].split(",").map(Number);
  return parts && parts.length >= 3 && parts.every(Number.isFinite) ? parts.slice(0, 3) : [255, 255, 255];
}

function hex(bytes: number[]): string {
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
