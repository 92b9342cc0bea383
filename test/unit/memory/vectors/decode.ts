import { paddedDimensions } from "../../../../src/memory/vectors/encoding.ts";
import type { EncodedVector } from "../../../../src/memory/vectors/types.ts";

/** The vector, of unit length, in the stored precision. */
export const decodeVector = ({ scale, data }: EncodedVector, dimensions: number): Float32Array => {
  const padded = paddedDimensions(dimensions);
  return Float32Array.from({ length: dimensions }, (_, at) => {
    const pair = (data[padded + (at >> 5) * 16 + (at & 15)] ?? 0) & 0xff;
    const nibble = (at & 16) === 0 ? pair & 15 : pair >> 4;
    return ((data[at] ?? 0) * 16 + nibble - 8) * scale;
  });
};
