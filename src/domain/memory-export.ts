/**
 * The memory's export, version 1.0: `{ "version": "1.0", "metadata": …, "entities": […], "relations": […] }`, or the same as JSON
 * Lines with one record per line. Optional fields may be missing, but a field that is present must be valid, so that nothing is
 * dropped silently.
 */
import { CaxtonError } from "./errors.ts";
import { parseAgentName, parseConversationId, parseMessageId } from "./ids.ts";
import { readObject, together, wrong, type Fields, type Read } from "./json-fields.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import {
  memoryLimits,
  parsePlaceKey,
  placeKey,
  type EntityId,
  type MemoryPlace,
  type Observation,
  type Provenance,
  type RelationId,
} from "./memory.ts";
import type { ExportedEntity, ExportedRelation, ExportRecord, PastRelation, PastState } from "./exported-memory.ts";
import { ok, type Result } from "./result.ts";

/** The version that is written, and so far the only one that can be read. */
export const exportVersion = "1.0";

const asJson = (value: object): JsonObject => value as JsonObject;

export const entityToJson = ({ place, observations, ...entity }: ExportedEntity): JsonObject => ({
  ...asJson(entity),
  place: placeKey(place),
  observations: observations.map((each) => asJson(each)),
});

export const relationToJson = ({ place, ...relation }: ExportedRelation): JsonObject => ({
  ...asJson(relation),
  place: placeKey(place),
});

/** A record as one line of JSON Lines, without the line break. */
export const recordToLine = (record: ExportRecord): string =>
  JSON.stringify(
    record.kind === "entity"
      ? { kind: record.kind, ...entityToJson(record.entity) }
      : { kind: record.kind, ...relationToJson(record.relation) },
  );

/** The error for input that is not an export: `memory.invalid`. */
export const noExport = (why: string): CaxtonError =>
  new CaxtonError("memory.invalid", `This is not an export of a memory: ${why}`, {
    hint: `An export is an object with version "${exportVersion}" and the lists entities and relations, or the same as JSON Lines.`,
  });

/**
 * Checks the version that an export states. Throws `memory.unsupported_version`, or `memory.invalid` if it states none.
 *
 * @param version undefined if the export has none
 */
export const checkExportVersion = (version: Json | undefined): void => {
  if (version === exportVersion) return;
  if (version === undefined) throw noExport("it has no version.");
  throw new CaxtonError("memory.unsupported_version", `This is an export of version ${JSON.stringify(version)}.`, {
    hint: `Caxton reads version ${exportVersion}.`,
    facts: { version, supported: [exportVersion] },
  });
};

/**
 * Checks the parts of a whole document other than its records.
 *
 * @param lists the names of the lists of records that it has. Throws like {@link checkExportVersion}, and `memory.invalid` if there
 * are none
 */
export const checkExportDocument = (version: Json | undefined, lists: ReadonlySet<string>): void => {
  checkExportVersion(version);
  if (lists.size === 0) throw noExport("it has neither entities nor relations.");
};

const provenanceIn = (fields: Fields): Read<Provenance | null> =>
  fields.optional("provenance", (found) =>
    readObject(found, fields.at("provenance"), (from) =>
      together({
        agent: from.parsed("agent", parseAgentName),
        conversationId: from.parsed("conversationId", parseConversationId),
        messageId: from.parsed("messageId", parseMessageId),
        source: from.parsed("source", (text): Result<string, string> => ok(text)),
      }),
    ),
  );

const withDefault = <Value>(read: Read<Value | null>, otherwise: Value): Read<Value> =>
  read.ok ? ok(read.value ?? otherwise) : read;

/** A required time. */
const timeIn = (fields: Fields, key: string, message: string): Read<string> => {
  const time = fields.time(key);
  if (!time.ok) return time;
  return time.value === null ? wrong(fields.at(key), message) : ok(time.value);
};

/** The merge that brought an observation; empty if there was none. */
const mergedIn = (observed: Fields): Read<Pick<Observation, "merged">> => {
  const found = observed.raw("merged");
  if (found === null) return ok({});
  const merged = readObject(found, observed.at("merged"), (from) =>
    together({ entity: from.id("entity"), at: timeIn(from, "at", "It must be the time of the merge.") }),
  );
  return merged.ok ? ok({ merged: { entity: merged.value.entity as EntityId, at: merged.value.at } }) : merged;
};

const observationsIn = (fields: Fields, recordedAt: string): Read<readonly Observation[]> =>
  fields.list("observations", (each, pointer) =>
    // A plain string is an observation about which nothing else is known.
    readObject(typeof each === "string" ? { text: each } : each, pointer, (observed) => {
      const read = together({
        text: observed.text("text", memoryLimits.observation),
        recordedAt: withDefault(observed.time("recordedAt"), recordedAt),
        invalidatedAt: observed.time("invalidatedAt"),
        provenance: provenanceIn(observed),
        merge: mergedIn(observed),
      });
      if (!read.ok) return read;
      const { merge, ...observation } = read.value;
      return ok({ ...observation, ...merge });
    }),
  );

