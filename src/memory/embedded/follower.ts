/** Keeping the scan in line with the file: at the start, when another process has written, and when somebody doubts it. */
import type { EntityId } from "../../domain/memory.ts";
import type { MemoryFinding } from "../types.ts";
import type { StoreContext } from "./context.ts";

interface VectorRow {
  readonly entity: number;
  readonly place: number;
  readonly live: number;
  readonly model: string | null;
  readonly scale: number;
  readonly data: Buffer;
}

export const createFollower = ({ connection, vectors, modelId }: StoreContext) => {
  const columns = `SELECT e."row" AS "entity", e."place" AS "place", e."invalidatedAt" IS NULL AS "live", v."model" AS "model",
    v."scale" AS "scale", v."data" AS "data" FROM "entity" e JOIN "vector" v ON v."entity" = e."row"`;
  // A vector that was damaged counts as missing, and is made anew.
  const whole = `length("data") = ${vectors.bytesEach}`;
  const all = connection.prepare<[string], VectorRow>(`${columns} WHERE v."model" = ? AND ${whole}`);
  const one = connection.prepare<[number, string], VectorRow>(
    `${columns} WHERE e."row" = ? AND v."model" = ? AND ${whole}`,
  );
  const newest = connection.prepare<[], { readonly seq: number | null }>(`SELECT max("seq") AS "seq" FROM "change"`);
  const changes = connection.prepare<[number], { readonly seq: number; readonly entity: number }>(
    `SELECT max("seq") AS "seq", "entity" FROM "change" WHERE "seq" > ? GROUP BY "entity" ORDER BY "seq"`,
  );
  const forget = connection.prepare<[number]>(`DELETE FROM "change" WHERE "seq" <= ?`);
  const missing = connection.prepare<[string, number], { readonly id: EntityId }>(
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

  /** Changes that a process has not seen for so long make it read all again, so the list stays short. */
  const changesKept = 100_000;

  const version = (): number => Number(connection.pragma("data_version", { simple: true }));

  const readAll = (): void => {
    dataVersion = version();
    seen = newest.get()?.seq ?? 0;
    for (const row of all.iterate(modelId)) put(row);
    if (seen > changesKept) forget.run(seen - changesKept);
  };

  const count = (sql: string): number =>
    connection.prepare<[], { readonly count: number }>(`SELECT count(*) AS "count" FROM ${sql}`).get()?.count ?? 0;

  return {
    readAll,
    /** Costs a microsecond where nobody else has written. */
    takeOver: (): void => {
      const current = version();
      if (current === dataVersion) return;
      dataVersion = current;
      for (const { seq, entity } of changes.all(seen)) {
        const row = one.get(entity, modelId);
        if (row === undefined) vectors.remove(entity);
        else put(row);
        seen = Math.max(seen, seq);
      }
    },
    withoutVector: (limit: number): readonly { readonly id: EntityId }[] => missing.all(modelId, limit),
    check: (mend: boolean): readonly MemoryFinding[] => {
      const integrity = connection.pragma("integrity_check") as readonly { readonly integrity_check: string }[];
      const broken = integrity.filter((each) => each.integrity_check !== "ok").length;
      const foreign = (connection.pragma("foreign_key_check") as readonly unknown[]).length;
      const words = Math.abs(count(`"entity"`) - count(`"words"`));
      const scan = Math.abs(
        count(`"vector" WHERE "model" = '${modelId.replaceAll("'", "''")}' AND ${whole}`) - vectors.size(),
      );
      if (mend && scan > 0) readAll();
      return [
        { what: "pages of the file that are damaged", count: broken, mended: false },
        { what: "references to what is not there", count: foreign, mended: false },
        {
          what: "entities without a vector of the present model",
          count: missing.all(modelId, 1_000_000).length,
          mended: false,
        },
        { what: "entities whose words are not indexed", count: words, mended: false },
        { what: "vectors that the scan does not have", count: scan, mended: mend && scan > 0 },
      ].filter((each) => each.count > 0);
    },
  };
};
