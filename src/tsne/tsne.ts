/**
 * t-SNE: a frame (n rows) to a map of n places in 1, 2 or 3 dimensions, in which rows that are neighbours stay so.
 *
 * van der Maaten & Hinton 2008, "Visualizing data using t-SNE" (JMLR 9); the defaults are openTSNE's (Poličar et al.
 * 2024, doi:10.18637/jss.v109.i03). Stages: principal components, neighbours, affinities, optimisation.
 */
import { notebookHost } from "../display/host.js";
import { ProgressBar } from "../display/progress.js";
import type { Frame } from "../frame/frame.js";
import { Interrupted } from "../workers/interrupted.js";
import { SharedArena } from "../wasm/shared-memory.js";
import type { Running } from "../workers/pool.js";
import { type Affinities, jointAffinities } from "./affinities.js";
import { approximateNeighbors } from "./approximate.js";
import { givenNeighbors, renumber } from "./given-neighbors.js";
import { givenInit, randomInit, scoresInit } from "./init.js";
import { LiveMap } from "./live-map.js";
import { TsneModel, type TsneParts } from "./model.js";
import { cosinesInPlace, type Neighbors, nearestNeighbors } from "./neighbors.js";
import { checkTsneOptions, neighborsFor, perplexities, type TsneOptions, type TsneProgress } from "./options.js";
import type { TsneSettings } from "./options.js";
import { mapState } from "./optimize.js";
import { mortonOrder, type Points, reorder, reorderInPlace } from "./order.js";
import { checkedMatrix, prepare } from "./prepare.js";
import { phasesOf } from "./schedule.js";
import { spectralScores } from "./spectral.js";

/** Shares of the progress bar at which the stages end. */
const COMPONENTS = 0.08;
const NEIGHBORS = 0.3;
const AFFINITIES = 0.35;

/**
 * Maps the rows of a frame of numbers.
 *
 * ```ts
 * const map = await tsne(pixels.head(10_000), { perplexity: 30, maxIterations: 750, seed: 1 });
 * map.embedding.dim(); // [10000, 2]
 * ```
 *
 * Throws before any work on a bad option, a column that is not numeric, a missing cell, or a perplexity above
 * (rows − 1) / 3. When it is interrupted it throws `Interrupted` with the map so far.
 */
export async function tsne(frame: Frame, options: TsneOptions = {}): Promise<TsneModel> {
  const rows = frame.rowCount;
  if (rows < 4) throw new RangeError(`Expected a frame of at least 4 rows but found ${rows}`);
  const { settings, threads } = checkTsneOptions(options, rows);
  const matrix = checkedMatrix(frame, settings);
  const k = neighborsFor(settings.perplexity, rows);
  const { neighbors, init } = options;
  const given = typeof neighbors === "object" ? givenNeighbors(neighbors, rows, k) : undefined;
  const start = init === undefined || typeof init === "string" ? undefined : givenInit(init, rows, settings.dims);
  const signal = options.signal ?? notebookHost()?.signal;
  const reporter = new Reporter(options, settings, frame.note);
  try {
    const running = (stage: TsneProgress["stage"], from: number, to: number): Running => {
      return { threads, signal, onProgress: (share) => reporter.stage(stage, from + share * (to - from)) };
    };
    const prepared = await prepare(matrix, settings, running("components", 0, COMPONENTS));
    const { points } = prepared;
    const order = mortonOrder(prepared.scores);
    const places = firstPlaces(settings, start, prepared.scores);
    // The scores may be the points: neither is in the rows' order from here on.
    reorderInPlace(points, order);
    // The affinities take the place of what the search needs.
    const arena = new SharedArena();
    const searching = running("neighbors", COMPONENTS, NEIGHBORS);
    const found =
      given === undefined ? await findNeighbors(points, k, settings, searching, arena) : renumber(given, order);
    const weighing = running("affinities", NEIGHBORS, AFFINITIES);
    const affinities = await jointAffinities(found, rows, perplexities(settings), weighing, arena);
    const first =
      places === undefined
        ? await spectralPlaces(settings, affinities, weighing)
        : reorder({ values: places, rows, columns: settings.dims }, order).values;
    const parts: TsneParts = {
      settings,
      threads,
      order,
      state: mapState(affinities, settings.dims, first, settings.method),
      reference: given === undefined ? { points, placing: prepared.placing } : undefined,
      note: frame.note,
    };
    const model = await TsneModel.optimized(parts, phasesOf(settings), {
      signal,
      onProgress: (progress) => reporter.map({ ...progress, share: AFFINITIES + progress.share * (1 - AFFINITIES) }),
    });
    reporter.finish("done", model);
    return model;
  } catch (error) {
    const interrupted = signal?.aborted === true;
    const model = error instanceof Interrupted ? (error.model as TsneModel | undefined) : undefined;
    reporter.finish(interrupted ? "interrupted" : "failed", model);
    if (!interrupted || error instanceof Interrupted) throw error;
    throw new Interrupted("t-SNE was interrupted before its first iteration", undefined, { cause: error });
  }
}

