import type { EventFilter, EventStore, NewEvent } from "./stores.ts";
import { keyAfter, toPage } from "./cursor.ts";
import type { Reader } from "./prisma.ts";
import { fromEvent, toEvent, type EventRow } from "./rows.ts";
import { insertInto, type Connection, type Database } from "./sqlite.ts";

/** Writes events inside the caller's transaction. */
export type EventWriter = (events: readonly NewEvent[]) => void;

export const createEventWriter = (connection: Connection): EventWriter => {
  const insert = connection.prepare<[Omit<EventRow, "seq">]>(
    insertInto(
      "Event",
      ["key", "time", "kind", "agent", "conversationId", "traceId", "data"],
      `ON CONFLICT ("key") DO NOTHING`,
    ),
  );
  return (events) => {
    for (const event of events) insert.run(fromEvent(event));
  };
};

/** The SQL condition for each part of a filter. */
const conditions: Readonly<Record<keyof EventFilter, string>> = {
  agent: `"agent" = @agent`,
  kind: `"kind" = @kind`,
  conversationId: `"conversationId" = @conversationId`,
  since: `"time" >= @since`,
  until: `"time" < @until`,
};

const given = (filter: EventFilter): readonly (keyof EventFilter)[] =>
  (Object.keys(conditions) as (keyof EventFilter)[]).filter((name) => filter[name] !== undefined);

export const createEventStore = ({ connection, run, write }: Database, reader: Reader): EventStore => {
  const writeEvents = createEventWriter(connection);

  // Prepared because every subscriber of a live stream runs it for every event; there are few combinations of filters.
  const prepared = new Map<string, ReturnType<typeof prepareAfter>>();
  const prepareAfter = (where: string) =>
    connection.prepare<[EventFilter & { readonly afterSeq: number; readonly limit: number }], EventRow>(
      `SELECT * FROM "Event" WHERE "seq" > @afterSeq${where} ORDER BY "seq" LIMIT @limit`,
    );
  const statementFor = (filter: EventFilter): ReturnType<typeof prepareAfter> => {
    const where = given(filter)
      .map((name) => ` AND ${conditions[name]}`)
      .join("");
    const statement = prepared.get(where) ?? prepareAfter(where);
    prepared.set(where, statement);
    return statement;
  };

  const newest = connection.prepare<[], { readonly seq: number | null }>(`SELECT max("seq") AS "seq" FROM "Event"`);
  // One index seek per kind; with IN, SQLite would sort all of them.
  const ofKind = connection.prepare<[string, number, number], EventRow>(
    `SELECT * FROM "Event" WHERE "kind" = ? AND "seq" > ? ORDER BY "seq" LIMIT ?`,
  );

  return {
    append: async (events) => {
      if (events.length > 0) await write(() => writeEvents(events));
    },
    after: async (filter, afterSeq, limit) =>
      run(() =>
        statementFor(filter)
          .all({ ...filter, afterSeq, limit })
          .map(toEvent),
      ),
    ofKinds: async (kinds, afterSeq, limit) =>
      run(() =>
        kinds
          .flatMap((kind) => ofKind.all(kind, afterSeq, limit))
          .toSorted((one, other) => one.seq - other.seq)
          .slice(0, limit)
          .map(toEvent),
      ),
    newest: async () => run(() => newest.get()?.seq ?? 0),
    list: async ({ agent, kind, conversationId, since, until }, page) => {
      const after = keyAfter("events", page, ["number"]);
      const rows = await reader.read(async (prisma) =>
        prisma.event.findMany({
          where: {
            agent,
            kind,
            conversationId,
            time: { gte: since, lt: until },
            ...(after === null ? {} : { seq: { lt: after[0] } }),
          },
          orderBy: { seq: "desc" },
          take: page.limit + 1,
        }),
      );
      return toPage("events", page, rows, toEvent, ({ seq }) => [seq]);
    },
  };
};
