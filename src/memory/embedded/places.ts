/** Numbers of places, and how much each holds. */
import type BetterSqlite3 from "better-sqlite3";
import { type MemoryPlace, type PlaceKey, type Quotas, parsePlaceKey, placeKey } from "../../domain/memory.ts";
import { CaxtonError } from "../../domain/errors.ts";
import { quotaExceeded } from "../rules.ts";

export interface PlaceRow {
  readonly row: number;
  readonly key: PlaceKey;
  readonly entities: number;
  readonly observations: number;
}

export interface Places {
  /** Creates the place if it is missing. Only within a write. */
  rowOf(place: MemoryPlace): number;
  /** The places that exist. */
  rowsOf(places: readonly MemoryPlace[]): ReadonlySet<number>;
  of(row: number): MemoryPlace;
  all(): readonly PlaceRow[];
  /** These places as JSON: `[[1,{"kind":"global"}],…]`. */
  textOf(rows: Iterable<number>): string;
  /** Only within a write. Throws `memory.quota_exceeded` if the place would exceed its quota. */
  count(row: number, entities: number, observations: number): void;
  /** Called when a write was rolled back: the number of a place that it created may be given to another one. */
  rolledBack(): void;
}

export const createPlaces = (connection: BetterSqlite3.Database, quotas: Quotas): Places => {
  const insert = connection.prepare<[string]>(`INSERT INTO "place" ("key") VALUES (?) ON CONFLICT DO NOTHING`);
  const byKey = connection.prepare<[string], PlaceRow>(`SELECT * FROM "place" WHERE "key" = ?`);
  const byRow = connection.prepare<[number], PlaceRow>(`SELECT * FROM "place" WHERE "row" = ?`);
  const all = connection.prepare<[], PlaceRow>(`SELECT * FROM "place" ORDER BY "key"`);
  const add = connection.prepare<[number, number, number]>(
    `UPDATE "place" SET "entities" = "entities" + ?, "observations" = "observations" + ? WHERE "row" = ?`,
  );
  /** Places are never removed, and their numbers are not reused. */
  const known = new Map<number, MemoryPlace>();

  const rows = new Map<PlaceKey, number>();
  const rowOf = (key: PlaceKey): number | undefined => {
    const cached = rows.get(key);
    if (cached !== undefined) return cached;
    const row = byKey.get(key)?.row;
    if (row !== undefined) rows.set(key, row);
    return row;
  };

  const of = (row: number): MemoryPlace => {
    const found = known.get(row);
    if (found !== undefined) return found;
    const parsed = parsePlaceKey(byRow.get(row)?.key ?? "");
    if (!parsed.ok) throw new CaxtonError("memory.unavailable", `The memory's file is damaged: ${parsed.error}`);
    known.set(row, parsed.value);
    return parsed.value;
  };

  const texts = new Map<number, string>();
  const textOf = (row: number): string => {
    const text = texts.get(row) ?? JSON.stringify([row, of(row)]);
    texts.set(row, text);
    return text;
  };

  return {
    rowOf: (place) => {
      const key = placeKey(place);
      const there = byKey.get(key);
      if (there !== undefined) return there.row;
      insert.run(key);
      return byKey.get(key)?.row ?? 0;
    },
    rowsOf: (places) => new Set(places.flatMap((place) => rowOf(placeKey(place)) ?? [])),
    of,
    all: () => all.all(),
    textOf: (numbers) => `[${[...numbers].map(textOf).join(",")}]`,
    count: (row, entities, observations) => {
      add.run(entities, observations, row);
      if (entities <= 0 && observations <= 0) return;
      const held = byRow.get(row);
      const place = of(row);
      const most = quotas[place.kind];
      if (held === undefined || (held.entities <= most.entities && held.observations <= most.observations)) return;
      throw quotaExceeded(held.key, most);
    },
    rolledBack: () => {
      for (const cache of [rows, known, texts]) cache.clear();
    },
  };
};
