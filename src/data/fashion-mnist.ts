/**
 * The four official files of Fashion-MNIST (https://github.com/zalandoresearch/fashion-mnist) into shared arrays:
 * images 60000 × 784 and labels 60000 for training, 10000 for testing; uint8, row-major, 0 is paper and 255 is ink.
 *
 * The files are looked for in `dir`, in the folder that LOWRANK_DATA names, in the user's cache, and at the data set's
 * official address, in this order. Wherever they come from, they must have their published checksums.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, download, DownloadError, md5Of } from "./download.js";
import { parseIdx } from "./idx.js";

export interface ImageData {
  /** count × (width · height), row-major, on a SharedArrayBuffer. */
  images: Uint8Array;
  /** count, from 0 to 9. */
  labels: Uint8Array;
  count: number;
  width: number;
  height: number;
}

export interface FashionMnistFilesOptions {
  split: "train" | "test";
  /** A folder that may hold the files; searched first. */
  dir?: string;
  signal?: AbortSignal;
  /** Told while a file is downloaded. */
  onProgress?: (file: string, done: number, total: number | undefined) => void;
  /** Where to download from; must end in "/". For tests. */
  address?: string;
}

/** The files are neither on this machine nor to be had from the network; the message says what can be done. */
export class DataNotFoundError extends Error {
  override name = "DataNotFoundError";
}

export const fashionMnistAddress = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

/** A published file: its name, the MD5 of it as it is (compressed), and its length in bytes. */
interface PublishedFile {
  name: string;
  md5: string;
  bytes: number;
}

const publishedFiles: Record<"train" | "test", { images: PublishedFile; labels: PublishedFile }> = {
  train: {
    images: { name: "train-images-idx3-ubyte.gz", md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d", bytes: 26421880 },
    labels: { name: "train-labels-idx1-ubyte.gz", md5: "25c81989df183df01b3e8a0aad5dffbe", bytes: 29515 },
  },
  test: {
    images: { name: "t10k-images-idx3-ubyte.gz", md5: "bef4ecab320f06d8554ea6380940ec79", bytes: 4422102 },
    labels: { name: "t10k-labels-idx1-ubyte.gz", md5: "bb300cfdad3c16e7a12a480ee83cd310", bytes: 5148 },
  },
};

/** Finds, checks and reads one split; throws DataNotFoundError, or an Error that names the file that is wrong. */
export async function readFashionMnist(options: FashionMnistFilesOptions): Promise<ImageData> {
  const files = publishedFiles[options.split];
  // The small file first: without a network it is the one that finds out.
  const labelBytes = await findFile(files.labels, options);
  const imageBytes = await findFile(files.images, options);
  const [labels, images] = await Promise.all([
    parseIdx(labelBytes, files.labels.name),
    parseIdx(imageBytes, files.images.name),
  ]);
  const [count, height, width] = images.dimensions;
  return { images: images.data as Uint8Array, labels: labels.data as Uint8Array, count, width, height };
}

async function findFile(file: PublishedFile, options: FashionMnistFilesOptions): Promise<Uint8Array> {
  const { dir, signal, address = fashionMnistAddress } = options;
  for (const folder of [dir, process.env.LOWRANK_DATA]) {
    if (!folder) continue;
    const bytes = await readIfThere(join(folder, file.name));
    if (bytes === undefined) continue;
    const found = md5Of(bytes);
    if (found !== file.md5) throw new Error(wrongFile(join(folder, file.name), file, bytes, found));
    return bytes;
  }

  const cached = join(cacheFolder(), "fashion-mnist", file.name);
  const bytes = await readIfThere(cached);
  if (bytes !== undefined && md5Of(bytes) === file.md5) return bytes;
  if (bytes !== undefined) await rm(cached, { force: true });

  try {
    await download(address + file.name, cached, {
      md5: file.md5,
      signal,
      onProgress: (done, total) => options.onProgress?.(file.name, done, total ?? file.bytes),
    });
  } catch (error) {
    if (!(error instanceof DownloadError) && !isFileError(error)) throw error;
    throw new DataNotFoundError(nowhere(file, dir, cached, error), { cause: error });
  }
  return readFile(cached);
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isFileError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

function wrongFile(path: string, file: PublishedFile, bytes: Uint8Array, found: string): string {
  return (
    `Expected ${path} to be Fashion-MNIST's official file (${file.bytes} bytes, MD5 ${file.md5}) but found ` +
    `${bytes.length} bytes with MD5 ${found}. Remove it, or replace it with the official file.`
  );
}

function nowhere(file: PublishedFile, dir: string | undefined, cached: string, error: Error): string {
  const { LOWRANK_DATA } = process.env;
  return [
    `Could not find Fashion-MNIST's ${file.name}:`,
    `  dir: ${dir ? `not in ${dir}` : "not given"}`,
    `  LOWRANK_DATA: ${LOWRANK_DATA ? `not in ${LOWRANK_DATA}` : "not set"}`,
    `  cache: not at ${cached}`,
    `  network: ${error.message}`,
    `There are three ways out:`,
    `  1. Put the four official files (${allNames()}) in a folder, and pass { dir: "that folder" } or set LOWRANK_DATA to it.`,
    `  2. Connect to the internet once: the files are then kept in the cache folder.`,
    `  3. Call fashionMnist({ offline: "synthetic" }): without the real data it draws a stand-in of the same shape.`,
  ].join("\n");
}

function allNames(): string {
  return Object.values(publishedFiles)
    .flatMap(({ images, labels }) => [images.name, labels.name])
    .join(", ");
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return typeof (error as NodeJS.ErrnoException | undefined)?.syscall === "string";
}
