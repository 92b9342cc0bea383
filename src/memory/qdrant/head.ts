/**
 * One atomic write of many points, on a server that has none.
 *
 * All writes go through one point, the head. It has the number of the last write, and, until that is applied, its journal: the
 * points that it is made of. A write is decided by one conditional update, which puts the journal into the head where the head
 * still has the number that the write was made for; of several writers at once one wins, and the others read and try again. The
 * winner then applies the journal and takes it out of the head. Who finds a journal that is not taken out in time (its writer
 * died) applies it. That may happen twice, late, and beside newer writes: every point says by which write it was made, and a
 * write overwrites older ones only. Nothing that was written is ever deleted, so a late write finds nothing missing that it would
 * make anew.
 *
 * What rests on Qdrant: updates of one shard are made one after the other, the condition of an update is looked at in that order,
 * and what was answered is in its write-ahead log. So the collection has one shard and no replicas.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { CaxtonError } from "../../domain/errors.ts";
import type { Filter, Payload, Point, PointId, QdrantCalls, Upsert } from "./calls.ts";
import { ofKind } from "./filters.ts";
import { headId } from "./points.ts";

/** Of what is in the collection; one that is higher is of a newer Caxton. */
const form = 1;

interface Head {
  readonly commit: number;
  /** Of the last writes, this one's last: a writer whose answer was late finds out whether it won. */
  readonly recent: readonly string[];
  /** What is still to be applied, as text; null where it is in as many parts of its own, or there is none. */
  readonly journal: string | null;
  readonly parts: number;
}

const remembered = 64;

export interface HeadSettings {
  /** How long another writer may take to apply its write before that is done for it, in milliseconds. */
  readonly patienceMs: number;
  /**
   * The longest journal that the head itself holds, and the longest part of a longer one, in characters of at most three bytes: a
   * request to Qdrant has at most 32 MB, and strings in JSON grow by their quotes.
   */
  readonly mostInHead: number;
  readonly mostInPart: number;
}

export const headSettings: HeadSettings = { patienceMs: 300, mostInHead: 2_000_000, mostInPart: 6_000_000 };

/** Of points in one request, in characters of their JSON. */
const mostAtOnce = 8_000_000;

/** Between two looks at a write that another one applies, in milliseconds. */
const pauseMs = 5;

const numbered = (range: { readonly gte?: number; readonly lt?: number; readonly lte?: number }): Filter => ({
  must: [{ key: "commit", range }],
});

const headPoint = (head: Head): Point => ({ id: headId, vector: {}, payload: { kind: "head", form, ...head } });

const headWhere = (head: Head, commit: number): Upsert => ({
  points: [headPoint(head)],
  onlyWhere: numbered({ gte: commit, lte: commit }),
});

const headOf = ({ commit, recent, journal, parts }: Payload): Head => ({
  commit: Number(commit),
  recent: recent as readonly string[],
  journal: (journal ?? null) as string | null,
  parts: Number(parts),
});

const isApplied = ({ journal, parts }: Head): boolean => journal === null && parts === 0;

/** Never within a character of two halves, which no JSON can hold alone. */
const cut = (text: string, length: number): readonly string[] => {
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    const end = Math.min(text.length, from + length);
    const splits = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    parts.push(text.slice(from, splits ? end - 1 : end));
    from = splits ? end - 1 : end;
  }
  return parts;
};

