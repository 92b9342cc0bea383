/** Checks by content whether words and vectors match the rows, and repairs them. */
import type BetterSqlite3 from "better-sqlite3";
import { textOf, type Entity } from "../../domain/memory.ts";
import { forIndex } from "../words.ts";
import type { StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { checksumOf } from "./entity-index.ts";
import type { EntityRow } from "./rows.ts";

/** Entities whose text is read at once. */
const batch = 2_000;

/** A token of the full-text index: document, term, column and position. */
type Token = readonly [doc: number, term: string, column: string, offset: number];

/** FNV-1a. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
};

/**
 * For each document, the sum of the hashes of its tokens, which is independent of their order: the two indexes order them
 * differently.
 */
const createSums = () => {
  const sums = new Map<number, number>();
  return {
    add: (tokens: Iterable<Token>, sign: 1 | -1): void => {
      for (const [doc, term, column, offset] of tokens) {
        sums.set(doc, (sums.get(doc) ?? 0) + sign * hashOf(`${column} ${offset} ${term}`));
      }
    },
    different: (): readonly number[] => [...sums].filter(([, sum]) => sum !== 0).map(([doc]) => doc),
  };
};

/** The tokens of a full-text table, through an fts5vocab table that exists only on this connection. */
const prepareTokens = (
  connection: BetterSqlite3.Database,
  schema: string,
  table: string,
): BetterSqlite3.Statement<[], Token> => {
  connection.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS temp."${table}_tokens" USING fts5vocab('${schema}', '${table}', 'instance')`,
  );
  return connection.prepare<[], Token>(`SELECT "doc", "term", "col", "offset" FROM temp."${table}_tokens"`).raw();
};

/** Rows whose words or vectors do not match their text. */
interface Wrong {
  readonly words: readonly number[];
  readonly vectors: readonly number[];
}

export const createIntegrity = ({ connection, model }: StoreContext, entities: Entities) => {
  const missingWords = connection
    .prepare<[], number>(
      `SELECT e."row" FROM "entity" e LEFT JOIN "words_docsize" d ON d."id" = e."row" WHERE d."id" IS NULL`,
    )
    .pluck();
  const strayWords = connection
    .prepare<[], number>(
      `SELECT d."id" FROM "words_docsize" d LEFT JOIN "entity" e ON e."row" = d."id" WHERE e."row" IS NULL`,
    )
    .pluck();
  const removeWords = connection.prepare<[number]>(`DELETE FROM "words" WHERE rowid = ?`);
  const unchecked = connection.prepare<
    [number],
    { readonly entity: number; readonly scale: number; readonly data: Buffer }
  >(`SELECT "entity", "scale", "data" FROM "vector" WHERE "checksum" IS NULL LIMIT ?`);
  const setChecksum = connection.prepare<[number, number]>(`UPDATE "vector" SET "checksum" = ? WHERE "entity" = ?`);
  const vectorsBetween = connection.prepare<
    [number, number, number],
    { readonly entity: number; readonly scale: number; readonly data: Buffer; readonly checksum: number | null }
  >(`SELECT "entity", "scale", "data", "checksum" FROM "vector" WHERE "model" = ? AND "entity" BETWEEN ? AND ?`);
  const removeVector = connection.prepare<[number]>(`DELETE FROM "vector" WHERE "entity" = ?`);

  function* inBatches(): Generator<readonly (readonly [EntityRow, Entity])[]> {
    for (let after = 0; ;) {
      const rows = entities.list("TRUE", {}, after, batch);
      if (rows.length === 0) return;
      const hydrated = entities.hydrateAll(rows, null);
      yield rows.map((row, index) => [row, hydrated[index] as Entity] as const);
      after = rows.at(-1)?.row ?? after;
    }
  }

  const bytesOf = ({ scale, data }: { readonly scale: number; readonly data: Buffer }) => ({
    scale,
    data: new Int8Array(data.buffer, data.byteOffset, data.byteLength),
  });

  const mendWords = (rows: readonly number[]): void => {
    for (const row of rows) {
      const entity = entities.byRow(row);
      if (entity === undefined) removeWords.run(row);
      else entities.indexWords(entity);
    }
  };

  /** Rows of entities whose words do not match their text. Rebuilds the index in batches, in a separate table. */
  const wrongWords = (): readonly number[] => {
    connection.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS temp."rebuilt" USING fts5 (
         "name", "text", content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2')`,
    );
    const put = connection.prepare<[number, string, string]>(
      `INSERT INTO temp."rebuilt" (rowid, "name", "text") VALUES (?, ?, ?)`,
    );
    const clear = connection.prepare(`INSERT INTO temp."rebuilt" ("rebuilt") VALUES ('delete-all')`);
    const [kept, rebuilt] = [prepareTokens(connection, "main", "words"), prepareTokens(connection, "temp", "rebuilt")];
    const sums = createSums();
    sums.add(kept.iterate(), -1);
    for (const some of inBatches()) {
      for (const [{ row, name }, { observations }] of some) {
        put.run(row, forIndex(name), forIndex(observations.map(({ text }) => text).join("\n")));
      }
      sums.add(rebuilt.iterate(), 1);
      clear.run();
    }
    return [...new Set([...sums.different(), ...missingWords.all(), ...strayWords.all()])];
  };

  /** Rows of vectors that were not made from the text of their entity. */
  const wrongVectors = (): readonly number[] => {
    const wrong: number[] = [];
    for (const some of inBatches()) {
      const texts = new Map(some.map(([{ row }, entity]) => [row, textOf(entity)]));
      const [first, last] = [some[0]?.[0].row ?? 0, some.at(-1)?.[0].row ?? 0];
      for (const { entity, checksum, ...kept } of vectorsBetween.all(model, first, last)) {
        if (checksumOf(texts.get(entity) ?? "", bytesOf(kept)) !== checksum) wrong.push(entity);
      }
    }
    return wrong;
  };

  return {
    /** Vectors of a version without checksums are assumed to be correct. */
    addChecksums: (): void => {
      for (;;) {
        const some = unchecked.all(batch);
        if (some.length === 0) return;
        const texts = new Map(
          entities
            .hydrateAll(entities.some(some.map(({ entity }) => entity)), null)
            .map((each) => [each.id, textOf(each)]),
        );
        for (const { entity, ...kept } of some) {
          const text = texts.get(entities.byRow(entity)?.id ?? ("" as Entity["id"])) ?? "";
          setChecksum.run(checksumOf(text, bytesOf(kept)), entity);
        }
      }
    },
    /** Whether start-up has something to repair: missing checksums, or the cheap part of what {@link find} finds. */
    isIncomplete: (): boolean =>
      unchecked.get(1) !== undefined || missingWords.get() !== undefined || strayWords.get() !== undefined,
    /** Entities that are missing from the full-text index, and entries without an entity. */
    mendMissingWords: (): void => mendWords([...missingWords.all(), ...strayWords.all()]),
    /** Compares everything; read-only. */
    find: (): Wrong => ({ words: wrongWords(), vectors: wrongVectors() }),
    /** Removes wrong vectors; the caller recomputes them. */
    mend: ({ words, vectors }: Wrong): void => {
      mendWords(words);
      for (const row of vectors) removeVector.run(row);
    },
  };
};

export type Integrity = ReturnType<typeof createIntegrity>;
