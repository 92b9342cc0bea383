/** Serialises the writes of this process; those that arrive in the meantime are written together. */
import { setTimeout as wait } from "node:timers/promises";
import type { PlaceKey } from "../../domain/memory.ts";
import { noChange } from "../records/no-change.ts";
import type { Change, Committed, Held, RecordStore } from "../records/types.ts";
import type { QdrantCalls } from "./calls.ts";
import type { QdrantHead } from "./head.ts";
import { corrected, planned } from "./plan.ts";
import { readView, type View } from "./view.ts";

/** The maximum number of records in a group, so that a write does not wait for a very large group. */
const mostTogether = 512;

/** Losing this many conflicts to other processes in a row means that something is wrong. */
const mostAttempts = 40;

/** The first retries follow immediately; later ones wait for a random time of up to this many milliseconds. */
const [attemptsAtOnce, mostWaitMs] = [4, 10];

interface Wanted {
  /** What has to be read for this change. */
  readonly change: Change;
  plan(view: View): { readonly committed: Committed; readonly view: View };
}

interface Waiting {
  readonly wanted: Wanted;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (thrown: unknown) => void;
}

type Outcome = { readonly committed: Committed } | { readonly thrown: unknown };

const sizeOf = ({ entities, relations, eraseEntities, eraseRelations }: Change): number =>
  entities.length + relations.length + eraseEntities.length + eraseRelations.length;

/** Takes the first write, and as many more as fit into one group. */
const takeGroup = (waiting: Waiting[]): readonly Waiting[] => {
  let size = 0;
  const more = waiting.findIndex(({ wanted }) => (size += sizeOf(wanted.change)) > mostTogether);
  return waiting.splice(0, more === -1 ? waiting.length : Math.max(1, more));
};

const unlimited = { entities: Number.POSITIVE_INFINITY, observations: Number.POSITIVE_INFINITY };

export interface QdrantCommits {
  readonly commit: RecordStore["commit"];
  /** Corrects the counts of places. */
  correct(wrong: ReadonlyMap<PlaceKey, Held>): Promise<Committed>;
}

export const createCommits = (calls: QdrantCalls, head: QdrantHead): QdrantCommits => {
  const waiting: Waiting[] = [];
  let isWriting = false;

  /** Null if another process was first. */
  const attempt = async (group: readonly Wanted[]): Promise<readonly Outcome[] | null> => {
    const since = await head.current();
    let view = await readView(
      calls,
      group.map(({ change }) => change),
    );
    const outcomes = group.map(({ plan }): Outcome => {
      try {
        const made = plan(view);
        view = made.view;
        return { committed: made.committed };
      } catch (thrown) {
        return { thrown };
      }
    });
    if (view.writes.size === 0) {
      // Another process may have written during the read, so that the counts appeared too high.
      const isSure = outcomes.every((each) => "committed" in each && each.committed.kind !== "full");
      return isSure || (await head.latest()).commit === since.commit ? outcomes : null;
    }
    return (await head.commit(since, [...view.writes.values()])) ? outcomes : null;
  };

  const written = async (group: readonly Wanted[]): Promise<readonly Outcome[]> => {
    for (let made = 0; made < mostAttempts; made++) {
      const outcomes = await attempt(group);
      if (outcomes !== null) return outcomes;
      if (made >= attemptsAtOnce) await wait(Math.random() * mostWaitMs);
    }
    return group.map(() => ({ committed: { kind: "conflict" } }));
  };

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await written(group.map(({ wanted }) => wanted));
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

  const queued = async (wanted: Wanted): Promise<Committed> =>
    new Promise((resolve, reject) => {
      waiting.push({ wanted, resolve, reject });
      void writeAll();
    });

  return {
    commit: async (change) => queued({ change, plan: (view) => planned(view, change) }),
    correct: async (wrong) => {
      const counts = [...wrong].map(([place, change]) => ({ place, change, most: unlimited }));
      const plan: Wanted["plan"] = (view) => ({ committed: { kind: "done" }, view: corrected(view, wrong) });
      return queued({ change: { ...noChange, counts }, plan });
    },
  };
};
