/** Entities and relations as text to send between threads; recently shown ones are cached, up to a number of bytes. */
import { carriedEntity, carriedObservation, carriedRelation } from "./carried.ts";
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";
import { createKeptTexts, type KeptTexts } from "./kept-texts.ts";

/** Bytes cached for each kind: some thousand entities, and as many relations. */
const mostKept = 262_144;
/** Longer texts are not worth copying. */
const longest = 16_384;

/** In the order of the given rows. Null if one is too long. */
type Texts = readonly string[] | null;

const among = `IN (SELECT "value" FROM json_each(?))`;

export const createTexts = ({ connection }: StoreContext) => {
  const readEntities = connection
    .prepare<[string], [row: number, text: string]>(`SELECT "row", ${carriedEntity} FROM "entity" WHERE "row" ${among}`)
    .raw();
  const readObservations = connection
    .prepare<[string], [entity: number, text: string]>(
      `SELECT "entity", ${carriedObservation} FROM "observation"
       WHERE "entity" ${among} AND "invalidatedAt" IS NULL ORDER BY "row"`,
    )
    .raw();
  // Strength and confidence as numbers, because SQLite rounds them in text.
  const readRelations = connection
    .prepare<[string], [row: number, strength: number, confidence: number, text: string]>(
      `SELECT "row", "strength", "confidence", ${carriedRelation} FROM "relation" WHERE "row" ${among}`,
    )
    .raw();
  const keptEntities = createKeptTexts(mostKept);
  const keptRelations = createKeptTexts(mostKept);

  const entitiesRead = (rows: readonly number[]): readonly (readonly [number, string])[] => {
    const given = JSON.stringify(rows);
    const observations = new Map<number, string>();
    for (const [entity, text] of readObservations.all(given)) {
      const before = observations.get(entity);
      observations.set(entity, before === undefined ? text : `${before},${text}`);
    }
    return readEntities
      .all(given)
      .map(([row, text]) => [row, `${text.slice(0, -1)},[${observations.get(row) ?? ""}]]`]);
  };
  const relationsRead = (rows: readonly number[]): readonly (readonly [number, string])[] =>
    readRelations
      .all(JSON.stringify(rows))
      .map(([row, strength, confidence, text]) => [row, `[${strength},${confidence},${text.slice(1)}`]);

  const textsOf = (
    kept: KeptTexts,
    rows: readonly number[],
    read: (missing: readonly number[]) => readonly (readonly [number, string])[],
  ): Texts => {
    const found = rows.map((row) => kept.get(row));
    const missing = rows.filter((_, index) => found[index] === null);
    if (missing.length === 0) return found as readonly string[];
    const fresh = new Map(read(missing));
    for (const [row, text] of fresh) {
      if (text.length > longest) return null;
      kept.put(row, text);
    }
    const texts = found.map((text, index) => text ?? fresh.get(rows[index] as number) ?? null);
    return texts.includes(null) ? null : (texts as readonly string[]);
  };

  const derived: Derived = {
    entity: keptEntities.remove,
    relation: keptRelations.remove,
    all: () => {
      keptEntities.clear();
      keptRelations.clear();
    },
  };
  return {
    derived,
    /** Each is a {@link CarriedEntity}. */
    entities: (rows: readonly number[]): Texts => textsOf(keptEntities, rows, entitiesRead),
    /** Each is a {@link CarriedRelation}. */
    relations: (rows: readonly number[]): Texts => textsOf(keptRelations, rows, relationsRead),
  };
};