async function findNeighbors(
  points: Points,
  k: number,
  { neighbors, metric }: TsneSettings,
  running: Running,
  arena: SharedArena,
): Promise<Neighbors> {
  const search = neighbors === "approximate" ? approximateNeighbors : nearestNeighbors;
  const found = await search({ points, k, arena }, running);
  if (metric === "cosine") cosinesInPlace(found);
  return found;
}

/** The first places in the rows' order, given or made of the scores; undefined where they are made of the affinities. */
function firstPlaces(
  { init, dims, seed }: TsneSettings,
  start: Float64Array | undefined,
  scores: Points,
): Float64Array | undefined {
  if (start !== undefined || init === "spectral") return start;
  return init === "random" ? randomInit(scores.rows, dims, seed) : scoresInit(scores, dims, seed);
}

/** The first places in the affinities' order, made of them. */
async function spectralPlaces(
  { dims, seed }: TsneSettings,
  affinities: Affinities,
  running: Running,
): Promise<Float64Array> {
  return scoresInit(await spectralScores(affinities, dims, seed, running), dims, seed);
}

/** What is said and shown while it works: the caller's callback, or a progress bar and the moving map. */
class Reporter {
  readonly #report: ((progress: TsneProgress) => void) | undefined;
  readonly #bar: ProgressBar | undefined;
  readonly #live: LiveMap | undefined;

  constructor({ onProgress, live = true, label, names }: TsneOptions, settings: TsneSettings, note?: string) {
    this.#report = onProgress;
    const label_ = `Mapping by t-SNE, perplexity ${[settings.perplexity].flat().join(", ")}`;
    if (onProgress === undefined) this.#bar = new ProgressBar({ label: label_, total: 100, unit: "%" });
    if (live && settings.dims === 2) this.#live = LiveMap.inNotebook({ label, names, note });
  }

  stage(stage: TsneProgress["stage"], share: number): void {
    this.#show({ stage, share, iteration: 0, kl: NaN, embedding: () => undefined });
  }

  map(progress: TsneProgress): void {
    this.#show(progress);
    this.#live?.update(progress);
  }

  finish(state: "done" | "interrupted" | "failed", model: TsneModel | undefined): void {
    this.#bar?.finish(state, model === undefined ? undefined : `KL divergence ${model.kl.toFixed(4)}`);
    if (model !== undefined) this.#live?.finish(model);
  }

  #show(progress: TsneProgress): void {
    this.#report?.(progress);
    this.#bar?.update(Math.round(100 * progress.share), detailOf(progress));
  }
}

const STAGES = { components: "principal components", neighbors: "neighbours", affinities: "affinities" };

function detailOf({ stage, iteration, kl }: TsneProgress): string {
  if (stage !== "map") return STAGES[stage];
  return `iteration ${iteration}${Number.isNaN(kl) ? "" : `, KL divergence ${kl.toFixed(3)}`}`;
}
