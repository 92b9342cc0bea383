/** Keeps the scan and all other data derived from rows consistent with the file: at start-up, and after writes of other processes. */
import type { EntityId } from "../../domain/memory.ts";
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";
import type { ByteVector } from "./vectors.ts";

interface VectorRow {
  readonly entity: number;
  readonly place: number;
  readonly live: number;
  readonly scale: number;
  readonly data: Buffer;
}

interface Change {
  readonly seq: number;
  /** For a relation, the entity from which it leads. */
  readonly entity: number;
  readonly relation: number | null;
}

/** @param derived data derived from rows, other than the vectors */
export const createFollower = ({ connection, vectors, model }: StoreContext, derived: Derived) => {
  const columns = `SELECT e."row" AS "entity", e."place" AS "place", e."invalidatedAt" IS NULL AS "live",
    v."scale" AS "scale", v."data" AS "data" FROM "entity" e JOIN "vector" v ON v."entity" = e."row"`;
  // A damaged vector is treated as missing, and is recomputed.
  const whole = `length("data") = ${vectors.bytesEach}`;
  const all = connection.prepare<[number], VectorRow>(`${columns} WHERE v."model" = ? AND ${whole}`);
  const one = connection.prepare<[number, number], VectorRow>(
    `${columns} WHERE e."row" = ? AND v."model" = ? AND ${whole}`,
  );
  const newest = connection.prepare<[], { readonly seq: number | null }>(`SELECT max("seq") AS "seq" FROM "change"`);
  const oldest = connection.prepare<[], { readonly seq: number | null }>(`SELECT min("seq") AS "seq" FROM "change"`);
  const changes = connection.prepare<[number], Change>(
    `SELECT max("seq") AS "seq", "entity", "relation" FROM "change" WHERE "seq" > ?
     GROUP BY "entity", "relation" ORDER BY "seq"`,
  );
  const forget = connection.prepare<[number]>(`DELETE FROM "change" WHERE "seq" <= ?`);
  const missing = connection.prepare<[number, number], { readonly id: EntityId }>(
    `SELECT "id" FROM "entity" LEFT JOIN "vector" ON "entity"."row" = "vector"."entity"
     WHERE "vector"."model" IS NOT ? OR NOT ${whole} LIMIT ?`,
  );
  let seen = 0;
  let dataVersion = -1;

  const vectorOf = ({ scale, data }: VectorRow): ByteVector => ({
    scale,
    data: new Int8Array(data.buffer, data.byteOffset, data.byteLength),
  });
  const put = (row: VectorRow): void => vectors.put(row.entity, row.place, row.live === 1, vectorOf(row));

  /** The list of changes is limited to this length; a process that has missed more reads all rows again. */
  const changesKept = 10_000;
  /** The number of changes after which the list is shortened. */
  const trimmedEvery = 1_000;
  let sinceTrimmed = 0;

  const dataVersionNow = connection.prepare<[], number>(`PRAGMA data_version`).pluck();
  const version = (): number => dataVersionNow.get() ?? 0;

  const readAll = (): void => {
    derived.all();
    dataVersion = version();
    seen = newest.get()?.seq ?? 0;
    vectors.clear();
    for (const row of all.iterate(model)) put(row);
  };

  /** Whether changes that this process has not seen were removed from the list. */
  const isFarBehind = (): boolean => (oldest.get()?.seq ?? 0) > seen + 1;

  const followEntity = (entity: number): void => {
    derived.entity(entity);
    const row = one.get(entity, model);
    if (row === undefined) vectors.remove(entity);
    else put(row);
  };

  return {
    readAll,
    /** Costs a microsecond if no other process has written. */
    takeOver: (): void => {
      const current = version();
      if (current === dataVersion) return;
      if (isFarBehind()) return readAll();
      dataVersion = current;
      for (const { seq, entity, relation } of changes.all(seen)) {
        if (relation === null) followEntity(entity);
        else derived.relation(relation);
        seen = Math.max(seen, seq);
      }
    },
    /** Called after a write that recorded this many changes; shortens the list from time to time. */
    trim: (made: number): void => {
      sinceTrimmed += made;
      if (sinceTrimmed < trimmedEvery) return;
      sinceTrimmed = 0;
      forget.run((newest.get()?.seq ?? 0) - changesKept);
    },
    withoutVector: (limit: number): readonly { readonly id: EntityId }[] => missing.all(model, limit),
    /** The number of vectors that are missing from the scan, differ from the file, or are no longer in the file. */
    difference: (): number => {
      let same = 0;
      let rows = 0;
      for (const row of all.iterate(model)) {
        rows += 1;
        if (vectors.holds(row.entity, row.place, row.live === 1, vectorOf(row))) same += 1;
      }
      return Math.max(rows, vectors.size()) - same;
    },
  };
};

export type Follower = ReturnType<typeof createFollower>;
