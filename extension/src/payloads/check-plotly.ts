/** A Plotly figure, checked like the payloads in `check.ts`; what its traces hold is Plotly's to check. */
import type { PlotlyPayload } from "../../../src/display/plotly.js";
import { isRecord, list, record } from "./check.js";

export function checkPlotly(value: unknown): PlotlyPayload {
  const payload = record(value);
  return {
    data: list(payload, "data", isRecord, "traces") as PlotlyPayload["data"],
    layout: record(payload.layout ?? {}, "layout"),
    config: record(payload.config ?? {}, "config"),
  };
}
