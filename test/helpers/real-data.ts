/**
 * Tests on the real data set run where the environment variable LOWRANK_DATA names the folder of its four files, and
 * say aloud that they are skipped where it does not.
 */
import { test } from "@jest/globals";

export const dataFolder: string | undefined = process.env.LOWRANK_DATA;

export function testOnRealData(title: string, run: () => void | Promise<void>, timeout = 60_000): void {
  if (dataFolder !== undefined && dataFolder !== "") test(title, run, timeout);
  else test.skip(`${title} (needs LOWRANK_DATA)`, run);
}
