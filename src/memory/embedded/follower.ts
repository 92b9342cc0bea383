/** Keeping the scan, and whatever else was made of rows, in line with the file: at the start, when another process has written, and when somebody doubts it. */
import type { EntityId } from "../../domain/memory.ts";
import type { MemoryFinding } from "../types.ts";
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";

interface VectorRow {
  readonly entity: number;
  readonly place: number;
  readonly live: number;
  readonly scale: number;
  readonly data: Buffer;
}

interface Change {
  readonly seq: number;
  /** Of a relation, the one that it comes from. */
  readonly entity: number;
  readonly relation: number | null;
}

/** @param derived from rows, beside the vectors */
export const createFollower = ({ connection, vectors, model }: StoreContext, derived: Derived) => {
  const columns = `SELECT e."row" AS "entity", e."place" AS "place", e."invalidatedAt" IS NULL AS "live",
    v."scale" AS "scale", v."data" AS "data" FROM "entity" e JOIN "vector" v ON v."entity" = e."row"`;
  // A vector that was damaged counts as missing, and is made anew.
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

  const put = ({ entity, place, live, scale, data }: VectorRow): void =>
    vectors.put(entity, place, live === 1, {
      scale,
      data: new Int8Array(data.buffer, data.byteOffset, data.byteLength),
    });

  /** Who has not seen the last so many changes reads all again, so the list stays short. */
  const changesKept = 10_000;
  /** Changes between two looks at how long the list is. */
  const trimmedEvery = 1_000;
  let sinceTrimmed = 0;

  const dataVersionNow = connection.prepare<[], number>(`PRAGMA data_version`).pluck();
  const version = (): number => dataVersionNow.get() ?? 0;

  const readAll = (): void => {
    derived.all();
    dataVersion = version();
    seen = newest.get()?.seq ?? 0;
    // What is gone stays in the scan here, and is not let through: a search looks its rows up.
    for (const row of all.iterate(model)) put(row);
  };

  /** Changes were forgotten that this process has not seen. */
  const isFarBehind = (): boolean => (oldest.get()?.seq ?? 0) > seen + 1;

  const followEntity = (entity: number): void => {
    derived.entity(entity);
    const row = one.get(entity, model);
    if (row === undefined) vectors.remove(entity);
    else put(row);
  };

  const count = (sql: string): number =>
    connection.prepare<[], { readonly count: number }>(`SELECT count(*) AS "count" FROM ${sql}`).get()?.count ?? 0;

  return {
    readAll,
    /** Costs a microsecond where nobody else has written. */
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
    /** After a write that told of so many changes; now and then it shortens the list. */
    trim: (made: number): void => {
      sinceTrimmed += made;
      if (sinceTrimmed < trimmedEvery) return;
      sinceTrimmed = 0;
      forget.run((newest.get()?.seq ?? 0) - changesKept);
    },
    withoutVector: (limit: number): readonly { readonly id: EntityId }[] => missing.all(model, limit),
    check: (mend: boolean): readonly MemoryFinding[] => {
      const integrity = connection.pragma("integrity_check") as readonly { readonly integrity_check: string }[];
      const broken = integrity.filter((each) => each.integrity_check !== "ok").length;
      const foreign = (connection.pragma("foreign_key_check") as readonly unknown[]).length;
      const words = Math.abs(count(`"entity"`) - count(`"words"`));
      const scan = Math.abs(count(`"vector" WHERE "model" = ${model} AND ${whole}`) - vectors.size());
      if (mend && scan > 0) readAll();
      return [
        { what: "pages of the file that are damaged", count: broken, mended: false },
        { what: "references to what is not there", count: foreign, mended: false },
        {
          what: "entities without a vector of the present model",
          count: missing.all(model, 1_000_000).length,
          mended: false,
        },
        { what: "entities whose words are not indexed", count: words, mended: false },
        { what: "vectors that the scan does not have", count: scan, mended: mend && scan > 0 },
      ].filter((each) => each.count > 0);
    },
  };
};
