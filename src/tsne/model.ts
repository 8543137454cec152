/**
 * A finished map: its places as a frame, how it was found, and what it does with more iterations and with new rows.
 */
import { writeModelFile, type ModelFile } from "../data/model-file.js";
import type { Figure } from "../display/figure.js";
import type { Labels } from "../display/groups.js";
import { type Displayable, displaySymbol, inspectSymbol, type MimeBundle, notebookHost } from "../display/host.js";
import { linesFigure } from "../display/lines.js";
import type { LinesPayload, ScatterPayload } from "../display/payload.js";
import { checkBetween, checkWhole } from "../frame/check-values.js";
import { Frame } from "../frame/frame.js";
import { Interrupted } from "../workers/interrupted.js";
import { checkThreads, defaultThreads } from "../workers/pool.js";
import { mapFigure } from "./live-map.js";
import { fromModelFile, toModelFile } from "./model-file.js";
import type { MapState } from "./optimize.js";
import type { TsneProgress, TsneSettings } from "./options.js";
import type { Points } from "./order.js";
import { checkedMatrix, placeRows, type Placing } from "./prepare.js";
import type { Phase } from "./schedule.js";
import { advance, firstSnapshot, type Snapshot } from "./snapshot.js";
import { placeOnMap, type TransformOptions } from "./transform.js";

export interface TsneParts {
  settings: TsneSettings;
  threads: number;
  /** order[i]: the row that comes i-th in all the rest. */
  order: Uint32Array;
  state: MapState;
  /** What new rows are compared with; undefined when the neighbours were given. */
  reference: { points: Points; placing: Placing } | undefined;
  note: string | undefined;
}

export interface TsneContinueOptions {
  /** Factor of the attraction. Default: the model's. */
  exaggeration?: number;
  /** Default: rows / exaggeration. */
  learningRate?: number;
  /** Default: the model's `finalMomentum`. */
  momentum?: number;
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (progress: TsneProgress) => void;
}

export interface TsnePlotOptions {
  /** The class of each row: a column or an array of numbers or texts. */
  label?: Labels;
  /** What integer labels 0, 1, … are called. */
  names?: readonly string[];
  /** How a row is drawn: a dot (default), or its class's number. */
  mark?: "dot" | "groupMark";
  /** Whether each class's name stands at its centre. Default: when there are labels. */
  centroids?: boolean;
  title?: string;
}

export class TsneModel implements Displayable {
  /** The options really used, defaults filled in. */
  readonly options: Readonly<TsneSettings>;
  /** The map: rows × dims, columns tsne1 … */
  readonly embedding: Frame;
  /** Kullback–Leibler divergence of the map from the affinities, not exaggerated. */
  readonly kl: number;
  /** Each row's share of it; their sum is `kl`. A copy. */
  readonly costs: Float64Array;
  /** The divergence every 50 iterations and at the end; see the option `exaggeratedCosts`. */
  readonly iterationCosts: Float64Array;
  /** Iterations done. */
  readonly iterations: number;
  /** One row every 50 iterations and at the end: iteration, cost, exaggeration, seconds (of the optimisation alone). */
  readonly history: Frame;
  readonly #parts: TsneParts;
  readonly #snapshot: Snapshot;

  constructor(parts: TsneParts, snapshot: Snapshot) {
    const { settings, note, order } = parts;
    const { history } = snapshot;
    const last = history[history.length - 1];
    this.#parts = parts;
    this.#snapshot = snapshot;
    this.options = settings;
    this.kl = last.kl;
    this.iterations = last.iteration;
    this.costs = inRowOrder(snapshot.costs, order, 1);
    this.iterationCosts = Float64Array.from(history, ({ kl, exaggeration }) => {
      // Σ αp log(αp / q) = α (KL + log α): what Rtsne's itercosts are while the attraction is exaggerated.
      return settings.exaggeratedCosts ? exaggeration * (kl + Math.log(exaggeration)) : kl;
    });
    this.history = Frame.fromColumns(
      {
        iteration: Float64Array.from(history, ({ iteration }) => iteration),
        cost: this.iterationCosts,
        exaggeration: Float64Array.from(history, ({ exaggeration }) => exaggeration),
        seconds: Float64Array.from(history, ({ seconds }) => seconds),
      },
      { note },
    );
    this.embedding = this.#frame(inRowOrder(snapshot.y, order, settings.dims), note);
  }

  /** Runs phases from the state's first places. Interrupted, it throws `Interrupted` with the model so far. */
  static async optimized(
    parts: TsneParts,
    phases: readonly Phase[],
    running: { signal?: AbortSignal; onProgress?: (progress: TsneProgress) => void },
    from: Snapshot = firstSnapshot(parts.state),
  ): Promise<TsneModel> {
    const { settings, threads, order, state } = parts;
    const toRows = (places: Float64Array): Float64Array => inRowOrder(places, order, settings.dims);
    try {
      const snapshot = await advance(state, from, phases, settings, { ...running, threads, inRowOrder: toRows });
      return new TsneModel(parts, snapshot);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const model = new TsneModel(parts, error.model as Snapshot);
      throw new Interrupted(error.message, model, { cause: error.cause });
    }
  }

  /** A saved map, as `loadModel` reads it. */
  static fromFile(file: ModelFile): TsneModel {
    const { parts, snapshot } = fromModelFile(file);
    return new TsneModel({ ...parts, threads: defaultThreads() }, snapshot);
  }

