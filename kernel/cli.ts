#!/usr/bin/env node
/** The command `lowrank`: `lowrank kernel install` and `lowrank kernel uninstall`. */

import { parseArgs } from "node:util";
import { makeSnapshot, snapshotFile } from "./compiler/snapshot-file.js";
import { installKernelspec, uninstallKernelspec, type KernelspecPlace } from "./install.js";

const USAGE = `Usage:
  lowrank kernel install   [--user | --sys-prefix | --prefix DIR] [--name NAME]
  lowrank kernel uninstall [--user | --sys-prefix | --prefix DIR] [--name NAME]

Makes the TypeScript kernel known to Jupyter, for this user unless another place is given:
  --sys-prefix   in the Python environment that is active
  --prefix DIR   in a folder, e.g. a virtual environment
  --name NAME    under another name than "lowrank"
`;

function run(words: string[]): string {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      user: { type: "boolean" },
      "sys-prefix": { type: "boolean" },
      prefix: { type: "string" },
      name: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help || positionals.length === 0) return USAGE;
  const chosen = [values.user, values["sys-prefix"], values.prefix].filter((it) => it !== undefined);
  if (chosen.length > 1) throw new Error("Expected at most one of --user, --sys-prefix and --prefix");
  const place: KernelspecPlace =
    values.prefix !== undefined
      ? { prefix: values.prefix }
      : values["sys-prefix"]
        ? { sysPrefix: true }
        : { user: true };
  const { name } = values;
  switch (positionals.join(" ")) {
    case "kernel install": {
      const folder = installKernelspec(place, { name });
      const problem = snapshotFile() === undefined ? makeSnapshot() : undefined;
      return `Installed the kernelspec in ${folder}\n${problem === undefined ? "" : `${problem}\n`}`;
    }
    case "kernel uninstall": {
      const folder = uninstallKernelspec(place, { name });
      return folder === undefined ? "There was no kernelspec to remove\n" : `Removed the kernelspec from ${folder}\n`;
    }
    default:
      throw new Error(`Unknown command: ${positionals.join(" ")}\n\n${USAGE}`);
  }
}

try {
  process.stdout.write(run(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
