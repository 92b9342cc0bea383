/** Creates the collection if it is missing, and checks it before use. */
import type { Schemas } from "@qdrant/js-client-rest";
import { CaxtonError } from "../../domain/errors.ts";
import type { QdrantCalls } from "./calls.ts";
import { statusOf } from "./errors.ts";

/** The first version with conditional updates. */
const oldest = [1, 16] as const;

/** A filter on a field without an index reads every point, and is refused by servers in strict mode. */
const indexes: Readonly<Record<string, Schemas["PayloadFieldSchema"]>> = {
  kind: "keyword",
  place: { type: "keyword", is_tenant: true },
  live: "keyword",
  name: "keyword",
  type: "keyword",
  metadata: "keyword",
  model: "keyword",
  source: "keyword",
  target: "keyword",
  words: { type: "integer", lookup: true, range: false },
  commit: { type: "integer", lookup: false, range: true },
  recorded: { type: "integer", lookup: false, range: true },
  invalidated: { type: "integer", lookup: false, range: true },
  from: { type: "integer", lookup: false, range: true },
  to: { type: "integer", lookup: false, range: true },
  strength: "float",
  directed: { type: "integer", lookup: true, range: false },
};

const unusable = (message: string, hint: string): CaxtonError => new CaxtonError("memory.unusable", message, { hint });

const checkVersion = async ({ client, guarded, where }: QdrantCalls): Promise<void> => {
  const info = await guarded(async () =>
    client.versionInfo().catch((thrown: unknown) => {
      if (statusOf(thrown) === 404) return null;
      throw thrown;
    }),
  );
  // Another server may answer with anything: a web page is a string.
  const answer: Readonly<Record<string, unknown>> = { ...info };
  const version = String(answer["version"]);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (!/qdrant/i.test(String(answer["title"])) || Number.isNaN(major)) {
    throw unusable(
      `The server at ${where} is not Qdrant.`,
      "QDRANT_URL must be the address of Qdrant's REST API, by default on port 6333.",
    );
  }
  const [oldestMajor, oldestMinor] = oldest;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw unusable(
    `The server has Qdrant ${version}; ${oldest.join(".")} or newer is needed.`,
    "Older versions lack conditional updates, without which writers overwrite each other. Install a newer version.",
  );
};

const describe = async ({ client, guarded, collection }: QdrantCalls): Promise<Schemas["CollectionInfo"] | null> =>
  guarded(async () =>
    client.getCollection(collection).catch((thrown: unknown) => {
      if (statusOf(thrown) === 404) return null;
      throw thrown;
    }),
  );

const create = async ({ client, guarded, collection }: QdrantCalls, dimensions: number): Promise<void> => {
  await guarded(async () =>
    client
      .createCollection(collection, {
        vectors: { meaning: { size: dimensions, distance: "Cosine" } },
        sparse_vectors: { words: {} },
        shard_number: 1,
        replication_factor: 1,
      })
      .catch((thrown: unknown) => {
        // Another process has just created it.
        if (statusOf(thrown) !== 409) throw thrown;
      }),
  );
};

const checkParameters = (
  { shard_number: shards, replication_factor: replicas, vectors, sparse_vectors: sparse }: Schemas["CollectionParams"],
  { collection }: QdrantCalls,
  dimensions: number,
): void => {
  const named = (vectors ?? {}) as Readonly<Record<string, Partial<Schemas["VectorParams"]> | undefined>>;
  const { meaning } = named;
  if (meaning?.size === undefined || meaning.distance !== "Cosine" || sparse?.["words"] === undefined) {
    throw unusable(
      `The collection ${collection} in Qdrant was not made by Caxton.`,
      "Set memory.qdrant.collection to one that does not exist; Caxton creates it.",
    );
  }
  if (meaning.size !== dimensions) {
    throw unusable(
      `The memory in Qdrant has vectors of ${meaning.size} dimensions, but those of the embedding model have ${dimensions}.`,
      "Use the model that it was created with; or export it with that model, and import it into another collection.",
    );
  }
  if ((shards ?? 1) !== 1 || (replicas ?? 1) !== 1) {
    throw unusable(
      `The collection ${collection} has ${shards ?? 1} shards and ${replicas ?? 1} replicas; a memory needs one of each.`,
      "Writes rely on serialised updates, which Qdrant guarantees only within one shard.",
    );
  }
};

/**
 * Throws `memory.unavailable` if the server cannot be reached, and `memory.unusable` if it rejects the key, is too old, or
 * has a collection that was not made by Caxton.
 */
export const prepareCollection = async (calls: QdrantCalls, dimensions: number): Promise<void> => {
  const { client, guarded, collection } = calls;
  await checkVersion(calls);
  if ((await describe(calls)) === null) await create(calls, dimensions);
  const found = await describe(calls);
  if (found === null) {
    throw new CaxtonError("memory.unavailable", `The collection ${collection} has just been deleted.`, {
      hint: "Start again.",
    });
  }
  checkParameters(found.config.params, calls, dimensions);
  for (const [field, schema] of Object.entries(indexes)) {
    if (Object.hasOwn(found.payload_schema, field)) continue;
    const index = { field_name: field, field_schema: schema, wait: true };
    await guarded(async () => client.createPayloadIndex(collection, index));
  }
};
