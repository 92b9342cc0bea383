/** Writes of this process that wait for each other; those that came in the meantime are written together. */
import { setTimeout as wait } from "node:timers/promises";
import type { Change, Committed } from "../records/types.ts";
import type { QdrantCalls } from "./calls.ts";
import type { QdrantHead } from "./head.ts";
import { planned, readView } from "./view.ts";

/** Records in one group, so that none waits for a very large one. */
const mostTogether = 512;

/** Other processes may be first; so often in a row they are not. */
const mostAttempts = 40;

/** Before another attempt, by chance, in milliseconds. */
const mostWaitMs = 30;

interface Waiting {
  readonly change: Change;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (thrown: unknown) => void;
}

type Outcome = { readonly committed: Committed } | { readonly thrown: unknown };

const sizeOf = ({ entities, relations, eraseEntities }: Change): number =>
  entities.length + relations.length + eraseEntities.length;

/** The first ones, and as many more as belong into one group. */
const takeGroup = (waiting: Waiting[]): readonly Waiting[] => {
  let size = 0;
  const more = waiting.findIndex(({ change }) => (size += sizeOf(change)) > mostTogether);
  return waiting.splice(0, more === -1 ? waiting.length : Math.max(1, more));
};

export const createCommits = (calls: QdrantCalls, head: QdrantHead): ((change: Change) => Promise<Committed>) => {
  const waiting: Waiting[] = [];
  let isWriting = false;

  /** Null where another process was first. */
  const attempt = async (changes: readonly Change[]): Promise<readonly Outcome[] | null> => {
    const since = await head.current();
    let view = await readView(calls, changes);
    const outcomes = changes.map((change): Outcome => {
      try {
        const plan = planned(view, change);
        view = plan.view;
        return { committed: plan.committed };
      } catch (thrown) {
        return { thrown };
      }
    });
    if (view.writes.size === 0) return outcomes;
    return (await head.commit(since, [...view.writes.values()])) ? outcomes : null;
  };

  const written = async (changes: readonly Change[]): Promise<readonly Outcome[]> => {
    for (let made = 0; made < mostAttempts; made++) {
      const outcomes = await attempt(changes);
      if (outcomes !== null) return outcomes;
      await wait(Math.random() * mostWaitMs);
    }
    return changes.map(() => ({ committed: { kind: "conflict" } }));
  };

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await written(group.map(({ change }) => change));
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index] as Outcome;
        if ("thrown" in outcome) reject(outcome.thrown);
        else resolve(outcome.committed);
      }
    } catch (thrown) {
      for (const { reject } of group) reject(thrown);
    }
  };

  const writeAll = async (): Promise<void> => {
    if (isWriting) return;
    isWriting = true;
    while (waiting.length > 0) await writeGroup(takeGroup(waiting));
    isWriting = false;
  };

  return async (change) =>
    new Promise((resolve, reject) => {
      waiting.push({ change, resolve, reject });
      void writeAll();
    });
};
