/** How much places hold: now, from counters; at any time, by counting rows. */
import type { MemoryPlace, ReadTimes } from "../../domain/memory.ts";
import { statisticsOfPlaces, timesOf, type Times } from "../rules.ts";
import type { MemoryStatistics, PlaceStatistics } from "../types.ts";
import { countedAt, countsAt, observedAt, type StoreContext } from "./context.ts";
import type { PlaceRow } from "./places.ts";

type Counts = Pick<PlaceStatistics, "entities" | "observations" | "relations">;

export const createStatistics = ({ connection, places }: StoreContext, modelId: string, now: () => string) => {
  const liveRelations = connection
    .prepare<[number], number>(`SELECT count(*) FROM "relation" WHERE "place" = ? AND "invalidatedAt" IS NULL`)
    .pluck();
  // For all places at once, so that rows are read once rather than once per place.
  const countedEntities = connection.prepare<[Times], Omit<Counts, "relations"> & { readonly place: number }>(
    `SELECT e."place", count(*) AS "entities", coalesce(sum((SELECT count(*) FROM "observation" o
       WHERE o."entity" = e."row" AND ${observedAt("o")})), 0) AS "observations"
     FROM "entity" e WHERE ${countedAt("e")} GROUP BY e."place"`,
  );
  const countedRelations = connection.prepare<[Times], { readonly place: number; readonly relations: number }>(
    `SELECT r."place", count(*) AS "relations" FROM "relation" r WHERE ${countsAt("r")} GROUP BY r."place"`,
  );

  const countingNow = ({ row, entities, observations }: PlaceRow): Counts => ({
    ...{ entities, observations, relations: liveRelations.get(row) ?? 0 },
  });
  const countingThen = (times: Times): ((place: PlaceRow) => Counts) => {
    const entities = new Map(countedEntities.all(times).map(({ place, ...counts }) => [place, counts]));
    const relations = new Map(countedRelations.all(times).map(({ place, relations: many }) => [place, many]));
    return ({ row }) => ({
      ...(entities.get(row) ?? { entities: 0, observations: 0 }),
      relations: relations.get(row) ?? 0,
    });
  };

  return (of: readonly MemoryPlace[] | null, times: ReadTimes): MemoryStatistics => {
    const rows = of === null ? null : places.rowsOf(of);
    const isNow = times.asOf === undefined && times.validAt === undefined;
    const countsOf = isNow ? countingNow : countingThen(timesOf(times, now()));
    const held = places
      .all()
      .filter(({ row }) => rows === null || rows.has(row))
      .map((place) => ({ place: places.of(place.row), ...countsOf(place) }));
    return statisticsOfPlaces("embedded", modelId, held);
  };
};
