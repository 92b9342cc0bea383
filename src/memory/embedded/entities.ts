/** Writes of entities and their observations. Every write is part of a transaction, and keeps row, words and vector consistent. */
import { nameKey, type Entity, type EntityId, type Provenance } from "../../domain/memory.ts";
import {
  checkNameAndType,
  idTaken,
  nameTaken,
  noSuchObservation,
  observationIdOf,
  validityStoredAgain,
} from "../rules.ts";
import type { EntityChange, NewEntity, ObservationChange, StoredEntity } from "../types.ts";
import type { Located, StoreContext, WriteContext } from "./context.ts";
import { createEnding, createErasing, createMoving } from "./entity-moving.ts";
import { createEntitySteps, type EntitySteps } from "./entity-steps.ts";
import { fromProvenance, type EntityRow } from "./rows.ts";

/** A new entity with a fixed id, so that the write can be repeated. */
export type IdentifiedEntity = NewEntity & { readonly id: EntityId };

const createStoring = ({ statements, observing, places, index, replace, ...reads }: EntitySteps) => {
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

  /** Adds new observations and the given fields to the existing entity. */
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

const createChanging = ({ statements, observing, index, replace, ...reads }: EntitySteps) => {
  const { byName, find, findLive, hydrate } = reads;

  /** Called after the entity's observations have changed. */
  const touched = (row: EntityRow, context: WriteContext): Entity => {
    statements.touch.run(context.now, row.row);
    index(row, context);
    return hydrate(row, null);
  };

  return {
    changeObservations: (
      located: Located,
      { add, remove }: ObservationChange,
      provenance: Provenance | null,
      context: WriteContext,
    ): Entity => {
      const row = findLive(located);
      const removed = observing.end(row, remove, context.now);
      const added = observing.addTexts(row, add, provenance, context.now);
      return removed + added > 0 ? touched(row, context) : hydrate(row, null);
    },
    eraseObservations: (located: Located, texts: readonly string[], context: WriteContext): Entity => {
      const row = find(located);
      const times = observing.erase(row, texts);
      if (times.length === 0) throw noSuchObservation(located.id);
      for (const recordedAt of new Set(times)) {
        const id = observationIdOf(row.id, recordedAt);
        statements.remember.run({ id, kind: "observation", erasedAt: context.now, entity: row.id, recordedAt });
      }
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
  const steps = createEntitySteps(context);
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
