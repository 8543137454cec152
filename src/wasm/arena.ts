/**
 * Blocks of one WebAssembly memory, handed out in order from its second page on (the first holds the compiler's
 * constants) and given back all at once.
 */
const PAGE = 65536;
/** Blocks start on whole cache lines. */
const ALIGNMENT = 64;

/** What an arena needs of a WebAssembly.Memory. */
export interface GrowableMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export class Arena {
  private end: number = PAGE;

  constructor(private readonly memory: GrowableMemory) {}

  /** Gives every block back; the bytes stay as they are until they are handed out again. */
  reset(): void {
    this.end = PAGE;
  }

  /** Where the next block would start; hand it to `release` to give back all blocks made since. */
  mark(): number {
    return this.end;
  }

  release(mark: number): void {
    this.end = mark;
  }

  /**
   * A zero-filled block of `bytes` bytes; returns its byte offset. Growing the memory detaches earlier views: allocate
   * all blocks first, then take views.
   */
  allocate(bytes: number): number {
    const start = this.end;
    this.end = Math.ceil((start + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(this.memory.buffer, start, bytes).fill(0);
    return start;
  }

  /**
   * What `make` makes of blocks and views on them, with views that hold: when its blocks made the memory grow, which
   * detaches views, they are given back and `make` is called again.
   */
  settled<Made>(make: () => Made): Made {
    const mark = this.mark();
    const { buffer } = this.memory;
    const made = make();
    if (this.memory.buffer === buffer) return made;
    this.release(mark);
    return make();
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  shorts(at: number, length: number): Int16Array {
    return new Int16Array(this.memory.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, length);
  }

  words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }
}
