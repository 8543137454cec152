import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { KernelClient, printed, resultText } from "./client.js";

// Guards against hangs only.
jest.setTimeout(30_000);

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("1");
}, 60_000);
afterAll(() => kernel.stop());

describe("floods", () => {
  test("100,000 lines and the stderr among them arrive whole and in order, in few messages", async () => {
    const answer = await kernel.execute(
      "for (let i = 0; i < 100_000; i++) { console.log(i); if (i % 10_000 === 0) console.error(i); }",
    );
    expect(printed(answer)).toBe(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(""));
    expect(printed(answer, "stderr")).toBe(Array.from({ length: 10 }, (_, i) => `${10_000 * i}\n`).join(""));
    expect(answer.outputs.length).toBeLessThan(500);
    const order = answer.outputs.map((it) => String(it.content.text)).join("");
    expect(order.indexOf("9999\n10000\n10000\n")).toBeGreaterThan(0);
  }, 30_000);

  test("50 MB arrive whole, before idle", async () => {
    const answer = await kernel.execute(
      'const line = "é".padEnd(999, "x"); for (let i = 0; i < 52_500; i++) console.log(line);',
    );
    const text = printed(answer);
    expect(text.length).toBe(52_500_000);
    const line = `${"é".padEnd(999, "x")}\n`;
    expect(text.slice(-2000)).toBe(line + line);
    expect(text.split(line).length - 1).toBe(52_500);
  }, 60_000);
});

describe("1,000 cells in one kernel", () => {
  test("leave nothing behind but what they keep", async () => {
    const memory = async (): Promise<number> =>
      Number(
        resultText(
          await kernel.execute(
            '(await import("node:v8")).setFlagsFromString("--expose-gc"); (await import("node:vm")).runInNewContext("gc")(); process.memoryUsage().heapUsed',
          ),
        ),
      );
    const rss = async (): Promise<number> => (await kernel.ask("usage_request", {}, "control")).kernel_memory as number;
    const cells = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        await kernel.execute(`const big = new Float64Array(1_000_000).fill(${i}); console.log(big.length); big[0]`);
      }
    };
    await cells(100);
    const [heap, whole] = [await memory(), await rss()];
    await cells(900);
    // 900 times 8 MB would be 7.2 GB; sources and bookkeeping of 900 cells are some kilobytes each.
    expect((await memory()) - heap).toBeLessThan(15e6);
    expect((await rss()) - whole).toBeLessThan(400e6);
  }, 120_000);
});