  /** Writes the model to one file, affinities and all, for `loadModel`. */
  async save(path: string): Promise<void> {
    await writeModelFile(path, toModelFile(this.#parts, this.#snapshot));
  }

  /**
   * Continues for some iterations more and returns the new map; this one stays as it is. Throws on a bad option, and
   * `Interrupted` with the map so far.
   */
  async optimize(iterations: number, options: TsneContinueOptions = {}): Promise<TsneModel> {
    const { settings, order } = this.#parts;
    const { exaggeration = settings.exaggeration, momentum = settings.finalMomentum } = options;
    const { learningRate = order.length / exaggeration, threads = this.#parts.threads } = options;
    checkWhole("iterations", iterations, 1);
    checkBetween("exaggeration", exaggeration, 1e-6);
    checkBetween("learningRate", learningRate, 1e-12);
    checkBetween("momentum", momentum, 0, 0.999);
    checkThreads(threads);
    const phase: Phase = { iterations, exaggeration, learningRate, momentum, restart: false };
    const running = { signal: options.signal ?? notebookHost()?.signal, onProgress: options.onProgress };
    return TsneModel.optimized({ ...this.#parts, threads }, [phase], running, this.#snapshot);
  }

  /**
   * Places for rows that were not in the map, which stays as it is: rows × dims. The frame needs the model's columns (more
   * are ignored). Each row is placed on its own, so the others beside it do not matter.
   */
  async transform(frame: Frame, options: TransformOptions = {}): Promise<Frame> {
    const { reference, settings, threads, note } = this.#parts;
    if (reference === undefined) {
      throw new Error("Expected a map whose neighbors were found here: with given neighbors no new row can be placed");
    }
    const matrix = checkedMatrix(frame.select(...reference.placing.names), { duplicates: "allow" });
    const running = { threads: options.threads ?? threads, signal: options.signal ?? notebookHost()?.signal };
    const rows = await placeRows(matrix, reference.placing, running);
    const map = { y: this.#snapshot.y, dims: settings.dims, points: reference.points, metric: settings.metric };
    return this.#frame(await placeOnMap(map, rows, options, running), frame.note ?? note);
  }

  /** The map as a chart, coloured by class, each class's name at its centre. Two dimensions; of three, the first two. */
  plot(options: TsnePlotOptions = {}): Figure<ScatterPayload> {
    const { dims, perplexity } = this.options;
    if (dims < 2) throw new RangeError(`Expected a map of at least 2 dimensions to draw but found ${dims}`);
    const places = new Float64Array(2 * this.embedding.rowCount);
    for (const c of [0, 1]) {
      const line = this.embedding.column(`tsne${c + 1}`).toNumbers();
      for (let i = 0; i < line.length; i++) places[2 * i + c] = line[i];
    }
    const { label, names, mark = "dot", centroids = label !== undefined } = options;
    const title =
      options.title ?? `t-SNE, perplexity ${[perplexity].flat().join(", ")}, KL divergence ${this.kl.toFixed(3)}`;
    return mapFigure(places, { label, names, mark, centroids, title, note: this.#parts.note });
  }

  /** The divergence by iteration. */
  plotCosts(): Figure<LinesPayload> {
    const x = [...this.history.column("iteration")] as number[];
    return linesFigure({
      title: "Cost of the map by iteration",
      xLabel: "iteration",
      yLabel: "KL divergence",
      xScale: "linear",
      yScale: "linear",
      series: [{ name: "cost", x, y: [...this.iterationCosts] }],
      note: this.#parts.note,
    });
  }

  #frame(data: Float64Array, note: string | undefined): Frame {
    const { dims } = this.options;
    const names = Array.from({ length: dims }, (_, c) => `tsne${c + 1}`);
    return Frame.fromMatrix({ data, rows: data.length / dims, columns: dims, names }, { note });
  }

  [displaySymbol](): MimeBundle | Promise<MimeBundle> {
    return this.#summary()[displaySymbol]();
  }

  /** What ran and how it ended, two columns. */
  #summary(): Frame {
    const { method, perplexity, neighbors, init, learningRate } = this.options;
    const seconds = this.history.at(this.history.rowCount - 1, "seconds") as number;
    const facts: [string, string][] = [
      ["model", `t-SNE, ${this.options.dims} dimensions`],
      ["rows", String(this.embedding.rowCount)],
      ["perplexity", [perplexity].flat().join(", ")],
      ["neighbors", neighbors],
      ["method", method],
      ["init", init],
      ["learning rate", learningRate.map((rate) => String(Number(rate.toPrecision(4)))).join(", then ")],
      ["iterations", String(this.iterations)],
      ["KL divergence", this.kl.toPrecision(6)],
      ["seconds of optimisation", seconds.toFixed(2)],
    ];
    return Frame.fromColumns(
      { property: facts.map(([name]) => name), value: facts.map(([, value]) => value) },
      { note: this.#parts.note },
    );
  }

  [inspectSymbol](): string {
    return `TsneModel ${this.embedding.rowCount} x ${this.options.dims}, KL divergence ${this.kl.toPrecision(6)}, ${this.iterations} iterations`;
  }
}

/** Values (n × width) in the affinities' order to the rows' order; on shared memory. */
function inRowOrder(values: Float64Array, order: Uint32Array, width: number): Float64Array {
  const ordered = new Float64Array(new SharedArrayBuffer(8 * values.length));
  for (let i = 0; i < order.length; i++) {
    for (let c = 0; c < width; c++) ordered[order[i] * width + c] = values[i * width + c];
  }
  return ordered;
}
