/** Entities and their observations: every write is part of a transaction, and leaves row, words and vector in agreement. */
import type { Json } from "../../domain/json.ts";
import {
  nameKey,
  textOf,
  type Entity,
  type EntityId,
  type ExportedEntity,
  type MemoryPlace,
  type Provenance,
} from "../../domain/memory.ts";
import type { EntityChange, NewEntity, StoredEntity } from "../types.ts";
import { VectorsNeeded, type Located, type StoreContext, type WriteContext } from "./context.ts";
import {
  checkNameAndType,
  checkTag,
  checkObservation,
  checkObservationCount,
  idTaken,
  nameTaken,
  notFound,
} from "../rules.ts";
import { fromProvenance, textNumberOf, toEntity, toPast, type EntityRow, type ObservationRow } from "./rows.ts";
import { prepareEntityStatements } from "./entity-statements.ts";
import { toBytes } from "./vectors.ts";
import { forIndex } from "../words.ts";

/** A new entity whose id was chosen, so that a repeated write is the same write. */
export type IdentifiedEntity = NewEntity & { readonly id: EntityId };

export const createEntities = ({ connection, places, vectors, model }: StoreContext) => {
  const statements = prepareEntityStatements(connection);
  const {
    byId,
    byRow,
    byName,
    insert,
    some,
    countsThen,
    observationsNow,
    observationsOfSome,
    observationsThen,
    observationsEver,
    insertObservation,
    endObservation,
    keepPast,
    pastAt,
    pastOf,
    update,
    touch,
    end,
    revive,
    endRelations,
    removeEntity,
    remember,
    wasErased,
    putVector,
    vectorOf,
    removeWords,
    putWords,
  } = statements;

  /** Conditions under which a later part of the same transaction failed must not leave the scan ahead of the file. */
  const afterCommit: (() => void)[] = [];

  const inPlaces = (row: EntityRow | undefined, of: readonly MemoryPlace[]): row is EntityRow =>
    row !== undefined && places.rowsOf(of).has(row.place);

  const hydrate = (row: EntityRow, at: string | null): Entity => {
    if (at === null) return toEntity(row, places.of(row.place), observationsNow.all(row.row));
    const then = pastAt.get({ row: row.row, at });
    return toEntity({ ...row, ...then }, places.of(row.place), observationsThen.all({ entity: row.row, at }));
  };

  const find = ({ id, places: of, expected }: Located): EntityRow => {
    const row = byId.get(id);
    if (!inPlaces(row, of)) throw notFound("entity", id);
    if (expected !== undefined) checkTag(hydrate(row, null), expected);
    return row;
  };

  /** One that counts; a write to anything else would be lost. */
  const findLive = (located: Located): EntityRow => {
    const row = find(located);
    if (row.invalidatedAt !== null) throw notFound("entity", located.id);
    return row;
  };

  /** One that counts now, or did at the time, without regard to tags. */
  const counting = ({ id, places: of }: Located, at: string | null): EntityRow => {
    const row = find({ id, places: of });
    const counts = at === null ? row.invalidatedAt === null : countsThen.get({ row: row.row, at }) !== undefined;
    if (!counts) throw notFound("entity", id);
    return row;
  };

  /** Brings words, vector and scan in line with the entity's row. Throws {@link VectorsNeeded}. */
  const index = (row: EntityRow, { vectors: given }: WriteContext): void => {
    const live = row.invalidatedAt === null;
    const entity = hydrate(row, null);
    const text = textOf(entity);
    const vector = given.get(text);
    if (vector === undefined) throw new VectorsNeeded([text]);
    const packed = toBytes(vector);
    putVector.run(row.row, model, packed.scale, Buffer.from(packed.data.buffer));
    removeWords.run(row.row);
    putWords.run(row.row, forIndex(row.name), forIndex(entity.observations.map((each) => each.text).join("\n")));
    afterCommit.push(() => vectors.put(row.row, row.place, live, packed));
  };

  /** It counts no more, and is found by what is asked about earlier. */
  const retire = (row: EntityRow): void => {
    const kept = vectorOf.get(row.row);
    if (kept === undefined) return vectors.remove(row.row);
    const { buffer, byteOffset, byteLength } = kept.data;
    // A copy: the index wants a buffer of its own.
    const data = new Int8Array(buffer.slice(byteOffset, byteOffset + byteLength));
    vectors.put(row.row, row.place, false, { scale: kept.scale, data });
  };

  const observe = (
    row: number,
    place: number,
    texts: readonly string[],
    provenance: Provenance | null | undefined,
    now: string,
  ): number => {
    let added = 0;
    for (const text of texts) {
      checkObservation(text);
      const fresh = {
        entity: row,
        text,
        textKey: textNumberOf(text),
        recordedAt: now,
        provenance: fromProvenance(provenance),
      };
      added += insertObservation.run(fresh).changes;
    }
    checkObservationCount(observationsNow.all(row).length);
    places.count(place, 0, added);
    return added;
  };

  const create = (entity: IdentifiedEntity, place: number, context: WriteContext): Entity => {
    const { now } = context;
    places.count(place, 1, 0);
    const fresh = {
      id: entity.id,
      place,
      name: entity.name,
      nameKey: nameKey(entity.name),
      type: entity.type,
      typeKey: nameKey(entity.type),
      metadata: JSON.stringify(entity.metadata ?? {}),
      provenance: fromProvenance(entity.provenance),
      validFrom: entity.validFrom ?? null,
      validTo: entity.validTo ?? null,
      recordedAt: now,
      pinned: entity.pinned === true ? 1 : 0,
      changedAt: "",
    };
    const row = Number(insert.run(fresh).lastInsertRowid);
    observe(row, place, entity.observations, entity.provenance, now);
    const stored = byRow.get(row) as EntityRow;
    index(stored, context);
    return hydrate(stored, null);
  };

  /** Metadata of both, the newer one's where both say something; what was is kept. */
  const mergeMetadata = (row: EntityRow, more: Readonly<Record<string, Json>>, now: string): EntityRow => {
    const metadata = JSON.stringify({ ...JSON.parse(row.metadata), ...more });
    if (metadata === row.metadata) return row;
    keepPast.run({ row: row.row, now });
    const next = { ...row, metadata, changedAt: now };
    update.run(next);
    return next;
  };

  const join = (there: EntityRow, entity: IdentifiedEntity, context: WriteContext): StoredEntity => {
    const row = mergeMetadata(there, entity.metadata ?? {}, context.now);
    const added = observe(row.row, row.place, entity.observations, entity.provenance, context.now);
    if (added === 0 && row === there) return { entity: hydrate(row, null), outcome: "unchanged" };
    touch.run(context.now, row.row);
    if (added > 0) index(row, context);
    return { entity: hydrate(byRow.get(row.row) as EntityRow, null), outcome: "merged" };
  };

  return {
    byRow: (row: number): EntityRow | undefined => byRow.get(row),
    byId: (id: string): EntityRow | undefined => byId.get(id),
    /** The one that counts. */
    byName: (place: number, name: string, type: string): EntityRow | undefined =>
      byName.get(place, nameKey(name), nameKey(type)),
    joinInto: join,
    wasErased: (id: string): boolean => wasErased.get(id) !== undefined,
    find,
    findLive,
    hydrate,
    index,
    observations: (row: number): readonly ObservationRow[] => observationsNow.all(row),
    observe,
    /** With what was observed and no longer counts, and what it was. */
    whole: (row: EntityRow): ExportedEntity => {
      const past = pastOf.all(row.row).map(toPast);
      const entity = toEntity(row, places.of(row.place), observationsEver.all(row.row));
      return past.length === 0 ? entity : { ...entity, past };
    },
    /** Lets the scan follow what was committed. */
    committed: (): void => {
      for (const each of afterCommit.splice(0)) each();
    },
    rolledBack: (): void => {
      afterCommit.length = 0;
    },
    end: (row: EntityRow, mergedInto: EntityId | null, now: string): void => {
      end.run(now, mergedInto, row.row);
      places.count(row.place, -1, -observationsNow.all(row.row).length);
      afterCommit.push(() => retire(row));
    },
    /** Observations that were taken away again. */
    discount: (place: number, observations: number): void => {
      places.count(place, 0, -observations);
    },
    revive: (row: EntityRow): void => {
      revive.run(row.row);
      places.count(row.place, 1, observationsNow.all(row.row).length);
    },
    endRelations: (row: number, now: string): void => {
      endRelations.run({ now, row });
    },

    counting,
    get: (located: Located, at: string | null): Entity => hydrate(counting(located, at), at),
    store: (entity: IdentifiedEntity, context: WriteContext): StoredEntity => {
      checkNameAndType(entity.name, entity.type);
      const same = byId.get(entity.id);
      const place = places.rowOf(entity.place);
      if (same === undefined ? wasErased.get(entity.id) !== undefined : same.place !== place) {
        throw idTaken("entity", entity.id);
      }
      if (same !== undefined) return { entity: hydrate(same, null), outcome: "unchanged" };
      const there = byName.get(place, nameKey(entity.name), nameKey(entity.type));
      return there === undefined
        ? { entity: create(entity, place, context), outcome: "created" }
        : join(there, entity, context);
    },
    addObservations: (
      located: Located,
      texts: readonly string[],
      provenance: Provenance | null,
      context: WriteContext,
    ): Entity => {
      const row = findLive(located);
      if (observe(row.row, row.place, texts, provenance, context.now) > 0) {
        touch.run(context.now, row.row);
        index(row, context);
      }
      return hydrate(row, null);
    },
    removeObservations: (located: Located, texts: readonly string[], context: WriteContext): Entity => {
      const row = findLive(located);
      const removed = texts.reduce(
        (sum, text) => sum + endObservation.run(context.now, row.row, textNumberOf(text)).changes,
        0,
      );
      places.count(row.place, 0, -removed);
      if (removed > 0) {
        touch.run(context.now, row.row);
        index(row, context);
      }
      return hydrate(row, null);
    },
    change: (located: Located, change: EntityChange, context: WriteContext): Entity => {
      const row = findLive(located);
      const name = change.name ?? row.name;
      const type = change.type ?? row.type;
      checkNameAndType(name, type);
      const taken = byName.get(row.place, nameKey(name), nameKey(type));
      if (taken !== undefined && taken.row !== row.row) {
        throw nameTaken(name, type, taken.id);
      }
      keepPast.run({ row: row.row, now: context.now });
      const next: EntityRow = {
        ...row,
        name,
        nameKey: nameKey(name),
        type,
        typeKey: nameKey(type),
        metadata: change.metadata === undefined ? row.metadata : JSON.stringify(change.metadata),
        validFrom: change.validFrom === undefined ? row.validFrom : change.validFrom,
        validTo: change.validTo === undefined ? row.validTo : change.validTo,
        pinned: change.pinned === undefined ? row.pinned : Number(change.pinned),
        changedAt: context.now,
      };
      update.run(next);
      if (name !== row.name || type !== row.type) index(next, context);
      return hydrate(next, null);
    },
    erase: (located: Located, now: string): void => {
      const row = find(located);
      if (row.invalidatedAt === null) places.count(row.place, -1, -observationsNow.all(row.row).length);
      removeWords.run(row.row);
      removeEntity.run(row.row);
      remember.run(row.id, now);
      afterCommit.push(() => vectors.remove(row.row));
    },
    /** Pages of what a filter lets through, lowest row first. */
    list: (where: string, parameters: Record<string, unknown>, after: number, limit: number): readonly EntityRow[] =>
      connection
        .prepare<[Record<string, unknown>], EntityRow>(
          `SELECT * FROM "entity" WHERE "row" > :after AND ${where} ORDER BY "row" LIMIT :limit`,
        )
        .all({ ...parameters, after, limit }),
    some: (rows: readonly number[]): readonly EntityRow[] => some.all(JSON.stringify(rows)),
    /** As `hydrate` does each, with one read for all. */
    hydrateAll: (rows: readonly EntityRow[], at: string | null): readonly Entity[] => {
      if (at !== null) return rows.map((row) => hydrate(row, at));
      const observed = new Map<number, ObservationRow[]>(rows.map(({ row }) => [row, []]));
      const all = observationsOfSome.all(JSON.stringify([...observed.keys()]));
      for (const each of all) observed.get(each.entity)?.push(each);
      return rows.map((row) => toEntity(row, places.of(row.place), observed.get(row.row) ?? []));
    },
  };
};

export type Entities = ReturnType<typeof createEntities>;
