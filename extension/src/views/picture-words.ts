/** Payloads to the names of their pictures, which a screen reader says in place of them. */
import { formatCountOf } from "../../../src/display/format.js";
import type { LinesPayload, RasterPayload, ScatterPayload } from "../../../src/display/payload.js";

/** "Objective. objective over iteration: here (3 points), there (1 point)". */
export function linesWords({ title, xLabel, yLabel, series }: LinesPayload): string {
  const curves = series.map(({ name, x }) => {
    const points = formatCountOf(x.length, "point");
    return name === "" ? points : `${name} (${points})`;
  });
  return `${sentence(title)}${yLabel} over ${xLabel}: ${curves.join(", ")}`;
}

/** "2 pictures of 28 by 28 pixels: Bag, Coat". */
export function rasterWords({ title, width, height, captions }: RasterPayload): string {
  const named = captions.filter((caption) => caption !== "");
  const names = named.length === 0 ? "" : `: ${named.slice(0, 10).join(", ")}${named.length > 10 ? ", …" : ""}`;
  return `${sentence(title)}${formatCountOf(captions.length, "picture")} of ${width} by ${height} pixels${names}`;
}

/** "Scatter plot of 60,000 points in 10 groups, Arch1 across, Arch2 up". */
export function scatterWords({ title, count, group, groupNames = [], xLabel, yLabel }: ScatterPayload): string {
  const groups = group === undefined ? "" : ` in ${formatCountOf(groupNames.length, "group")}`;
  return `${sentence(title)}Scatter plot of ${formatCountOf(count, "point")}${groups}, ${xLabel} across, ${yLabel} up`;
}

function sentence(title: string): string {
  return title === "" ? "" : `${title}. `;
}
