/** A map to its file's parts and back: settings and history as the header, everything long as arrays. */
import type { ModelArray, ModelFile } from "../data/model-file.js";
import { affinitiesFrom } from "./affinities.js";
import type { TsneParts } from "./model.js";
import { mapState } from "./optimize.js";
import type { TsneSettings } from "./options.js";
import type { Placing } from "./prepare.js";
import type { HistoryEntry, Snapshot } from "./snapshot.js";

interface Header {
  settings: TsneSettings;
  history: HistoryEntry[];
  note: string | null;
  /** Null when the neighbours were given. */
  reference: { columns: number; names: string[]; metric: Placing["metric"]; components: number | null } | null;
}

export function toModelFile({ settings, order, state, reference, note }: TsneParts, snapshot: Snapshot): ModelFile {
  const { n, memory, at, entries } = state.affinities;
  const { y, steps, gains, costs, history } = snapshot;
  const header: Header = {
    settings,
    history: [...history],
    note: note ?? null,
    reference:
      reference === undefined
        ? null
        : {
            columns: reference.points.columns,
            names: [...reference.placing.names],
            metric: reference.placing.metric,
            components: reference.placing.components?.k ?? null,
          },
  };
  const components = reference?.placing.components;
  const arrays: Record<string, ModelArray> = {
    ...{ order, y, steps, gains, costs },
    starts: new Uint32Array(memory.buffer, at.starts, n + 1),
    columns: new Uint32Array(memory.buffer, at.columns, entries),
    values: new Float32Array(memory.buffer, at.values, entries),
    entropies: new Float64Array(memory.buffer, at.entropies, n),
    ...(reference && { points: reference.points.values }),
    ...(components && { vectors: components.vectors, constant: components.constant }),
  };
  return { kind: "tsne", header, arrays };
}

export function fromModelFile(file: ModelFile): { parts: Omit<TsneParts, "threads">; snapshot: Snapshot } {
  if (file.kind !== "tsne") throw new TypeError(`Expected a model of kind "tsne" but found "${file.kind}"`);
  const { settings, history, note, reference } = file.header as Header;
  const { arrays } = file;
  const doubles = (name: string): Float64Array => arrays[name] as Float64Array;
  const order = arrays.order as Uint32Array;
  const y = doubles("y");
  const affinities = affinitiesFrom({
    starts: arrays.starts as Uint32Array,
    columns: arrays.columns as Uint32Array,
    values: arrays.values as Float32Array,
    entropies: doubles("entropies"),
  });
  const parts: Omit<TsneParts, "threads"> = {
    settings,
    order,
    state: mapState(affinities, settings.dims, y, settings.method),
    reference: reference === null ? undefined : referenceOf(reference, order.length, doubles),
    note: note ?? undefined,
  };
  return { parts, snapshot: { y, steps: doubles("steps"), gains: doubles("gains"), costs: doubles("costs"), history } };
}

function referenceOf(
  { columns, names, metric, components }: NonNullable<Header["reference"]>,
  rows: number,
  doubles: (name: string) => Float64Array,
): TsneParts["reference"] {
  return {
    points: { values: doubles("points"), rows, columns },
    placing: {
      names,
      metric,
      components:
        components === null ? undefined : { vectors: doubles("vectors"), constant: doubles("constant"), k: components },
    },
  };
}
