/** The steps of writes, merges and imports of entities. Each is part of a transaction. */
import { nameKey, type Provenance } from "../../domain/memory.ts";
import { checkObservation, checkObservationCount } from "../rules.ts";
import type { StoreContext } from "./context.ts";
import { createEntityIndex } from "./entity-index.ts";
import { createEntityReads } from "./entity-reads.ts";
import { prepareEntityStatements, type EntityStatements } from "./entity-statements.ts";
import { fromProvenance, textNumberOf, type EntityRow, type ObservationRow } from "./rows.ts";

type NewObservation = Pick<ObservationRow, "text" | "recordedAt" | "provenance" | "mergedFrom" | "mergedAt">;

/** Fields of an entity that a change or a repeated store may replace. */
type Changed = Partial<Pick<EntityRow, "name" | "type" | "metadata" | "validFrom" | "validTo" | "pinned">>;

/** Changes observations of an entity, and the counts of its place. */
const createObserving = (
  { places }: StoreContext,
  { insertObservation, observationsNow, endObservation, eraseObservation }: EntityStatements,
) => {
  /** Adds the observations that the entity does not have yet; returns their number. */
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
    /** Returns when each of those was recorded that were removed, whether or not they counted. */
    erase: (row: EntityRow, texts: readonly string[]): readonly string[] => {
      const gone = texts.flatMap((text) => eraseObservation.all(row.row, textNumberOf(text)));
      const live = row.invalidatedAt === null ? gone.filter((each) => each.live === 1).length : 0;
      places.count(row.place, 0, -live);
      return gone.map(({ recordedAt }) => (recordedAt === "" ? row.recordedAt : recordedAt));
    },
  };
};

export const createEntitySteps = (context: StoreContext) => {
  const { connection, places } = context;
  const statements = prepareEntityStatements(connection);
  const reads = createEntityReads(context, statements);
  const index = createEntityIndex(context, statements, reads);
  const observing = createObserving(context, statements);

  /** Replaces these fields, and keeps the previous state. */
  const replace = (row: EntityRow, changed: Changed, now: string): EntityRow => {
    statements.keepPast.run({ row: row.row, now, mergedInto: null });
    const next = { ...row, ...changed };
    const keyed = { ...next, nameKey: nameKey(next.name), typeKey: nameKey(next.type), changedAt: now };
    statements.update.run(keyed);
    return keyed;
  };

  return { ...reads, ...index, statements, observing, places, replace };
};

export type EntitySteps = ReturnType<typeof createEntitySteps>;
