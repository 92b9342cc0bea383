/** Reads of entities and their observations. */
import { nameKey, type Entity, type EntityId, type MemoryPlace, type ReadTimes } from "../../domain/memory.ts";
import type { ExportedEntity } from "../../domain/exported-memory.ts";
import { checkTag, notFound, timesOf } from "../rules.ts";
import type { Located, StoreContext } from "./context.ts";
import type { EntityStatements } from "./entity-statements.ts";
import { toEntity, toPast, type EntityRow, type ObservationRow } from "./rows.ts";

export const createEntityReads = ({ connection, places }: StoreContext, statements: EntityStatements) => {
  const { byId, byRow, byName, some, countsNow, countsThen, pastAt, pastOf } = statements;
  const { observationsNow, observationsOfSome, observationsThen, observationsEver, wasErased } = statements;

  const inPlaces = (row: EntityRow | undefined, of: readonly MemoryPlace[]): row is EntityRow =>
    row !== undefined && places.rowsOf(of).has(row.place);

  /** The entity now, or as it was known at a time. */
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

  /** Only an entity that counts; a write to any other would have no effect. */
  const findLive = (located: Located): EntityRow => {
    const row = find(located);
    if (row.invalidatedAt !== null) throw notFound("entity", located.id);
    return row;
  };

  const counts = (row: EntityRow, times: ReadTimes, now: string): boolean => {
    const { asOf, validAt } = times;
    if (asOf === undefined && validAt === undefined) return row.invalidatedAt === null;
    const statement = asOf === undefined ? countsNow : countsThen;
    return statement.get({ row: row.row, ...timesOf(times, now) }) !== undefined;
  };

  /** An entity that counts at the given times, whatever its tag. Without times it must count now, valid or not. */
  const counting = ({ id, places: of }: Located, times: ReadTimes, now: string): EntityRow => {
    const row = find({ id, places: of });
    if (!counts(row, times, now)) throw notFound("entity", id);
    return row;
  };

  return {
    byRow: (row: number): EntityRow | undefined => byRow.get(row),
    byId: (id: string): EntityRow | undefined => byId.get(id),
    /** The entity with this name that counts. */
    byName: (place: number, name: string, type: string): EntityRow | undefined =>
      byName.get(place, nameKey(name), nameKey(type)),
    wasErased: (id: string): boolean => wasErased.get(id) !== undefined,
    find,
    findLive,
    counting,
    hydrate,
    get: (located: Located, times: ReadTimes, now: string): Entity =>
      hydrate(counting(located, times, now), times.asOf ?? null),
    observations: (row: number): readonly ObservationRow[] => observationsNow.all(row),
    /** The entity with all observations and states that it ever had. */
    whole: (row: EntityRow): ExportedEntity => {
      const past = pastOf.all(row.row).map(toPast);
      const entity = toEntity(row, places.of(row.place), observationsEver.all(row.row));
      return past.length === 0 ? entity : { ...entity, past };
    },
    /** A page of rows that pass the filter, ordered by row. */
    list: (where: string, parameters: Record<string, unknown>, after: number, limit: number): readonly EntityRow[] =>
      connection
        .prepare<[Record<string, unknown>], EntityRow>(
          `SELECT * FROM "entity" WHERE "row" > :after AND ${where} ORDER BY "row" LIMIT :limit`,
        )
        .all({ ...parameters, after, limit }),
    some: (rows: readonly number[]): readonly EntityRow[] => some.all(JSON.stringify(rows)),
    /** Like `hydrate` for each row, with a single read. */
    hydrateAll: (rows: readonly EntityRow[], at: string | null): readonly Entity[] => {
      if (at !== null) return rows.map((row) => hydrate(row, at));
      const observed = new Map<number, ObservationRow[]>(rows.map(({ row }) => [row, []]));
      const all = observationsOfSome.all(JSON.stringify([...observed.keys()]));
      for (const each of all) observed.get(each.entity)?.push(each);
      return rows.map((row) => toEntity(row, places.of(row.place), observed.get(row.row) ?? []));
    },
  };
};

export type EntityReads = ReturnType<typeof createEntityReads>;

/** The entity of which an observation was first made. */
export const originOf = (entity: EntityRow, { mergedFrom }: Pick<ObservationRow, "mergedFrom">): EntityId =>
  mergedFrom ?? entity.id;
