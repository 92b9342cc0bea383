/** Stores, finds, ends and erases relations. */
import { isDeepStrictEqual } from "node:util";
import type { MemoryPlace, ReadTimes, Relation, RelationId, RelationTag } from "../../domain/memory.ts";
import type { ConflictRule, ExportedRelation } from "../../domain/exported-memory.ts";
import type { RelationOutcome } from "../portability.ts";
import type { NewRelation, RelationChange, RelationFilter } from "../types.ts";
import {
  checkRelation,
  checkRelationTag,
  idTaken,
  notFound,
  overlaps,
  periodTaken,
  placesForEnds,
  timesOf,
  type Times,
} from "../rules.ts";
import { countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { exportedRelation, putState, restoredRows, type RelationFields } from "./relation-states.ts";
import {
  prepareRelationStatements,
  selectRelations,
  type RelationStatements,
  type StoredRelation,
} from "./relation-statements.ts";
import { fromProvenance, toRelation, type RelationRow } from "./rows.ts";

export type IdentifiedRelation = NewRelation & { readonly id: RelationId };

/** What the parts of this file share. */
interface Steps extends StoreContext {
  readonly statements: RelationStatements;
  readonly entities: Entities;
  readonly shown: (row: RelationRow) => Relation;
  readonly rivals: (row: StoredRelation) => readonly RelationRow[];
}

const createReads = ({ connection, places, statements, shown }: Steps) => {
  const { some, ofEntity, byRow } = statements;
  const list = (
    where: string,
    parameters: Record<string, unknown>,
    after: number,
    limit: number,
  ): readonly RelationRow[] =>
    connection
      .prepare<[Record<string, unknown>], RelationRow>(
        `${selectRelations} WHERE r."row" > :after AND ${where} ORDER BY r."row" LIMIT :limit`,
      )
      .all({ ...parameters, after, limit });

  return {
    shown,
    byRow: (row: number): RelationRow | undefined => byRow.get(row),
    some: (rows: readonly number[]): readonly RelationRow[] => some.all(JSON.stringify(rows)),
    ofEntity: (row: number): readonly RelationRow[] => ofEntity.all({ row }),
    find: (filter: RelationFilter, now: string, after: number, limit: number): readonly RelationRow[] => {
      const where = [
        `r."place" IN (${numbers(places.rowsOf(filter.places))})`,
        countsAt("r"),
        filter.from === undefined ? "TRUE" : `s."id" = :from`,
        filter.to === undefined ? "TRUE" : `t."id" = :to`,
        ...(filter.among === undefined
          ? []
          : ["s", "t"].map((joined) => `${joined}."id" IN (SELECT "value" FROM json_each(:among))`)),
        filter.types === undefined ? "TRUE" : `r."type" IN (SELECT "value" FROM json_each(:types))`,
      ].join(" AND ");
      const { from, to, among = [], types = [] } = filter;
      const lists = { among: JSON.stringify(among), types: JSON.stringify(types) };
      const parameters = { from, to, ...lists, ...timesOf(filter, now) };
      return list(where, parameters, after, limit);
    },
    /** All relations of these places, whether or not they count; earlier states belong to {@link whole}. */
    every: (of: readonly MemoryPlace[] | null, after: number, limit: number): readonly RelationRow[] => {
      const where = of === null ? "TRUE" : `r."place" IN (${numbers(places.rowsOf(of))})`;
      return list(`r."stateOf" IS NULL AND ${where}`, {}, after, limit);
    },
    whole: (row: RelationRow): ExportedRelation => exportedRelation(statements, row, places.of(row.place)),
  };
};

const saysTheSame = (one: RelationFields, other: RelationFields): boolean =>
  (["strength", "confidence", "directed", "metadata", "validFrom", "validTo"] as const).every(
    (column) => one[column] === other[column],
  );

const createStoring = ({ places, entities, statements, shown, rivals }: Steps) => {
  const { byId, byRow, end, insert } = statements;
  return {
    /** Returns its row. */
    add: (row: StoredRelation): number => Number(insert.run(row).lastInsertRowid),
    /**
     * Ends relations with the same ends and type and an overlapping period, and keeps them for reads with an earlier `asOf`. If one
     * of them is identical, it is kept and nothing is stored.
     */
    store: (relation: IdentifiedRelation, now: string): Relation => {
      const same = byId.get(relation.id);
      const isTaken =
        same === undefined ? entities.wasErased(relation.id) : same.place !== places.rowOf(relation.place);
      if (isTaken) throw idTaken("relation", relation.id);
      if (same !== undefined) return shown(same);
      const { strength = 1, confidence = 1, directed = true, type } = relation;
      checkRelation(type, strength, confidence);
      const ends = placesForEnds(relation.place);
      const fresh: StoredRelation = {
        id: relation.id,
        place: places.rowOf(relation.place),
        source: entities.findLive({ id: relation.from, places: ends }).row,
        target: entities.findLive({ id: relation.to, places: ends }).row,
        type,
        strength,
        confidence,
        directed: directed ? 1 : 0,
        metadata: JSON.stringify(relation.metadata ?? {}),
        provenance: fromProvenance(relation.provenance),
        validFrom: relation.validFrom ?? null,
        validTo: relation.validTo ?? null,
        recordedAt: now,
        invalidatedAt: null,
        stateOf: null,
        firstRecordedAt: null,
      };
      const replaced = rivals(fresh);
      const known = replaced.find((each) => saysTheSame(each, fresh));
      if (known !== undefined) return shown(known);
      for (const each of replaced) end.run(now, each.row);
      return shown(byRow.get(Number(insert.run(fresh).lastInsertRowid)) as RelationRow);
    },
  };
};

export interface LocatedRelation {
  readonly id: RelationId;
  readonly places: readonly MemoryPlace[];
  /** Tags that the relation may have. Default: any. */
  readonly expected?: readonly RelationTag[] | undefined;
}

const createChanging = ({ connection, places, entities, statements, shown, rivals }: Steps) => {
  const { byId, byRow, end, remove } = statements;
  const stateAt = connection.prepare<[Times & { id: string }], RelationRow>(
    `${selectRelations} WHERE (r."id" = :id OR r."stateOf" = :id) AND ${countsAt("r")}`,
  );
  /** Whether or not it counts. */
  const find = ({ id, places: of, expected }: LocatedRelation): RelationRow => {
    const row = byId.get(id);
    if (row === undefined || row.stateOf !== null || !places.rowsOf(of).has(row.place)) throw notFound("relation", id);
    if (expected !== undefined) checkRelationTag(shown(row), expected);
    return row;
  };
  const findLive = (located: LocatedRelation): RelationRow => {
    const row = find(located);
    if (row.invalidatedAt === null) return row;
    throw notFound("relation", located.id);
  };

  return {
    /** Without times, the relation must count now, valid or not. */
    get: (located: LocatedRelation, times: ReadTimes, now: string): Relation => {
      if (times.asOf === undefined && times.validAt === undefined) return shown(findLive(located));
      const { id } = find(located);
      const row = stateAt.get({ id, ...timesOf(times, now) });
      if (row === undefined) throw notFound("relation", id);
      return shown(row);
    },
    /** Throws `memory.conflict` if another relation of the type between the two holds in a part of the new period. */
    change: (located: LocatedRelation, change: RelationChange, now: string): Relation => {
      const row = findLive(located);
      const { directed, metadata, ...rest } = change;
      const changed = {
        ...rest,
        ...(directed === undefined ? {} : { directed: directed ? 1 : 0 }),
        ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
      };
      const next = { ...row, ...changed };
      checkRelation(next.type, next.strength, next.confidence);
      if (saysTheSame(row, next)) return shown(row);
      const [rival] = rivals(next);
      if (rival !== undefined) throw periodTaken(row.type, rival.id);
      putState(statements, row, changed, now);
      return shown(byRow.get(row.row) as RelationRow);
    },
    /** No effect on a relation that has already ended. */
    end: (row: number, now: string): void => void end.run(now, row),
    /** Removes it with its history. */
    remove: ({ id }: RelationRow): void => void remove.run({ id }),
    /** Makes the relation count again from now on; its history shows that it did not count in between. */
    revive: (row: RelationRow, now: string): void => putState(statements, row, {}, now),
    invalidate: (located: LocatedRelation, now: string): void => void end.run(now, findLive(located).row),
    /** Erases the relation in all its states, whether or not it still counts. */
    erase: (located: LocatedRelation, now: string): void => {
      const { id } = find(located);
      remove.run({ id });
      entities.remember({ id, kind: "relation", erasedAt: now, entity: null, recordedAt: null });
    },
  };
};

/** Writes the relation with the id, times and earlier states of an export. Erased or ended relations are not brought back. */
const createRestoring =
  ({ places, entities, statements: { byId, insert, remove, statesOf }, rivals }: Steps) =>
  (relation: ExportedRelation, rule: ConflictRule): RelationOutcome => {
    const source = entities.byId(relation.from);
    const target = entities.byId(relation.to);
    const there = byId.get(relation.id);
    if (entities.wasErased(relation.id)) return "unchanged";
    if (source === undefined || target === undefined) {
      const isMissing = [relation.from, relation.to].some(
        (id) => entities.byId(id) === undefined && !entities.wasErased(id),
      );
      return isMissing ? "end-missing" : "unchanged";
    }
    if (there !== undefined && rule !== "replace") return "unchanged";
    const isSame =
      there !== undefined && isDeepStrictEqual(exportedRelation({ statesOf }, there, places.of(there.place)), relation);
    // Ending an entity also ended its relations.
    const isOver = source.invalidatedAt !== null || target.invalidatedAt !== null;
    if (isSame || (relation.invalidatedAt === null && isOver)) return "unchanged";
    const ends = { place: places.rowOf(relation.place), source: source.row, target: target.row };
    const { present, states } = restoredRows(relation, ends);
    if (present.invalidatedAt === null && rivals(present).length > 0) return "unchanged";
    remove.run({ id: relation.id });
    for (const each of [...states, present]) insert.run(each);
    return "written";
  };

export const createRelations = (context: StoreContext, entities: Entities) => {
  const { connection, places } = context;
  const statements = prepareRelationStatements(connection);
  /** Relations that count and have the same ends and type and an overlapping period: the new one replaces them. */
  const rivals: Steps["rivals"] = (row) =>
    statements.withEnds
      .all(row.source, row.target, row.type, row.place)
      .filter((each) => each.id !== row.id && overlaps(each, row));
  const shown: Steps["shown"] = (row) => toRelation(row, places.of(row.place));
  const steps: Steps = { ...context, statements, entities, shown, rivals };
  return {
    rivals,
    ...createReads(steps),
    ...createStoring(steps),
    ...createChanging(steps),
    restore: createRestoring(steps),
  };
};

export type Relations = ReturnType<typeof createRelations>;
