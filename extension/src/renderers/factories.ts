/** Our MIME types, and Plotly's, to renderer factories for JupyterLab's registry. */
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { ISignal } from "@lumino/signaling";
import {
  CONFUSION_MIME,
  LINES_MIME,
  PROGRESS_MIME,
  RANKS_MIME,
  RASTER_MIME,
  SCATTER_MIME,
  TABLE_MIME,
  TREE_MIME,
} from "../../../src/display/payload.js";
import { PLOTLY_MIME } from "../../../src/display/plotly.js";
import { checkLines, checkProgress, checkRaster, checkScatter, checkTable } from "../payloads/check.js";
import { checkConfusion, checkRanks, checkTree } from "../payloads/check-models.js";
import { checkPlotly } from "../payloads/check-plotly.js";
import { ConfusionView } from "../views/confusion.js";
import { LinesView } from "../views/lines.js";
import { PlotlyView } from "../views/plotly-figure.js";
import { ProgressView } from "../views/progress.js";
import { RanksView } from "../views/ranks.js";
import { RasterView } from "../views/raster.js";
import { ScatterView } from "../views/scatter.js";
import { TableView } from "../views/table.js";
import { TreeView } from "../views/tree.js";
import { PayloadRenderer, type PayloadRendererOptions } from "./payload-renderer.js";

/** `themeChanged` is emitted after the page's theme has changed; undefined where pages have no themes. */
export function createFactories(themeChanged: ISignal<unknown, unknown> | undefined): IRenderMime.IRendererFactory[] {
  return [
    factory({ mimeType: RASTER_MIME, kind: "raster", check: checkRaster, createView: () => new RasterView() }),
    factory({ mimeType: SCATTER_MIME, kind: "scatter", check: checkScatter, createView: () => new ScatterView() }),
    factory({ mimeType: LINES_MIME, kind: "lines", check: checkLines, createView: () => new LinesView() }),
    factory({ mimeType: TABLE_MIME, kind: "table", check: checkTable, createView: () => new TableView() }),
    factory({ mimeType: PROGRESS_MIME, kind: "progress", check: checkProgress, createView: () => new ProgressView() }),
    factory({
      mimeType: CONFUSION_MIME,
      kind: "confusion",
      check: checkConfusion,
      createView: () => new ConfusionView(),
    }),
    factory({ mimeType: RANKS_MIME, kind: "ranks", check: checkRanks, createView: () => new RanksView() }),
    factory({ mimeType: TREE_MIME, kind: "tree", check: checkTree, createView: () => new TreeView() }),
    factory({ mimeType: PLOTLY_MIME, kind: "plotly", check: checkPlotly, createView: () => new PlotlyView() }),
  ];

  function factory<Payload>(
    options: Omit<PayloadRendererOptions<Payload>, "themeChanged">,
  ): IRenderMime.IRendererFactory {
    return {
      // Shipped notebooks are not trusted until they run; the views only ever set text and pixels.
      safe: true,
      mimeTypes: [options.mimeType],
      createRenderer: () => new PayloadRenderer({ ...options, themeChanged }),
    };
  }
}
