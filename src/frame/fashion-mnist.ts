/** Fashion-MNIST as a frame: 60000 × 785 (test: 10000 × 785), `label` and `pixel1` .. `pixel784`. */
import { ProgressBar } from "../display/progress.js";
import { notebookHost } from "../display/host.js";
import { DataNotFoundError, type ImageData, readFashionMnist } from "../data/fashion-mnist.js";
import { drawSyntheticFashion, syntheticNote } from "../data/synthetic.js";
import { Column } from "./column.js";
import { Frame } from "./frame.js";

export interface FashionMnistOptions {
  /** 60,000 training records (default) or 10,000 test records. */
  split?: "train" | "test";
  /** A folder that holds the official files; otherwise LOWRANK_DATA, the user's cache and the network are tried. */
  dir?: string;
  /**
   * "synthetic": when the real files are neither on this machine nor to be downloaded (tried for about five seconds),
   * draw a stand-in of the same shape, warn, and carry the fact in the frame's `note`. Real files are used if found.
   */
  offline?: "synthetic";
  signal?: AbortSignal;
}

/** What the labels 0 to 9 stand for. */
export const classNames: readonly string[] = Object.freeze([
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
]);

/**
 * Loads Fashion-MNIST; pixels from 0 (paper) to 255 (ink), as views on one shared row-major array.
 * Files are checked against their published checksums; downloaded ones are kept in the user's cache folder.
 * ```ts
 * const fashion = await fashionMnist();
 * fashion.dim(); // [60000, 785]
 * ```
 */
export async function fashionMnist(options: FashionMnistOptions = {}): Promise<Frame> {
  const { split = "train", dir, offline, signal = notebookHost()?.signal } = options;
  if (split !== "train" && split !== "test") {
    throw new RangeError(`Expected split to be "train" or "test" but found ${JSON.stringify(split)}`);
  }
  if (offline !== undefined && offline !== "synthetic") {
    throw new RangeError(`Expected offline to be "synthetic" or absent but found ${JSON.stringify(offline)}`);
  }
  const progress = new DownloadProgress();
  try {
    const data = await readFashionMnist({ split, dir, signal, onProgress: progress.tell });
    progress.end("done");
    return imageFrame(data);
  } catch (error) {
    progress.end(signal?.aborted ? "interrupted" : "failed");
    if (offline !== "synthetic" || !(error instanceof DataNotFoundError)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    console.warn(`${syntheticNote}. It is used because the real files are not on this machine, and: ${reason}`);
    return imageFrame(drawSyntheticFashion({ split }), syntheticNote);
  }
}

/** Labels and pixels side by side; no copy. */
export function imageFrame(data: ImageData, note?: string): Frame {
  const columns = data.width * data.height;
  const names = Array.from({ length: columns }, (_, pixel) => `pixel${pixel + 1}`);
  const pixels = Frame.fromMatrix({ data: data.images, rows: data.count, columns, names });
  const label = new Column("label", {
    kind: "number",
    values: data.labels,
    length: data.count,
    ...(data.labels.every((code) => code < classNames.length) ? { codeNames: classNames } : {}),
  });
  return new Frame([label], { note }).assign(pixels);
}

/** One bar per downloaded file. */
class DownloadProgress {
  #bar: ProgressBar | undefined;
  #file: string | undefined;

  readonly tell = (file: string, done: number, total: number | undefined): void => {
    if (file !== this.#file) {
      this.end("done");
      this.#file = file;
      this.#bar = new ProgressBar({ label: `Downloading ${file}`, total: total ?? 0, unit: "bytes" });
    }
    this.#bar?.update(done);
  };

  end(state: "done" | "interrupted" | "failed"): void {
    this.#bar?.finish(state);
    this.#bar = undefined;
  }
}
