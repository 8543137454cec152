/** lowrank's plugins for JupyterLab. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { IThemeManager } from "@jupyterlab/apputils";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { createFactories } from "./renderers/factories.js";

/** Ahead of text/html (50), which is the fallback in every bundle of ours. */
const RANK = 20;

const renderers: JupyterFrontEndPlugin<void> = {
  id: "@lowrank/jupyterlab:renderers",
  description: "Draws lowrank's pictures, scatter plots, curves, tables and progress bars, and Plotly figures.",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IThemeManager],
  activate(_app: JupyterFrontEnd, registry: IRenderMimeRegistry, themes: IThemeManager | null) {
    for (const factory of createFactories(themes?.themeChanged)) {
      // The last to come has a MIME type: another extension's renderer (Plotly's own) stays, or replaces ours later.
      const taken = factory.mimeTypes.some((mimeType) => registry.getFactory(mimeType) !== undefined);
      if (!taken) registry.addFactory(factory, RANK);
    }
  },
};

const plugins: JupyterFrontEndPlugin<never>[] = [renderers as JupyterFrontEndPlugin<never>];

export default plugins;
