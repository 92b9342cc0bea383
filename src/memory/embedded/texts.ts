/**
 * Entities and relations as JSON texts, which SQLite makes in half the time in which rows become objects, and which cross threads in a third
 * of the time that objects take. Those that were shown last are kept, up to a number of characters.
 */
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";

/** Characters that are kept of each, a byte or two of memory each: some two thousand entities, and four thousand relations. */
const mostKept = 1_000_000;
/** A text beyond is not worth the copying: strings as long as that cross faster in objects. */
const longest = 16_384;

interface EntityRead {
  readonly row: number;
  readonly place: number;
  readonly text: string;
}

interface RelationRead extends EntityRead {
  readonly strength: number;
  readonly confidence: number;
}

/** What was used last stays. */
const createKept = () => {
  const texts = new Map<number, string>();
  let characters = 0;
  const remove = (row: number): void => {
    const text = texts.get(row);
    if (text === undefined) return;
    texts.delete(row);
    characters -= text.length;
  };
  return {
    get: (row: number): string | undefined => {
      const text = texts.get(row);
      if (text === undefined) return undefined;
      texts.delete(row);
      texts.set(row, text);
      return text;
    },
    put: (row: number, text: string): void => {
      remove(row);
      texts.set(row, text);
      characters += text.length;
      for (const oldest of texts.keys()) {
        if (characters <= mostKept) return;
        remove(oldest);
      }
    },
    remove,
    clear: (): void => {
      texts.clear();
      characters = 0;
    },
  };
};

/** Texts by rows; null where one is too long to be worth it, or is not there. */
export type Texts = ReadonlyMap<number, string> | null;

export const createTexts = ({ connection, places }: StoreContext) => {
  /** As `toEntity` has it, without its place. */
  const readEntities = connection.prepare<[string], EntityRead>(
    `SELECT e."row", e."place", json_object(
       'id', e."id", 'name', e."name", 'type', e."type",
       'observations', (
         SELECT json_group_array(json_object(
           'text', o."text", 'recordedAt', iif(o."recordedAt" = '', e."recordedAt", o."recordedAt"),
           'invalidatedAt', o."invalidatedAt", 'provenance', json(o."provenance")) ORDER BY o."row")
         FROM "observation" o WHERE o."entity" = e."row" AND o."invalidatedAt" IS NULL),
       'metadata', json(e."metadata"), 'provenance', json(e."provenance"),
       'pinned', json(iif(e."pinned" = 1, 'true', 'false')), 'mergedInto', e."mergedInto",
       'validFrom', e."validFrom", 'validTo', e."validTo",
       'recordedAt', e."recordedAt", 'invalidatedAt', e."invalidatedAt") AS "text"
     FROM "entity" e WHERE e."row" IN (SELECT "value" FROM json_each(?))`,
  );
  /** As `toRelation` has it, without its place and its shares: numbers SQLite rounds when it writes them. */
  const readRelations = connection.prepare<[string], RelationRead>(
    `SELECT r."row", r."place", r."strength", r."confidence", json_object(
       'id', r."id", 'from', s."id", 'to', t."id", 'type', r."type",
       'directed', json(iif(r."directed" = 1, 'true', 'false')), 'metadata', json(r."metadata"),
       'provenance', json(r."provenance"), 'validFrom', r."validFrom", 'validTo', r."validTo",
       'recordedAt', r."recordedAt", 'invalidatedAt', r."invalidatedAt") AS "text"
     FROM "relation" r JOIN "entity" s ON s."row" = r."source" JOIN "entity" t ON t."row" = r."target"
     WHERE r."row" IN (SELECT "value" FROM json_each(?))`,
  );
  const entities = createKept();
  const relations = createKept();

  const of = <Read extends EntityRead>(
    kept: ReturnType<typeof createKept>,
    rows: readonly number[],
    read: (missing: string) => readonly Read[],
    rest: (read: Read) => string,
  ): Texts => {
    const found = new Map<number, string>();
    const missing: number[] = [];
    for (const row of rows) {
      const text = kept.get(row);
      if (text === undefined) missing.push(row);
      else found.set(row, text);
    }
    if (missing.length === 0) return found;
    for (const each of read(JSON.stringify(missing))) {
      if (each.text.length > longest) return null;
      const text = `{"place":${JSON.stringify(places.of(each.place))},${rest(each)}${each.text.slice(1)}`;
      kept.put(each.row, text);
      found.set(each.row, text);
    }
    return rows.every((row) => found.has(row)) ? found : null;
  };

  const derived: Derived = {
    entity: entities.remove,
    relation: relations.remove,
    all: () => {
      entities.clear();
      relations.clear();
    },
  };
  return {
    derived,
    entities: (rows: readonly number[]): Texts =>
      of(
        entities,
        rows,
        (missing) => readEntities.all(missing),
        () => "",
      ),
    relations: (rows: readonly number[]): Texts =>
      of(
        relations,
        rows,
        (missing) => readRelations.all(missing),
        ({ strength, confidence }) => `"strength":${strength},"confidence":${confidence},`,
      ),
  };
};
