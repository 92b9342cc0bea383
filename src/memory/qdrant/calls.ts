/** The requests that the driver sends to Qdrant; their errors become those of the memory. */
import { QdrantClient, type Schemas } from "@qdrant/js-client-rest";
import { CaxtonError } from "../../domain/errors.ts";
import { asMemoryError, isBroken } from "./errors.ts";

export type Filter = Schemas["Filter"];
export type Condition = Schemas["Condition"];
export type PointId = string | number;
export type Payload = Readonly<Record<string, unknown>>;

export interface SparseVector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** Empty for a point that is not searched by meaning or words. */
export interface Vectors {
  readonly meaning?: readonly number[];
  readonly words?: SparseVector;
}

export interface Point {
  readonly id: PointId;
  readonly vector: Vectors;
  readonly payload: Payload;
}

export interface Found {
  readonly id: PointId;
  readonly payload: Payload;
  readonly vector: Vectors;
  /** The score of a query. */
  readonly score: number;
}

export interface Upsert {
  readonly points: readonly Point[];
  /** The filter that an existing point must match to be overwritten. */
  readonly onlyWhere: Filter;
}

export interface Write {
  readonly upserts: readonly Upsert[];
  /** Points deleted after all upserts. */
  readonly removed: readonly PointId[];
}

export interface Scroll {
  readonly filter: Filter;
  readonly fields: readonly string[];
  readonly limit: number;
  /** Starts at this point. */
  readonly from?: PointId;
  readonly order?: { readonly key: string; readonly direction: "asc" | "desc" };
}

export interface Query {
  readonly vector: readonly number[] | SparseVector;
  readonly using: keyof Vectors;
  readonly filter: Filter;
  readonly limit: number;
}

export interface QdrantCalls {
  /** For requests made once, at start-up. */
  readonly client: QdrantClient;
  /** For users: without the key. */
  readonly where: string;
  readonly collection: string;
  /** Runs a request of {@link client}; its errors become those of the memory. */
  guarded<Value>(request: () => Promise<Value>): Promise<Value>;
  retrieve(ids: readonly PointId[], fields: readonly string[], withVectors?: boolean): Promise<readonly Found[]>;
  scroll(scroll: Scroll): Promise<readonly Found[]>;
  /** All pages. */
  scrollAll(filter: Filter, fields: readonly string[]): Promise<readonly Found[]>;
  /** Best first. */
  query(query: Query): Promise<readonly Found[]>;
  count(filter: Filter): Promise<number>;
  /** Applied in order; resolves when everything is applied. A crash in between leaves the rest undone. */
  write(write: Write): Promise<void>;
}

export interface QdrantAddress {
  /** `http://host:6333`; the default port is 6333, for `https` as well. */
  readonly url: string;
  readonly apiKey: string | null;
  readonly collection: string;
  /** Per request, in milliseconds. Default: one minute. */
  readonly timeoutMs?: number;
}

const pageOfAll = 1_000;

/** The search visits more of the graph than wanted, for better recall. */
const searchBreadth = (limit: number): number => Math.max(256, limit * 2);

type Answered = Readonly<Record<string, unknown>>;

const foundOf = (each: Answered): Found => ({
  id: each["id"] as PointId,
  payload: (each["payload"] ?? {}) as Payload,
  vector: each["vector"] ?? {},
  score: (each["score"] ?? 0) as number,
});

const operationsOf = ({ upserts, removed }: Write): Schemas["UpdateOperation"][] => [
  ...upserts.map(({ points, onlyWhere }) => ({
    upsert: { points: points as Schemas["PointStruct"][], update_filter: onlyWhere },
  })),
  ...(removed.length === 0 ? [] : [{ delete: { points: [...removed] } }]),
];

/** The outcome is unknown: the write may still be applied. */
const notYetApplied = (where: string, status: string): CaxtonError =>
  new CaxtonError(
    "memory.unavailable",
    `The memory in Qdrant at ${where} accepted a write but did not apply it: ${status}.`,
    {
      hint: "The server is busy or out of space. Check its log, and try again.",
    },
  );

export const createQdrantCalls = ({ url, apiKey, collection, timeoutMs = 60_000 }: QdrantAddress): QdrantCalls => {
  const { origin, pathname, hostname, port } = new URL(url);
  const client = new QdrantClient({
    url: origin,
    prefix: pathname.replace(/\/+$/, ""),
    timeout: timeoutMs,
    // As a header, because the client's own option writes a warning to the console without TLS.
    headers: apiKey === null ? {} : { "api-key": apiKey },
    checkCompatibility: false,
  });
  const where = `${hostname}:${port === "" ? "6333" : port}, collection ${collection}`;

  // Every request may be repeated: writes state the version that they expect, and have no effect on another one.
  const guarded: QdrantCalls["guarded"] = async (request) => {
    try {
      return await request().catch(async (thrown: unknown) => {
        if (isBroken(thrown)) return request();
        throw thrown;
      });
    } catch (thrown) {
      throw asMemoryError(thrown, where);
    }
  };

  const page = async ({ filter, fields, limit, from, order }: Scroll) => {
    const { points, next_page_offset: next } = await guarded(async () =>
      client.scroll(collection, {
        filter,
        limit,
        with_payload: [...fields],
        ...(from === undefined ? {} : { offset: from }),
        ...(order === undefined ? {} : { order_by: order }),
      }),
    );
    return { found: points.map((point) => foundOf(point as Answered)), next: (next ?? null) as PointId | null };
  };

  return {
    client,
    where,
    collection,
    guarded,
    retrieve: async (ids, fields, withVectors = false) => {
      if (ids.length === 0) return [];
      const wanted = { ids: [...ids], with_payload: [...fields], with_vector: withVectors };
      return (await guarded(async () => client.retrieve(collection, wanted))).map((point) =>
        foundOf(point as Answered),
      );
    },
    scroll: async (scroll) => (scroll.limit <= 0 ? [] : (await page(scroll)).found),
    scrollAll: async (filter, fields) => {
      const all: Found[] = [];
      for (let from: PointId | null | undefined; from !== null;) {
        const { found, next } = await page({
          filter,
          fields,
          limit: pageOfAll,
          ...(from === undefined ? {} : { from }),
        });
        all.push(...found);
        from = next;
      }
      return all;
    },
    query: async ({ vector, using, filter, limit }) => {
      if (limit <= 0) return [];
      const { points } = await guarded(async () =>
        client.query(collection, {
          query: vector as number[] | Schemas["SparseVector"],
          using,
          filter,
          limit,
          with_payload: ["record"],
          ...(using === "meaning" ? { params: { hnsw_ef: searchBreadth(limit) } } : {}),
        }),
      );
      return points.map((point) => foundOf(point as Answered));
    },
    count: async (filter) => (await guarded(async () => client.count(collection, { filter, exact: true }))).count,
    write: async (write) => {
      const operations = operationsOf(write);
      if (operations.length === 0) return;
      const done = await guarded(async () =>
        client.batchUpdate(collection, { operations, wait: true, ordering: "strong" }),
      );
      const undone = done.find(({ status }) => status !== "completed");
      if (undone !== undefined) throw notYetApplied(where, undone.status);
    },
  };
};
