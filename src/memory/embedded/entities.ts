/** Writing entities and their observations: every write is part of a transaction, and leaves row, words and vector in agreement. */
import type { JsonObject } from "../../domain/json.ts";
import { nameKey, type Entity, type EntityId, type ErasedId, type Provenance } from "../../domain/memory.ts";
import {
  checkNameAndType,
  checkObservation,
  checkObservationCount,
  idTaken,
  nameTaken,
  noSuchObservation,
  validityStoredAgain,
} from "../rules.ts";
import { withoutThoseOf } from "../scrub.ts";
import type { EntityChange, NewEntity, StoredEntity } from "../types.ts";
import type { Located, StoreContext, WriteContext } from "./context.ts";
import { createEntityIndex } from "./entity-index.ts";
import { createEntityReads, originOf } from "./entity-reads.ts";
import { prepareEntityStatements } from "./entity-statements.ts";
import { fromProvenance, textNumberOf, type EntityRow, type ObservationRow } from "./rows.ts";

/** A new entity whose id was chosen, so that a repeated write is the same write. */
export type IdentifiedEntity = NewEntity & { readonly id: EntityId };

type NewObservation = Pick<ObservationRow, "text" | "recordedAt" | "provenance" | "mergedFrom" | "mergedAt">;

/** Fields of an entity that a change or a repeated store may replace. */
type Changed = Partial<Pick<EntityRow, "name" | "type" | "metadata" | "validFrom" | "validTo" | "pinned">>;

/** Observations of an entity, counted in its place. */
const createObserving = (
  { places }: StoreContext,
  { insertObservation, observationsNow, endObservation, eraseObservation }: ReturnType<typeof prepareEntityStatements>,
) => {
  /** Adds those whose text the entity does not have yet; answers how many. */
  const add = (row: EntityRow, given: readonly NewObservation[]): number => {
    let added = 0;
    for (const each of given) {
      checkObservation(each.text);
      added += insertObservation.run({ ...each, entity: row.row, textKey: textNumberOf(each.text) }).changes;
    }
    checkObservationCount(observationsNow.all(row.row).length);
    places.count(row.place, 0, added);
    return added;
  };
  return {
    add,
    addTexts: (row: EntityRow, texts: readonly string[], provenance: Provenance | null | undefined, now: string) =>
      add(
        row,
        texts.map((text) => ({
          ...{ text, recordedAt: now, provenance: fromProvenance(provenance), mergedFrom: null, mergedAt: null },
        })),
      ),
    end: (row: EntityRow, texts: readonly string[], now: string): number => {
      const ended = texts.map((text) => endObservation.run(now, row.row, textNumberOf(text)).changes);
      const sum = ended.reduce((total, each) => total + each, 0);
      places.count(row.place, 0, -sum);
      return sum;
    },
    /** Answers how many are gone, whether or not they counted. */
    erase: (row: EntityRow, texts: readonly string[]): number => {
      const gone = texts.flatMap((text) => eraseObservation.all(row.row, textNumberOf(text)));
      const live = row.invalidatedAt === null ? gone.filter((each) => each.live === 1).length : 0;
      places.count(row.place, 0, -live);
      return gone.length;
    },
  };
};

/** Steps that writes of entities, merges and imports are made of. */
const createSteps = (context: StoreContext) => {
  const { connection, places } = context;
  const statements = prepareEntityStatements(connection);
  const reads = createEntityReads(context, statements);
  const index = createEntityIndex(context, statements, reads);
  const observing = createObserving(context, statements);

  /** Replaces these fields, and keeps the state before. */
  const replace = (row: EntityRow, changed: Changed, now: string): EntityRow => {
    statements.keepPast.run({ row: row.row, now, mergedInto: null });
    const next = { ...row, ...changed };
    const keyed = { ...next, nameKey: nameKey(next.name), typeKey: nameKey(next.type), changedAt: now };
    statements.update.run(keyed);
    return keyed;
  };

  return { ...reads, ...index, statements, observing, places, replace };
};

type Steps = ReturnType<typeof createSteps>;

/** Takes metadata of an erased entity out of the history of one that it was merged into. */
const scrubPast = (
  { statements: { pastOf, setPastMetadata } }: Steps,
  row: number,
  erased: readonly JsonObject[],
): void => {
  for (const { supersededAt, metadata } of pastOf.all(row)) {
    const kept = JSON.stringify(withoutThoseOf(JSON.parse(metadata) as JsonObject, erased));
    if (kept !== metadata) setPastMetadata.run(kept, row, supersededAt);
  }
};

/** Entities that it is, or was, part of. */
const targetsOf = ({ statements: { pastOf } }: Steps, row: EntityRow): readonly EntityId[] =>
  [row, ...pastOf.all(row.row)].flatMap((state) => state.mergedInto ?? []);

