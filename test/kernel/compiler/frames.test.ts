import { expect, test } from "@jest/globals";
import { FrameReader, toFrame } from "#kernel/compiler/frames.js";
import { forSeeds } from "../../helpers/property.js";

test("values come out of a pipe as they went in, however it cuts them up", async () => {
  await forSeeds(50, (random) => {
    const values = Array.from({ length: 5 }, (_, i) => ({
      id: i,
      text: "é".repeat(Math.floor(300 * random.uniform() ** 3)),
      positions: Int32Array.from({ length: Math.floor(9 * random.uniform()) }, () =>
        Math.floor(1e6 * random.uniform()),
      ),
    }));
    const bytes = Buffer.concat(values.map(toFrame));
    const reader = new FrameReader();
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + Math.floor(random.uniform() ** 2 * 400);
      found.push(...reader.read(bytes.subarray(at, end)));
      at = end;
    }
    expect(found).toEqual(values);
  });
});