const pastIn = (fields: Fields): Read<readonly PastState[]> =>
  fields.list("past", (each, pointer) =>
    readObject(each, pointer, (was) => {
      const read = together({
        supersededAt: timeIn(was, "supersededAt", "It must be the time until which it was so."),
        name: was.text("name", memoryLimits.name),
        type: was.text("type", memoryLimits.type),
        metadata: was.object("metadata"),
        validFrom: was.time("validFrom"),
        validTo: was.time("validTo"),
        mergedInto: was.optionalId("mergedInto"),
      });
      if (!read.ok) return read;
      const { mergedInto, ...state } = read.value;
      return ok({ ...state, ...(mergedInto === null ? {} : { mergedInto: mergedInto as EntityId }) });
    }),
  );

/** Values assumed for fields that a record lacks. */
export interface ReadingDefaults {
  readonly place: MemoryPlace;
  /** RFC 3339 in UTC, for records without `recordedAt`. */
  readonly now: string;
}

/** Fields common to entities and relations. */
const commonIn = (fields: Fields, defaults: ReadingDefaults) => ({
  place: withDefault(fields.parsed("place", parsePlaceKey), defaults.place),
  metadata: fields.object("metadata"),
  provenance: provenanceIn(fields),
  validFrom: fields.time("validFrom"),
  validTo: fields.time("validTo"),
  recordedAt: withDefault(fields.time("recordedAt"), defaults.now),
  invalidatedAt: fields.time("invalidatedAt"),
});

const readEntity = (value: Json, pointer: string, defaults: ReadingDefaults): Read<ExportedEntity> =>
  readObject(value, pointer, (fields) => {
    const recordedAt = withDefault(fields.time("recordedAt"), defaults.now);
    const read = together({
      ...commonIn(fields, defaults),
      id: fields.id("id"),
      name: fields.text("name", memoryLimits.name),
      type: fields.text("type", memoryLimits.type),
      observations: observationsIn(fields, recordedAt.ok ? recordedAt.value : defaults.now),
      pinned: fields.flag("pinned", false),
      mergedInto: fields.optionalId("mergedInto"),
      past: pastIn(fields),
    });
    if (!read.ok) return read;
    const { id, mergedInto, past, ...entity } = read.value;
    return ok({
      ...entity,
      id: id as EntityId,
      mergedInto: mergedInto as EntityId | null,
      ...(past.length === 0 ? {} : { past }),
    });
  });

/** Fields of a relation that a change may replace. */
const changeableIn = (fields: Fields) => ({
  strength: fields.share("strength"),
  confidence: fields.share("confidence"),
  directed: fields.flag("directed", true),
  metadata: fields.object("metadata"),
  validFrom: fields.time("validFrom"),
  validTo: fields.time("validTo"),
});

const pastRelationsIn = (fields: Fields): Read<readonly PastRelation[]> =>
  fields.list("past", (each, pointer) =>
    readObject(each, pointer, (was) =>
      together({
        recordedAt: timeIn(was, "recordedAt", "It must be the time from which it was so."),
        supersededAt: timeIn(was, "supersededAt", "It must be the time until which it was so."),
        ...changeableIn(was),
      }),
    ),
  );

const readRelation = (value: Json, pointer: string, defaults: ReadingDefaults): Read<ExportedRelation> =>
  readObject(value, pointer, (fields) => {
    const read = together({
      ...commonIn(fields, defaults),
      ...changeableIn(fields),
      id: fields.id("id"),
      from: fields.id("from"),
      to: fields.id("to"),
      type: fields.text("type", memoryLimits.type),
      changedAt: fields.time("changedAt"),
      past: pastRelationsIn(fields),
    });
    if (!read.ok) return read;
    const { id, from, to, changedAt, past, ...relation } = read.value;
    return ok({
      ...relation,
      ...{ id: id as RelationId, from: from as EntityId, to: to as EntityId },
      ...(changedAt === null ? {} : { changedAt }),
      ...(past.length === 0 ? {} : { past }),
    });
  });

/**
 * Reads one record.
 *
 * @param pointer JSON pointer of the record, the prefix of the pointers in errors
 */
export const readRecord = (
  kind: ExportRecord["kind"],
  value: Json,
  pointer: string,
  defaults: ReadingDefaults,
): Read<ExportRecord> => {
  if (kind === "entity") {
    const entity = readEntity(value, pointer, defaults);
    return entity.ok ? ok({ kind, entity: entity.value }) : entity;
  }
  const relation = readRelation(value, pointer, defaults);
  return relation.ok ? ok({ kind, relation: relation.value }) : relation;
};

/** The kind of a line of JSON Lines: the head, which states the version, or a record. Null for anything else. */
export const kindOfLine = (value: Json): "head" | ExportRecord["kind"] | null => {
  const kind = isJsonObject(value) ? value["kind"] : null;
  return kind === "head" || kind === "entity" || kind === "relation" ? kind : null;
};
