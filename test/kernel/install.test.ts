import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installKernelspec, kernelspecFolder, uninstallKernelspec } from "#kernel/install.js";

let prefix: string;
beforeAll(() => {
  prefix = mkdtempSync(join(tmpdir(), "lowrank-install-"));
});
afterAll(() => rmSync(prefix, { recursive: true }));

describe("a kernelspec", () => {
  test("starts this kernel by absolute paths and is interrupted by messages", () => {
    const folder = installKernelspec({ prefix });
    expect(folder).toBe(join(prefix, "share", "jupyter", "kernels", "lowrank"));
    const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as Record<string, unknown>;
    expect(spec).toMatchObject({
      display_name: "TypeScript (lowrank)",
      language: "typescript",
      interrupt_mode: "message",
    });
    const [node, main, file] = spec.argv as string[];
    expect(isAbsolute(node) && existsSync(node)).toBe(true);
    expect(isAbsolute(main) && existsSync(main)).toBe(true);
    expect(file).toBe("{connection_file}");
    expect(readdirSync(folder).sort()).toEqual(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
  });

  test("is removed again, and only once", () => {
    installKernelspec({ prefix }, { name: "other" });
    expect(uninstallKernelspec({ prefix }, { name: "other" })).toBe(kernelspecFolder({ prefix }, "other"));
    expect(uninstallKernelspec({ prefix }, { name: "other" })).toBeUndefined();
  });

  test("has a name that is no path", () => {
    expect(() => kernelspecFolder({ prefix }, "../x")).toThrow("Expected a kernel name");
  });

  test("is written by the command line", () => {
    const cli = fileURLToPath(new URL("../../dist/kernel/cli.js", import.meta.url));
    const words = ["kernel", "install", "--prefix", prefix, "--name", "by-hand"];
    const said = execFileSync(process.execPath, [cli, ...words], { encoding: "utf8" });
    expect(said).toContain(kernelspecFolder({ prefix }, "by-hand"));
  });
});
