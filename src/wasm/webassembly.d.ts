/** The few names of the WebAssembly interface we use; Node has them, TypeScript lists them under the browser only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): { module: string; name: string; kind: string }[];
  }
  class Memory<Buffer extends ArrayBufferLike = ArrayBuffer> {
    constructor(limits: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: Buffer;
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory<ArrayBufferLike> } });
    readonly exports: unknown;
  }
}