/** Ids of the parts: a UUID each, of the write's id and the part's number. */
const partId = (id: string, part: number): PointId => {
  const hex = id + part.toString(16).padStart(8, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

const partIds = ({ recent, parts }: Head): readonly PointId[] =>
  Array.from({ length: parts }, (_, part) => partId(recent.at(-1) ?? "", part));

/** As many in each as one request has room for. */
const grouped = (points: readonly Point[], all: number): readonly (readonly Point[])[] => {
  if (all <= mostAtOnce) return [points];
  const groups: Point[][] = [];
  let room = 0;
  for (const point of points) {
    const size = JSON.stringify(point).length;
    if (size > room) {
      groups.push([]);
      room = mostAtOnce;
    }
    groups.at(-1)?.push(point);
    room -= size;
  }
  return groups;
};

/** Whether the write of this id is the one with this number. */
const isBy = (id: string, number: number, { commit, recent }: Head): boolean => {
  const place = recent.length - 1 - (commit - number);
  if (commit >= number && place < 0) throw unknownWhether();
  return recent[place] === id;
};

const damaged = (): CaxtonError =>
  new CaxtonError("memory.unavailable", "The memory in Qdrant is damaged: a part of its last write is not there.", {
    hint: "Has anything else written to the collection? Restore it from a snapshot or an export.",
  });

const newer = (): CaxtonError =>
  new CaxtonError("memory.unusable", "The memory in Qdrant was written by a newer version of Caxton.", {
    hint: "Start that version, or name another collection in memory.qdrant.collection.",
  });

const unknownWhether = (): CaxtonError =>
  new CaxtonError(
    "memory.unavailable",
    "Whether this was written to Qdrant is not known: very many others wrote since.",
    {
      hint: "Look whether it is there, or do it again with the same ids.",
    },
  );

/** A write that is decided, and applied. */
export type Written = Head;

export interface QdrantHead {
  /** The last write that this process knows of, when it is applied: another one may be further. */
  current(): Promise<Written>;
  /** The last write of all, when it is applied: this process's own, another's, or that of a writer who died. */
  latest(): Promise<Written>;
  /** Writes the points, atomically, where nothing was written since; false where another one was first. */
  commit(since: Written, points: readonly Point[]): Promise<boolean>;
  /** Removes what is left of journals of writers who died. Answers how many points. */
  clean(): Promise<number>;
}

/** @param now in milliseconds, of a clock that is never set back */
export const createHead = (
  calls: Pick<QdrantCalls, "retrieve" | "scrollAll" | "write">,
  { patienceMs, mostInHead, mostInPart }: HeadSettings,
  now: () => number,
): QdrantHead => {
  /** What this process wrote last; another one may be further. */
  let last: Written | null = null;

  const read = async (fields: readonly string[] = ["journal", "parts"]): Promise<Head> => {
    const [found] = await calls.retrieve([headId], ["form", "commit", "recent", ...fields]);
    if (found !== undefined) {
      if (Number(found.payload["form"]) > form) throw newer();
      return headOf(found.payload);
    }
    const first: Head = { commit: 0, recent: [], journal: null, parts: 0 };
    // It never holds of a head that is there.
    await calls.write({ upserts: [{ points: [headPoint(first)], onlyWhere: numbered({ lt: 0 }) }], removed: [] });
    return read();
  };

  const apply = async (head: Head, made: readonly Point[], size: number): Promise<Written> => {
    const groups = grouped(made, size).map((some): Upsert => ({
      points: some.map((point) => ({ ...point, payload: { ...point.payload, commit: head.commit } })),
      onlyWhere: numbered({ lt: head.commit }),
    }));
    for (const group of groups.slice(0, -1)) await calls.write({ upserts: [group], removed: [] });
    const written: Written = { ...head, journal: null, parts: 0 };
    const upserts = [...groups.slice(-1), headWhere(written, head.commit)];
    await calls.write({ upserts, removed: partIds(head) });
    return written;
  };

  const rollForward = async (head: Head): Promise<void> => {
    const ids = partIds(head);
    const found = new Map((await calls.retrieve(ids, ["text"])).map(({ id, payload }) => [id, payload["text"]]));
    if (found.size === ids.length) {
      const text = head.journal ?? ids.map((id) => found.get(id)).join("");
      await apply(head, JSON.parse(text) as readonly Point[], text.length);
      return;
    }
    // Whoever wrote it has just been ready with it, or else it is lost.
    const after = await read();
    if (after.commit === head.commit && !isApplied(after)) throw damaged();
  };

  const latest = async (): Promise<Written> => {
    for (let seen = { commit: -1, at: 0 }; ;) {
      const head = await read();
      if (isApplied(head)) return (last = head);
      if (head.commit !== seen.commit) seen = { commit: head.commit, at: now() };
      if (now() - seen.at >= patienceMs) await rollForward(head);
      else await wait(Math.min(pauseMs, patienceMs));
    }
  };

  const writeParts = async (id: string, commit: number, parts: readonly string[]): Promise<void> => {
    for (const [part, text] of parts.entries()) {
      const point: Point = { id: partId(id, part), vector: {}, payload: { kind: "journal", commit, text } };
      await calls.write({ upserts: [{ points: [point], onlyWhere: numbered({ lt: 0 }) }], removed: [] });
    }
  };

  const commit: QdrantHead["commit"] = async (since, made) => {
    last = null;
    const id = randomBytes(12).toString("hex");
    const text = JSON.stringify(made);
    const parts = text.length <= mostInHead ? [] : cut(text, mostInPart);
    const head: Head = {
      commit: since.commit + 1,
      recent: [...since.recent, id].slice(-remembered),
      journal: parts.length === 0 ? text : null,
      parts: parts.length,
    };
    await writeParts(id, head.commit, parts);
    await calls.write({ upserts: [headWhere(head, since.commit)], removed: [] });
    if (!isBy(id, head.commit, await read([]))) {
      await calls.write({ upserts: [], removed: partIds(head) });
      return false;
    }
    last = await apply(head, made, text.length);
    return true;
  };

  const clean = async (): Promise<number> => {
    const parts = await calls.scrollAll(ofKind("journal"), ["commit"]);
    const head = await read();
    const needed = new Set(partIds(head));
    // Of a write that has this number or an earlier one, nobody can decide any more.
    const left = parts.filter(({ id, payload }) => Number(payload["commit"]) <= head.commit && !needed.has(id));
    await calls.write({ upserts: [], removed: left.map((part) => part.id) });
    return left.length;
  };

  return { current: async () => last ?? latest(), latest, commit, clean };
};
