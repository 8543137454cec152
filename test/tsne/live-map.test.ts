import { expect, test } from "@jest/globals";
import type { MimeBundle, NotebookHost } from "#src/display/host.js";
import { SCATTER_MIME, type ScatterPayload } from "#src/display/payload.js";
import { seededRandom } from "#src/data/random.js";
import { LiveMap } from "#src/tsne/live-map.js";
import { tsne } from "#src/tsne/tsne.js";
import { clusteredRows, frameOf } from "../helpers/points.js";

interface Shown {
  bundle: MimeBundle;
  displayId: string;
  update: boolean;
}

function recordingHost(): { shown: Shown[]; host: NotebookHost } {
  const shown: Shown[] = [];
  const host: NotebookHost = {
    display: (bundle, options) => void shown.push({ bundle, ...options }),
    signal: new AbortController().signal,
  };
  return { shown, host };
}

const places = Float64Array.of(0, 0, 1, 1, 2, 0);

test("the moving map is one display, renewed a few times a second, and ends as the whole figure", () => {
  const { shown, host } = recordingHost();
  let time = 0;
  const live = new LiveMap(host, { label: [0, 1, 1], names: ["a", "b"] }, () => time);
  live.update({ iteration: 0, embedding: () => undefined });
  expect(shown).toEqual([]);
  for (let iteration = 1; iteration <= 100; iteration++) {
    time += 10;
    live.update({ iteration, embedding: () => places });
  }
  expect(shown.length).toBeGreaterThanOrEqual(3);
  expect(shown.length).toBeLessThanOrEqual(5);
  expect(shown.map(({ update }) => update)).toEqual(shown.map((_, i) => i > 0));
  expect(new Set(shown.map(({ displayId }) => displayId)).size).toBe(1);
  const payload = shown[1].bundle[SCATTER_MIME] as ScatterPayload;
  expect(payload).toMatchObject({ count: 3, groupNames: ["a", "b"] });
  expect(payload.title).toMatch(/The map after \d+ iterations/);
  expect(shown[1].bundle["text/plain"]).toContain("3 points");
  expect(shown[1].bundle).not.toHaveProperty(["image/png"]);
});

test("in a notebook a map is shown while it is made, and its figure with classes, centroids and a picture at the end", async () => {
  const { shown, host } = recordingHost();
  const key = Symbol.for("lowrank.host");
  (globalThis as Record<symbol, unknown>)[key] = host;
  try {
    const rows = clusteredRows(seededRandom(1), 1050, 5, 2);
    const label = rows.map((_, i) => i % 2);
    await tsne(frameOf(rows), { perplexity: 10, label, names: ["even", "odd"] });
    const maps = shown.filter(({ bundle }) => SCATTER_MIME in bundle);
    expect(maps.length).toBeGreaterThan(1);
    const last = maps.at(-1)!;
    expect(last.update).toBe(true);
    expect(last.bundle).toHaveProperty(["image/png"]);
    const payload = last.bundle[SCATTER_MIME] as ScatterPayload;
    expect(payload.centroids!.map(({ group }) => group)).toEqual([0, 1]);
    const bars = shown.filter(({ bundle }) => !(SCATTER_MIME in bundle));
    expect(String(bars.at(-1)!.bundle["text/plain"])).toMatch(/KL divergence \d/);
    shown.length = 0;
    await tsne(frameOf(rows), { perplexity: 10, maxIterations: 20, live: false });
    expect(shown.some(({ bundle }) => SCATTER_MIME in bundle)).toBe(false);
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
}, 30_000);