const createErasing = (steps: Steps) => {
  const { statements, places, observations, forget, byId } = steps;
  return {
    scrubPast: (row: number, erased: readonly JsonObject[]): void => scrubPast(steps, row, erased),
    /** It is gone, as is what an undone merge left of it in the history of another entity. */
    erase: (row: EntityRow, now: string): void => {
      const past = statements.pastOf.all(row.row);
      const metadata = [row, ...past].map((state) => JSON.parse(state.metadata) as JsonObject);
      const targets = new Set(targetsOf(steps, row));
      for (const id of targets) {
        const target = byId(id);
        if (target === undefined || target.row === row.row) continue;
        // What was merged on came along.
        for (const next of targetsOf(steps, target)) targets.add(next);
        scrubPast(steps, target.row, metadata);
      }
      if (row.invalidatedAt === null) places.count(row.place, -1, -observations(row.row).length);
      forget(row);
      statements.removeEntity.run(row.row);
      statements.eraseMovedObservations.run(row.id);
      statements.remember.run({ id: row.id, kind: "entity", erasedAt: now });
    },
  };
};

const createEnding = ({ statements, places, observations, retireLater }: Steps) => ({
  touch: ({ row }: EntityRow, now: string): void => void statements.touch.run(now, row),
  end: (row: EntityRow, mergedInto: EntityId | null, now: string): void => {
    statements.end.run(now, mergedInto, row.row);
    places.count(row.place, -1, -observations(row.row).length);
    retireLater(row);
  },
  /** It counts again, after a merge that was undone; its history keeps that it did not meanwhile. */
  revive: (row: EntityRow, now: string): void => {
    if (row.invalidatedAt !== null) {
      statements.keepPast.run({ row: row.row, now: row.invalidatedAt, mergedInto: null });
      statements.keepPast.run({ row: row.row, now, mergedInto: row.mergedInto });
    }
    statements.revive.run(row.row);
    places.count(row.place, 1, observations(row.row).length);
  },
  remember: (erased: ErasedId): void => void statements.remember.run(erased),
  erasedAfter: (id: string, limit: number): readonly ErasedId[] => statements.erasedAfter.all(id, limit),
  endRelations: (row: number, now: string): void => void statements.endRelations.run({ now, row }),
});

/** What one entity takes over from another one, and gives back when the merge is undone. */
const createMoving = ({ statements, places, observing, observations, replace }: Steps) => ({
  /** Name and observations, with their provenance and times. Answers the rows of those that are new here. */
  takeObservations: (from: EntityRow, into: EntityRow, now: string): readonly number[] => {
    const before = new Set(observations(into.row).map(({ row }) => row));
    const own = { text: from.name, recordedAt: from.recordedAt, provenance: from.provenance, mergedFrom: null };
    const moved = [own, ...observations(from.row)]
      .filter(({ text }) => text !== into.name)
      .map(({ text, recordedAt, provenance, mergedFrom }) => ({
        text,
        recordedAt: recordedAt === "" ? from.recordedAt : recordedAt,
        provenance,
        mergedFrom: originOf(from, { mergedFrom }),
        mergedAt: now,
      }));
    observing.add(into, moved);
    return observations(into.row)
      .map(({ row }) => row)
      .filter((row) => !before.has(row));
  },
  /** @param isErased the entity that they came from is gone, so they do not stay in the history either */
  giveBackObservations: (target: EntityRow, rows: readonly number[], isErased: boolean, now: string): void => {
    const { endObservationRow, removeObservationRow } = statements;
    const ended = rows.map((row) =>
      isErased ? (removeObservationRow.get(row)?.live ?? 0) : endObservationRow.run(now, row).changes,
    );
    places.count(target.place, 0, -ended.reduce((sum, each) => sum + each, 0));
  },
  /** Adds names of metadata that it does not have, and pins it if one of the others is pinned. */
  takeFields: (target: EntityRow, others: readonly EntityRow[], now: string) => {
    const own = JSON.parse(target.metadata) as JsonObject;
    const entries = others.toReversed().flatMap(({ metadata }) => Object.entries(JSON.parse(metadata) as JsonObject));
    const added = Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(own, name)));
    const pins = target.pinned === 0 && others.some(({ pinned }) => pinned === 1);
    const isMore = pins || Object.keys(added).length > 0;
    const next = { metadata: JSON.stringify({ ...own, ...added }), pinned: pins ? 1 : target.pinned };
    return { row: isMore ? replace(target, next, now) : target, added, pins };
  },
  /** Takes away again what the merge added and nobody has changed since. */
  giveBackFields: (target: EntityRow, added: JsonObject, pins: boolean, now: string): EntityRow => {
    const metadata = JSON.parse(target.metadata) as JsonObject;
    const kept = withoutThoseOf(metadata, [added]);
    const isMore = pins || Object.keys(kept).length < Object.keys(metadata).length;
    return isMore ? replace(target, { metadata: JSON.stringify(kept), pinned: pins ? 0 : target.pinned }, now) : target;
  },
});

