/**
 * What makes a snapshot of a compiler that has read the declarations of JavaScript, Node and this library and has compiled
 * some cells. A process started from it has all that at once, which takes it a fifth of the time.
 *
 * `node --build-snapshot` runs one script that can load nothing but Node's own modules. So the script loads the others
 * itself: CommonJS as it is, our own ES modules after TypeScript has turned them into it.
 */

interface Loaded {
  exports: unknown;
}

type Require = ((id: string) => unknown) & { resolve: (id: string) => string; cache: Record<string, Loaded> };

/** The script: it is handed over as text, and uses only what it is given. `here` is `dist/kernel`. */
export function snapshotScript(node: NodeJS.Require, here: string): void {
  const fs = node("node:fs") as typeof import("node:fs");
  const path = node("node:path") as typeof import("node:path");
  const url = node("node:url") as typeof import("node:url");
  const v8 = node("node:v8") as typeof import("node:v8");
  const vm = node("node:vm") as typeof import("node:vm");
  const cache: Record<string, Loaded> = {};

  /** What `createRequire` gives, without the state of Node's loader, which a snapshot cannot hold. */
  function requireFrom(from: string): Require {
    const file = from.startsWith("file:") ? url.fileURLToPath(from) : from;
    const resolve = (id: string): string => resolveFrom(path.dirname(file), id);
    const load = (id: string): unknown => {
      if (id === "module" || id === "node:module") return { createRequire: requireFrom };
      return isBuiltin(id) ? (node(id) as unknown) : loadFile(resolve(id));
    };
    return Object.assign(load, { resolve, cache });
  }

  function isBuiltin(id: string): boolean {
    return (
      id.startsWith("node:") ||
      /^(assert|buffer|crypto|events|fs|inspector|os|path|perf_hooks|url|util|v8|vm)$/.test(id)
    );
  }

  function resolveFrom(folder: string, id: string): string {
    if (path.isAbsolute(id) || id.startsWith(".")) return fileFor(path.resolve(folder, id), id);
    const [name, ...rest] = id.split(/(?<!^@[^/]*)\//);
    for (let at = folder; ; at = path.dirname(at)) {
      const found = path.join(at, "node_modules", name);
      if (fs.existsSync(path.join(found, "package.json"))) {
        const real = fs.realpathSync(found);
        return fileFor(path.join(real, ...(rest.length > 0 ? rest : [mainOf(real)])), id);
      }
      if (at === path.dirname(at)) throw new Error(`Cannot find module '${id}' from ${folder}`);
    }
  }

  function mainOf(folder: string): string {
    const { main } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as { main?: string };
    return main ?? "index.js";
  }

  function fileFor(file: string, id: string): string {
    const found = [file, `${file}.js`, path.join(file, "index.js")].find((it) =>
      fs.statSync(it, { throwIfNoEntry: false })?.isFile(),
    );
    if (found === undefined) throw new Error(`Cannot find module '${id}'`);
    return found;
  }

  function loadFile(file: string): unknown {
    if (cache[file] !== undefined) return cache[file].exports;
    const loaded: Loaded = { exports: {} };
    cache[file] = loaded;
    const text = fs.readFileSync(file, "utf8");
    if (file.endsWith(".json")) return (loaded.exports = JSON.parse(text));
    const code = file.startsWith(here) ? toCommon(text) : text;
    const wrapper = `(function (exports, require, module, __filename, __dirname, __moduleUrl) {${code}\n})`;
    const run = vm.runInThisContext(wrapper, { filename: file }) as (...values: unknown[]) => void;
    run(loaded.exports, requireFrom(file), loaded, file, path.dirname(file), url.pathToFileURL(file).href);
    return loaded.exports;
  }

  const tslab = requireFrom(requireFrom(path.join(here, "main.js")).resolve("tslab/package.json"));
  const ts = tslab("@tslab/typescript-for-tslab") as typeof import("@tslab/typescript-for-tslab");

  function toCommon(text: string): string {
    const { outputText } = ts.transpileModule(text.replaceAll("import.meta.url", "__moduleUrl"), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    return outputText;
  }

  const { serve } = loadFile(path.join(here, "compiler", "serve.js")) as typeof import("./serve.js");
  const { warmUp } = loadFile(path.join(here, "compiler", "warm-up.js")) as typeof import("./warm-up.js");
  warmUp();
  // Paths are part of the snapshot: it serves no other folder.
  v8.startupSnapshot.setDeserializeMainFunction(() => (process.argv[1] === here ? serve() : process.exit(3)));
}
