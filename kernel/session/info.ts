/** What the kernel says about itself. */

import { createRequire } from "node:module";
import { libraryNote } from "../cell/library.js";
import { PROTOCOL_VERSION, type Content } from "../wire/message.js";

const require = createRequire(import.meta.url);

function versionOf(file: string, from: NodeJS.Require = require): string {
  return (from(file) as { version: string }).version;
}

export function kernelInfo(): Content {
  const tslab = createRequire(require.resolve("tslab/package.json"));
  const typescript = versionOf("@tslab/typescript-for-tslab/package.json", tslab);
  const version = versionOf("../../../package.json");
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "lowrank",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "application/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: [`lowrank ${version}: TypeScript ${typescript} on Node ${process.version}`, libraryNote(process.cwd())]
      .filter((line) => line !== undefined)
      .join("\n"),
    help_links: [{ text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" }],
    supported_features: [],
    debugger: false,
  };
}
