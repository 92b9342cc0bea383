/**
 * Atomic writes of many points, on a server without transactions.
 *
 * All writes go through one point, the head. It has the number of the last write and, until that is applied, its journal: the points
 * to write. A write is decided by one conditional update, which puts the journal into the head if the head still has the number on
 * which the write is based. Of several concurrent writers one wins; the others read again and retry. The winner applies the journal
 * and removes it from the head. Another process that finds a journal still there after some time (its writer died) applies it. A
 * journal may therefore be applied twice, late, and concurrently with newer writes: every point has the number of the write that made
 * it, and a write overwrites only older points. Written points are never deleted, so a late write cannot recreate a point that has
 * been removed.
 *
 * This relies on three properties of Qdrant: updates of one shard are applied in sequence, the condition of an update is evaluated in
 * that sequence, and acknowledged updates are in its write-ahead log. The collection therefore has one shard and no replicas.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { CaxtonError } from "../../domain/errors.ts";
import type { Filter, Payload, Point, PointId, QdrantCalls, Upsert } from "./calls.ts";
import { ofKind } from "./filters.ts";
import { headId } from "./points.ts";

/** The version of the collection's format; a higher one was written by a newer Caxton. */
const form = 1;

interface Head {
  readonly commit: number;
  /** Ids of the latest writes, this one last, by which a writer that got no response finds out whether it won. */
  readonly recent: readonly string[];
  /** The pending changes as text; null if there are none or they are stored in separate parts. */
  readonly journal: string | null;
  readonly parts: number;
}

const remembered = 64;

export interface HeadSettings {
  /** How long another writer may take to apply its write before this process applies it instead, in milliseconds. */
  readonly patienceMs: number;
  /**
   * The maximum length of a journal stored in the head, and of a part of a longer one, in characters of at most three bytes: a
   * request to Qdrant has at most 32 MB, and escaping makes strings in JSON longer.
   */
  readonly mostInHead: number;
  readonly mostInPart: number;
}

export const headSettings: HeadSettings = { patienceMs: 300, mostInHead: 2_000_000, mostInPart: 6_000_000 };

/** The maximum size of the points in one request, in characters of their JSON. */
const mostAtOnce = 8_000_000;

/** The interval of checking on a write that another process applies, in milliseconds. */
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

/** Never splits a surrogate pair, because JSON cannot hold half of one. */
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

/** Ids of the parts: UUIDs derived from the write's id and the part's number. */
const partId = (id: string, part: number): PointId => {
  const hex = id + part.toString(16).padStart(8, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

const partIds = ({ recent, parts }: Head): readonly PointId[] =>
  Array.from({ length: parts }, (_, part) => partId(recent.at(-1) ?? "", part));

/** As many points per group as fit into a request. */
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

/** Whether the write with this id has this number. */
const isBy = (id: string, number: number, { commit, recent }: Head): boolean => {
  const place = recent.length - 1 - (commit - number);
  if (commit >= number && place < 0) throw unknownWhether();
  return recent[place] === id;
};

const damaged = (): CaxtonError =>
  new CaxtonError("memory.unavailable", "The memory in Qdrant is damaged: a part of its last write is missing.", {
    hint: "Another program may have written to the collection. Restore it from a snapshot or an export.",
  });

const newer = (): CaxtonError =>
  new CaxtonError("memory.unusable", "The memory in Qdrant was written by a newer version of Caxton.", {
    hint: "Run that version, or set memory.qdrant.collection to another collection.",
  });

const unknownWhether = (): CaxtonError =>
  new CaxtonError(
    "memory.unavailable",
    "It is unknown whether this was written to Qdrant, because very many other writes followed.",
    {
      hint: "Check whether it is there, or repeat the write with the same ids.",
    },
  );

/** A write that is decided and applied. */
export type Written = Head;

export interface QdrantHead {
  /** The last write known to this process, once applied; there may be newer ones. */
  current(): Promise<Written>;
  /** The newest write of any process, once applied; if its writer died, this process applies it. */
  latest(): Promise<Written>;
  /** Writes the points atomically if nothing was written since; false if another writer was first. */
  commit(since: Written, points: readonly Point[]): Promise<boolean>;
  /** Removes leftover journal parts of writers that died. Returns the number of points. */
  clean(): Promise<number>;
}

/** @param now in milliseconds, from a monotonic clock */
export const createHead = (
  calls: Pick<QdrantCalls, "retrieve" | "scrollAll" | "write">,
  { patienceMs, mostInHead, mostInPart }: HeadSettings,
  now: () => number,
): QdrantHead => {
  /** The last write known to this process; there may be newer ones. */
  let last: Written | null = null;

  const read = async (fields: readonly string[] = ["journal", "parts"]): Promise<Head> => {
    const [found] = await calls.retrieve([headId], ["form", "commit", "recent", ...fields]);
    if (found !== undefined) {
      if (Number(found.payload["form"]) > form) throw newer();
      return headOf(found.payload);
    }
    const first: Head = { commit: 0, recent: [], journal: null, parts: 0 };
    // An existing head never matches this filter, so it is not overwritten.
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
    // Either its writer has just finished applying it, or it is lost.
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
    // Writes with this number or an earlier one can no longer be decided.
    const left = parts.filter(({ id, payload }) => Number(payload["commit"]) <= head.commit && !needed.has(id));
    await calls.write({ upserts: [], removed: left.map((part) => part.id) });
    return left.length;
  };

  return { current: async () => last ?? latest(), latest, commit, clean };
};
