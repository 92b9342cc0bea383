/** Shared by the tests of the memory in Qdrant. */
import { randomUUID } from "node:crypto";
import type { MemoryPlace } from "../../../src/domain/memory.ts";
import { openQdrantRecords, type QdrantOptions } from "../../../src/memory/qdrant/store.ts";
import { openRecordMemory } from "../../../src/memory/records/backend.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import type { Embedder } from "../../../src/memory/embedding/types.ts";

export const place: MemoryPlace = { kind: "workspace", workspace: "default" };
export const places = [place];

const dimensions = 16;

/** A direction for each text, derived only from its characters: these tests are not about a model's understanding. */
const directionOf = (text: string): Float32Array => {
  const vector = new Float32Array(dimensions);
  for (const [index, word] of text.split(/\W+/).entries()) {
    let hash = index;
    for (const letter of word) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    const slot = (hash >>> 8) % dimensions;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((each) => each / length);
};

export const plainEmbedder: Embedder = {
  modelId: "plain",
  dimensions,
  embed: async (texts) => texts.map(directionOf),
  close: async () => undefined,
};

export const settingsOf = (
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  collection: string = randomUUID(),
): QdrantOptions => ({ url, apiKey, collection, dimensions });

export const openQdrantMemory = async (settings: QdrantOptions): Promise<MemoryBackend> =>
  openRecordMemory({ store: await openQdrantRecords(settings), embedder: plainEmbedder });
