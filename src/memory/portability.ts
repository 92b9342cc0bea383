/** Export and import by pages, so that a memory of any size fits through. */
import { CaxtonError } from "../domain/errors.ts";
import {
  nameKey,
  type ConflictRule,
  type Entity,
  type EntityId,
  type ExportedEntity,
  type ExportRecord,
  type Relation,
} from "../domain/memory.ts";
import type { ImportSummary } from "./types.ts";

/** Entities, or relations, that are read or written in one go. */
export const portedAtOnce = 256;

export interface Restored {
  readonly outcome: "created" | "merged" | "skipped";
  readonly id: EntityId;
  /** The id under which it is known here: another one's, where it joined that. */
  readonly as: EntityId;
}

/** Whether the import takes a name from the one that bears it now, so that another one may have it. */
export const givesUpName = (
  given: readonly ExportedEntity[],
  bearer: EntityId,
  { name, type }: Pick<Entity, "name" | "type">,
): boolean => {
  const then = given.find(({ id }) => id === bearer);
  if (then === undefined) return false;
  return then.invalidatedAt !== null || nameKey(then.name) !== nameKey(name) || nameKey(then.type) !== nameKey(type);
};

/** Everything of some places, page by page; `next` is null at the end. */
export interface ExportPages<Cursor> {
  entities(after: Cursor | null): Promise<{ readonly items: readonly ExportedEntity[]; readonly next: Cursor | null }>;
  relations(after: Cursor | null): Promise<{ readonly items: readonly Relation[]; readonly next: Cursor | null }>;
}

export const exported = async function* <Cursor>(
  pages: ExportPages<Cursor>,
): AsyncGenerator<ExportRecord, void, undefined> {
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<ExportPages<Cursor>["entities"]>> = await pages.entities(after);
    for (const entity of page.items) yield { kind: "entity", entity };
    after = page.next;
  } while (after !== null);
  do {
    const page: Awaited<ReturnType<ExportPages<Cursor>["relations"]>> = await pages.relations(after);
    for (const relation of page.items) yield { kind: "relation", relation };
    after = page.next;
  } while (after !== null);
};

/** Where an import goes. */
export interface ImportTarget {
  /** Those that are there, by id or by name. */
  conflicts(entities: readonly Entity[]): Promise<readonly EntityId[]>;
  /** With their own ids and times. Those that wait for a name may be written after the others. */
  entities(entities: readonly ExportedEntity[], rule: ConflictRule): Promise<readonly Restored[]>;
  /** Those whose ends are not there are left out; answers how many were new, or became others. */
  relations(relations: readonly Relation[], rule: ConflictRule): Promise<number>;
}

/** Records in pages of one kind, in their order. */
const pagesOf = async function* (records: AsyncIterable<ExportRecord>) {
  let entities: ExportedEntity[] = [];
  let relations: Relation[] = [];
  for await (const record of records) {
    if (record.kind === "entity") entities.push(record.entity);
    else relations.push(record.relation);
    if (entities.length < portedAtOnce && relations.length < portedAtOnce) continue;
    yield { entities, relations };
    entities = [];
    relations = [];
  }
  if (entities.length + relations.length > 0) yield { entities, relations };
};

const refuseConflicts = async (target: ImportTarget, records: AsyncIterable<ExportRecord>): Promise<void> => {
  for await (const { entities } of pagesOf(records)) {
    const there = await target.conflicts(entities);
    const [first] = there;
    if (first === undefined) continue;
    const name = entities.find(({ id }) => id === first)?.name ?? first;
    throw new CaxtonError(
      "memory.conflict",
      `${name} is there already, and the rule is “fail”: nothing was imported.`,
      { hint: "Import with the rule merge or skip.", facts: { ids: there.slice(0, 20) } },
    );
  }
};

/** More relations than these do not wait until the entities are in: they are read once more then. */
const mostWaiting = 50_000;

/** What has ended makes room for what began between the same two. */
const endedFirst = (one: Relation, other: Relation): number =>
  Number(one.invalidatedAt === null) - Number(other.invalidatedAt === null);

/** The relations of an import in that order: those that waited, or, where these were too many, all of them anew. */
const relationPages = async function* (
  waiting: Relation[] | null,
  open: () => AsyncIterable<ExportRecord>,
): AsyncGenerator<readonly Relation[], void, undefined> {
  if (waiting !== null) {
    waiting.sort(endedFirst);
    for (let from = 0; from < waiting.length; from += portedAtOnce) yield waiting.slice(from, from + portedAtOnce);
    return;
  }
  for (const isEnded of [true, false]) {
    for await (const { relations } of pagesOf(open())) {
      yield relations.filter(({ invalidatedAt }) => (invalidatedAt !== null) === isEnded);
    }
  }
};

/**
 * Relations come at the end, when all entities are there; where an entity joined another one, they follow it.
 *
 * @param open reads the records from their beginning, up to four times
 */
export const imported = async (
  target: ImportTarget,
  open: () => AsyncIterable<ExportRecord>,
  rule: ConflictRule,
  mayWait = mostWaiting,
): Promise<ImportSummary> => {
  if (rule === "fail") await refuseConflicts(target, open());
  const count = { created: 0, merged: 0, skipped: 0 };
  const nowCalled = new Map<EntityId, EntityId>();
  let waiting: Relation[] | null = [];
  for await (const { entities, relations } of pagesOf(open())) {
    if (waiting !== null && waiting.length + relations.length > mayWait) waiting = null;
    waiting?.push(...relations);
    if (entities.length === 0) continue;
    for (const { outcome, id, as } of await target.entities(entities, rule)) {
      count[outcome] += 1;
      if (as !== id) nowCalled.set(id, as);
    }
  }
  let relations = 0;
  for await (const page of relationPages(waiting, open)) {
    if (page.length === 0) continue;
    const given = page.map((each) => ({
      ...each,
      from: nowCalled.get(each.from) ?? each.from,
      to: nowCalled.get(each.to) ?? each.to,
    }));
    relations += await target.relations(given, rule);
  }
  return { ...count, relations, joined: Object.fromEntries(nowCalled) };
};
