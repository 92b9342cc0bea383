/** Commits an atomic write as one transaction of at most a dozen statements, regardless of the number of records. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Change, Committed } from "../records/types.ts";
import { pausesMs, type Neo4jConnection, type Row } from "./connection.ts";
import { isBroken, isConflict, isTransient } from "./errors.ts";
import type { GraphNames } from "./names.ts";
import { countStatement, stepsOf, type Step } from "./steps.ts";

const isOver = ({ change, most }: Change["counts"][number], held: Row): boolean => {
  const grows = change.entities > 0 || change.observations > 0;
  return grows && (Number(held["entities"]) > most.entities || Number(held["observations"]) > most.observations);
};

const decided = (change: Change, steps: readonly Step[], rows: readonly (readonly Row[])[]): Committed => {
  const isDone = steps.every(({ expected }, index) => expected === null || rows[index]?.[0]?.["done"] === expected);
  if (!isDone) return { kind: "conflict" };
  const held = rows[steps.length] ?? [];
  const full = change.counts.find((each) => {
    const place = held.find((row) => row["place"] === each.place);
    return place !== undefined && isOver(each, place);
  });
  return full === undefined ? { kind: "done" } : { kind: "full", place: full.place };
};

/**
 * Whether a write of unknown outcome was committed: since it is atomic, one of its records shows that. A write that only removes
 * records leaves no trace except erased ids; it is retried, and conflicts if it was committed.
 */
const landed = async ({ run }: Neo4jConnection, names: GraphNames, change: Change): Promise<boolean> => {
  const isThere = async (pattern: string, id: string, record: unknown): Promise<boolean> => {
    const found = await run(`MATCH ${pattern} WHERE x.record = $record RETURN 1 AS one`, { id, record });
    return found.length > 0;
  };
  const [entity] = change.entities;
  if (entity !== undefined) {
    const { record } = entity;
    return isThere(`(x:${names.entity} {id: $id})`, record.id, JSON.stringify(record));
  }
  const [relation] = change.relations;
  if (relation === undefined) return false;
  return isThere(`()-[x:${names.relation} {id: $id}]->()`, relation.id, JSON.stringify(relation));
};

/** Throws `memory.unavailable`. */
export const commitChange = async (
  connection: Neo4jConnection,
  names: GraphNames,
  change: Change,
): Promise<Committed> => {
  const steps = stepsOf(names, change);
  const attempt = async (committing: () => void): Promise<Committed> =>
    connection.transaction(
      [...steps, ...countStatement(names, change.counts)],
      (rows) => {
        const decision = decided(change, steps, rows);
        return { stays: decision.kind === "done", decision };
      },
      committing,
    );

  return connection.guarded(async () => {
    for (const pause of [...pausesMs, null]) {
      let isCommitting = false;
      try {
        return await attempt(() => (isCommitting = true));
      } catch (thrown) {
        if (isConflict(thrown)) return { kind: "conflict" };
        if (!isTransient(thrown) || pause === null) throw thrown;
        await sleep(pause);
        if (isCommitting && isBroken(thrown) && (await landed(connection, names, change))) return { kind: "done" };
      }
    }
    return { kind: "conflict" };
  });
};
