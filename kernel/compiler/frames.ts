/** Values to bytes on a pipe and back: the length in four bytes, then V8's serialization. */

import { deserialize, serialize } from "node:v8";

export function toFrame(value: unknown): Buffer {
  const content = serialize(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([length, content]);
}

/** Puts the pieces that a pipe delivers together again. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #size = 0;

  /** The values that are whole with this piece. */
  read(piece: Buffer): unknown[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const values: unknown[] = [];
    for (let length = this.#nextLength(); this.#size >= 4 + length; length = this.#nextLength()) {
      const bytes = this.#joined();
      values.push(deserialize(bytes.subarray(4, 4 + length)));
      this.#pieces = [bytes.subarray(4 + length)];
      this.#size -= 4 + length;
    }
    return values;
  }

  /** Infinity when not even the length is there. */
  #nextLength(): number {
    return this.#size < 4 ? Infinity : this.#joined().readUInt32LE(0);
  }

  #joined(): Buffer {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0];
  }
}
