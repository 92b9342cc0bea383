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

export const createTexts = ({ connection }: StoreContext) => {
  // Row by row: a list of rows as JSON costs SQLite more than several statements within one transaction.
  const readEntity = connection
    .prepare<[number], string>(`SELECT ${carriedEntity} FROM "entity" WHERE "row" = ?`)
    .pluck();
  const readObservations = connection
    .prepare<[number], string>(
      `SELECT ${carriedObservation} FROM "observation" WHERE "entity" = ? AND "invalidatedAt" IS NULL ORDER BY "row"`,
    )
    .pluck();
  // Strength and confidence as numbers, because SQLite rounds them in text.
  const readRelation = connection
    .prepare<[number], [strength: number, confidence: number, text: string]>(
      `SELECT "strength", "confidence", ${carriedRelation} FROM "relation" WHERE "row" = ?`,
    )
    .raw();
  const keptEntities = createKeptTexts(mostKept);
  const keptRelations = createKeptTexts(mostKept);

  const entityText = (row: number): string | null => {
    const text = readEntity.get(row);
    return text === undefined ? null : `${text.slice(0, -1)},[${readObservations.all(row).join(",")}]]`;
  };
  const relationText = (row: number): string | null => {
    const read = readRelation.get(row);
    return read === undefined ? null : `[${read[0]},${read[1]},${read[2].slice(1)}`;
  };

  const textsOf = (kept: KeptTexts, rows: readonly number[], read: (row: number) => string | null): Texts => {
    const texts: string[] = [];
    for (const row of rows) {
      const there = kept.get(row);
      const text = there ?? read(row);
      if (text === null || text.length > longest) return null;
      if (there === null) kept.put(row, text);
      texts.push(text);
    }
    return texts;
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
    entities: (rows: readonly number[]): Texts => textsOf(keptEntities, rows, entityText),
    /** Each is a {@link CarriedRelation}. */
    relations: (rows: readonly number[]): Texts => textsOf(keptRelations, rows, relationText),
  };
};
