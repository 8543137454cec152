/**
 * Views past 4 GiB on their way to a worker: the structured clone of Node 20 keeps only 32 bits of a view's length, so a
 * large view on shared memory travels as its buffer and its extent.
 */
const KINDS = { Uint8Array, Int32Array, Float32Array, Float64Array } as const;
const LIMIT = 2 ** 32;

interface Large {
  largeView: keyof typeof KINDS;
  buffer: ArrayBufferLike;
  byteOffset: number;
  length: number;
}

/** Plain objects and arrays with their large views replaced by extents; the value itself when it holds none. */
export function packLargeViews(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return within(value, packLargeViews);
  if (value.byteOffset + value.byteLength < LIMIT) return value;
  for (const [name, Kind] of Object.entries(KINDS)) {
    if (!(value instanceof Kind)) continue;
    const { buffer, byteOffset, length } = value;
    return { largeView: name as keyof typeof KINDS, buffer, byteOffset, length } satisfies Large;
  }
  throw new TypeError(`Expected a view of ${LIMIT} bytes or more to be one of ${Object.keys(KINDS).join(", ")}`);
}

/** The inverse, on the other side. */
export function unpackLargeViews(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("largeView" in value)) return within(value, unpackLargeViews);
  const { largeView, buffer, byteOffset, length } = value as Large;
  return new KINDS[largeView](buffer as ArrayBuffer, byteOffset, length);
}

function within(value: unknown, replace: (value: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    if (typeof value[0] !== "object") return value;
    const entries = value.map(replace);
    return entries.some((entry, i) => entry !== value[i]) ? entries : value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const before = Object.entries(value);
  const after = before.map(([name, entry]) => [name, replace(entry)] as const);
  return after.some(([, entry], i) => entry !== before[i][1]) ? Object.fromEntries(after) : value;
}