const createStoring = ({ statements, observing, places, index, replace, ...reads }: Steps) => {
  const { byRow, byId, byName, hydrate, wasErased } = reads;

  const create = (entity: IdentifiedEntity, place: number, context: WriteContext): Entity => {
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
      recordedAt: context.now,
      pinned: entity.pinned === true ? 1 : 0,
      changedAt: "",
    };
    const row = Number(statements.insert.run(fresh).lastInsertRowid);
    const stored = byRow(row) as EntityRow;
    observing.addTexts(stored, entity.observations, entity.provenance, context.now);
    index(stored, context);
    return hydrate(stored, null);
  };

  /** Gives the entity that is there what the other one has: new observations, and fields that are given. */
  const joinInto = (
    there: EntityRow,
    entity: Pick<NewEntity, "observations" | "provenance" | "metadata" | "pinned">,
    validity: Pick<EntityRow, "validFrom" | "validTo">,
    context: WriteContext,
  ): StoredEntity => {
    const metadata = JSON.stringify({ ...JSON.parse(there.metadata), ...entity.metadata });
    const pinned = entity.pinned === undefined ? there.pinned : Number(entity.pinned);
    const next = { ...validity, metadata, pinned };
    const isChanged = (["metadata", "pinned", "validFrom", "validTo"] as const).some((key) => next[key] !== there[key]);
    const row = isChanged ? replace(there, next, context.now) : there;
    const added = observing.addTexts(row, entity.observations, entity.provenance, context.now);
    if (added === 0 && !isChanged) return { entity: hydrate(row, null), outcome: "unchanged" };
    statements.touch.run(context.now, row.row);
    if (added > 0) index(row, context);
    return { entity: hydrate(byRow(row.row) as EntityRow, null), outcome: "merged" };
  };

  return {
    joinInto,
    store: (entity: IdentifiedEntity, context: WriteContext): StoredEntity => {
      checkNameAndType(entity.name, entity.type);
      const same = byId(entity.id);
      const place = places.rowOf(entity.place);
      if (same === undefined ? wasErased(entity.id) : same.place !== place) throw idTaken("entity", entity.id);
      if (same !== undefined) return { entity: hydrate(same, null), outcome: "unchanged" };
      const there = byName(place, entity.name, entity.type);
      return there === undefined
        ? { entity: create(entity, place, context), outcome: "created" }
        : joinInto(there, entity, validityStoredAgain(there, entity, context.now), context);
    },
  };
};

const createChanging = ({ statements, observing, index, replace, ...reads }: Steps) => {
  const { byName, find, findLive, hydrate } = reads;

  /** After its observations have changed. */
  const touched = (row: EntityRow, context: WriteContext): Entity => {
    statements.touch.run(context.now, row.row);
    index(row, context);
    return hydrate(row, null);
  };

  return {
    addObservations: (
      located: Located,
      texts: readonly string[],
      provenance: Provenance | null,
      context: WriteContext,
    ): Entity => {
      const row = findLive(located);
      const added = observing.addTexts(row, texts, provenance, context.now);
      return added > 0 ? touched(row, context) : hydrate(row, null);
    },
    removeObservations: (located: Located, texts: readonly string[], context: WriteContext): Entity => {
      const row = findLive(located);
      return observing.end(row, texts, context.now) > 0 ? touched(row, context) : hydrate(row, null);
    },
    eraseObservations: (located: Located, texts: readonly string[], context: WriteContext): Entity => {
      const row = find(located);
      if (observing.erase(row, texts) === 0) throw noSuchObservation(located.id);
      return touched(row, context);
    },
    change: (located: Located, change: EntityChange, context: WriteContext): Entity => {
      const row = findLive(located);
      const { name = row.name, type = row.type, metadata, pinned, validFrom, validTo } = change;
      checkNameAndType(name, type);
      const taken = byName(row.place, name, type);
      if (taken !== undefined && taken.row !== row.row) throw nameTaken(name, type, taken.id);
      const next = replace(
        row,
        {
          ...{ name, type },
          ...(validFrom === undefined ? {} : { validFrom }),
          ...(validTo === undefined ? {} : { validTo }),
          ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
          ...(pinned === undefined ? {} : { pinned: Number(pinned) }),
        },
        context.now,
      );
      if (name !== row.name || type !== row.type) index(next, context);
      return hydrate(next, null);
    },
  };
};

export const createEntities = (context: StoreContext) => {
  const steps = createSteps(context);
  return {
    ...steps,
    ...createEnding(steps),
    ...createErasing(steps),
    ...createMoving(steps),
    ...createStoring(steps),
    ...createChanging(steps),
  };
};

export type Entities = ReturnType<typeof createEntities>;
