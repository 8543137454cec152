/** Names of modules to files: remembered from cell to cell, until packages may have come or gone. */

import type * as TypeScript from "@tslab/typescript-for-tslab";

type Host = TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.BuilderProgram>;

export class PackageResolution {
  readonly #ts: typeof TypeScript;
  readonly #host: Host;
  #cache: TypeScript.ModuleResolutionCache | undefined;
  #missing = false;
  #stale = false;

  /** Takes over the resolution of a host. */
  constructor(ts: typeof TypeScript, host: Host) {
    this.#ts = ts;
    this.#host = host;
    host.resolveModuleNameLiterals = (literals, file, redirected, options, source) => {
      this.#stale = false;
      return literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(source, literal);
        return this.#resolve(literal.text, file, options, redirected, mode);
      });
    };
    host.hasInvalidatedResolutions = () => this.#stale;
  }

  /** To be called before each cell: what was missing may be there now. */
  look(): void {
    if (this.#missing) this.#cache = undefined;
    this.#missing = false;
  }

  /** Resolves every name again, when it is next asked for. */
  forget(): void {
    this.#cache = undefined;
    this.#stale = true;
  }

  #resolve(
    name: string,
    file: string,
    options: TypeScript.CompilerOptions,
    redirected: TypeScript.ResolvedProjectReference | undefined,
    mode: TypeScript.ResolutionMode,
  ): TypeScript.ResolvedModuleWithFailedLookupLocations {
    const ts = this.#ts;
    const host = this.#host;
    this.#cache ??= ts.createModuleResolutionCache(host.getCurrentDirectory(), (it) => it, options);
    const found = ts.resolveModuleName(name, file, options, host, this.#cache, redirected, mode);
    if (found.resolvedModule === undefined) this.#missing = true;
    return found;
  }
}
