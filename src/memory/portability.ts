/** Page-by-page export and import, so that memory use does not depend on the size of the data. */
import { CaxtonError } from "../domain/errors.ts";
import type { Entity, EntityId, RelationId } from "../domain/memory.ts";
import type { ConflictRule, ExportedEntity, ExportRecord, ExportedRelation } from "../domain/exported-memory.ts";
import type { ImportOptions, ImportSummary } from "./types.ts";

/** The maximum number of entities or relations that are read or written at once. */
export const portedAtOnce = 256;

/** Pages are reduced if their observations would exceed this many characters. */
const largePage = 4_000_000;

/** In characters. Only observations can make an entity large. */
const sizeOf = ({ observations }: ExportedEntity): number => {
  let size = 0;
  for (const { text } of observations) size += text.length;
  return size;
};

export interface Restored {
  readonly outcome: "created" | "merged" | "skipped";
  readonly id: EntityId;
  /** The entity's id in this memory: another one if it was merged into an existing entity. */
  readonly as: EntityId;
}

/** Entities that cannot be written yet, each with the entity that currently has its name. */
export type WaitingForNames = ReadonlyMap<EntityId, EntityId>;

export interface RestoredPage {
  readonly restored: readonly Restored[];
  readonly waiting: WaitingForNames;
}

/** The result for a relation; `end-missing` if one of its ends is not in the memory. */
export type RelationOutcome = "written" | "unchanged" | "end-missing";

interface ExportPage<Item, Cursor> {
  readonly items: readonly Item[];
  /** Null at the end. */
  readonly next: Cursor | null;
}

/** All records of some places, page by page. */
export interface ExportPages<Cursor> {
  entities(after: Cursor | null, limit: number): Promise<ExportPage<ExportedEntity, Cursor>>;
  relations(after: Cursor | null): Promise<ExportPage<ExportedRelation, Cursor>>;
}

export const exported = async function* <Cursor>(
  pages: ExportPages<Cursor>,
): AsyncGenerator<ExportRecord, void, undefined> {
  let after: Cursor | null = null;
  let limit = portedAtOnce / 16;
  do {
    const page: ExportPage<ExportedEntity, Cursor> = await pages.entities(after, limit);
    let size = 0;
    for (const entity of page.items) {
      size += sizeOf(entity);
      yield { kind: "entity", entity };
    }
    limit = Math.max(1, Math.min(portedAtOnce, size > largePage ? limit >> 1 : limit << 1));
    after = page.next;
  } while (after !== null);
  do {
    const page: ExportPage<ExportedRelation, Cursor> = await pages.relations(after);
    for (const relation of page.items) yield { kind: "relation", relation };
    after = page.next;
  } while (after !== null);
};

/** The destination of an import. */
export interface ImportTarget {
  /** The given entities that exist already, by id or by name. */
  conflicts(entities: readonly Entity[]): Promise<readonly EntityId[]>;
  /**
   * Writes entities with their own ids and times, in any order.
   *
   * @param joins under the rule `replace`: whether an entity that exists by name only is merged with the one that has the name, or
   * waits for the name
   */
  entities(entities: readonly ExportedEntity[], rule: ConflictRule, joins: boolean): Promise<RestoredPage>;
  /** One outcome per relation, in order. */
  relations(relations: readonly ExportedRelation[], rule: ConflictRule): Promise<readonly RelationOutcome[]>;
}

/** Groups records of one kind into pages, in order. */
const pagesOf = async function* (records: AsyncIterable<ExportRecord>) {
  let entities: ExportedEntity[] = [];
  let relations: ExportedRelation[] = [];
  let size = 0;
  for await (const record of records) {
    if (record.kind === "entity") {
      entities.push(record.entity);
      size += sizeOf(record.entity);
    } else relations.push(record.relation);
    if (entities.length < portedAtOnce && relations.length < portedAtOnce && size < largePage) continue;
    yield { entities, relations };
    [entities, relations, size] = [[], [], 0];
  }
  if (entities.length + relations.length > 0) yield { entities, relations };
};

const refuseConflicts = async (target: ImportTarget, records: AsyncIterable<ExportRecord>): Promise<void> => {
  for await (const { entities } of pagesOf(records)) {
    const there = await target.conflicts(entities);
    const [first] = there;
    if (first === undefined) continue;
    const name = entities.find(({ id }) => id === first)?.name ?? first;
    throw new CaxtonError("memory.conflict", `${name} already exists, and the rule is “fail”: nothing was imported.`, {
      hint: "Import with the rule “merge” or “skip”.",
      facts: { ids: there.slice(0, 20) },
    });
  }
};

/** The maximum number of ids in a report or message. */
const mostShown = 20;

/** Up to this many relations are kept in memory until all entities are written; beyond it, the import is read again. */
const mostKept = 50_000;

/** An ended relation is written first, so that a later one between the same two entities does not conflict with it. */
const endedFirst = (one: ExportedRelation, other: ExportedRelation): number =>
  Number(one.invalidatedAt === null) - Number(other.invalidatedAt === null);

/** The relations of an import in that order: those kept in memory or, if there were too many, all of them read again. */
const relationPages = async function* (
  kept: ExportedRelation[] | null,
  open: () => AsyncIterable<ExportRecord>,
): AsyncGenerator<readonly ExportedRelation[], void, undefined> {
  if (kept !== null) {
    kept.sort(endedFirst);
    for (let from = 0; from < kept.length; from += portedAtOnce) yield kept.slice(from, from + portedAtOnce);
    return;
  }
  for (const isEnded of [true, false]) {
    for await (const { relations } of pagesOf(open())) {
      yield relations.filter(({ invalidatedAt }) => (invalidatedAt !== null) === isEnded);
    }
  }
};

/** One entity of each cycle in which every entity waits for the name of the next. */
export const oneOfEachCircle = <Id extends string>(waiting: ReadonlyMap<Id, Id>): ReadonlySet<Id> => {
  const found = new Set<Id>();
  const seen = new Set<Id>();
  for (const start of waiting.keys()) {
    const path = new Set<Id>();
    let id: Id | undefined = start;
    while (id !== undefined && !seen.has(id)) {
      seen.add(id);
      path.add(id);
      id = waiting.get(id);
    }
    if (id !== undefined && path.has(id)) found.add(id);
  }
  return found;
};

const stillTaken = (waiting: WaitingForNames): CaxtonError =>
  new CaxtonError(
    "memory.conflict",
    `${waiting.size} entities of the import could not be written, because other entities in this memory have their names. Everything else was imported.`,
    {
      hint: "Rename or merge the entities with these names, then repeat the import: existing records are not stored twice.",
      facts: { ids: [...waiting.keys()].slice(0, mostShown), namedAlready: [...waiting.values()].slice(0, mostShown) },
    },
  );

/** Imports entities and tracks the outcome of each. */
const createEntityImport = (target: ImportTarget, open: () => AsyncIterable<ExportRecord>, rule: ConflictRule) => {
  const count = { created: 0, merged: 0, skipped: 0 };
  const nowCalled = new Map<EntityId, EntityId>();

  const write = async (entities: readonly ExportedEntity[], joins: boolean): Promise<WaitingForNames> => {
    if (entities.length === 0) return new Map();
    const { restored, waiting } = await target.entities(entities, rule, joins);
    for (const { outcome, id, as } of restored) {
      count[outcome] += 1;
      if (as !== id) nowCalled.set(id, as);
    }
    return waiting;
  };

  /** Reads the import once more for these entities only. Returns those that still wait. */
  const writeOnly = async (ids: ReadonlySet<EntityId>, joins: boolean): Promise<WaitingForNames> => {
    const waiting = new Map<EntityId, EntityId>();
    for await (const { entities } of pagesOf(open())) {
      const these = entities.filter(({ id }) => ids.has(id));
      for (const [id, bearer] of await write(these, joins)) waiting.set(id, bearer);
    }
    return waiting;
  };

  /** Renames these entities temporarily, so that others can take their names. */
  const renameMeanwhile = async (ids: ReadonlySet<EntityId>): Promise<void> => {
    if (ids.size === 0) return;
    for await (const { entities } of pagesOf(open())) {
      const renamed = entities.filter(({ id }) => ids.has(id)).map((each) => ({ ...each, name: each.id }));
      if (renamed.length > 0) await target.entities(renamed, rule, false);
    }
  };

  /** Tries the waiting entities once more, resolving cycles of names if needed. Returns those that still wait. */
  const tryAgain = async (waiting: WaitingForNames, isPartial: boolean): Promise<WaitingForNames> => {
    const left = await writeOnly(new Set(waiting.keys()), false);
    if (left.size < waiting.size || isPartial) return left;
    const circles = oneOfEachCircle(left);
    await renameMeanwhile(circles);
    if (circles.size > 0) return writeOnly(new Set(left.keys()), false);
    const free = new Set([...left].filter(([, bearer]) => !left.has(bearer)).map(([id]) => id));
    const joining = await writeOnly(free, true);
    return new Map([...left].filter(([id]) => !free.has(id) || joining.has(id)));
  };

  return {
    count,
    nowCalled,
    write: async (entities: readonly ExportedEntity[]) => write(entities, rule !== "replace"),
    /** Writes entities that waited for names. Returns those that cannot be written. */
    settle: async (first: WaitingForNames, isPartial: boolean): Promise<WaitingForNames> => {
      let waiting = first;
      while (waiting.size > 0) {
        const left = await tryAgain(waiting, isPartial);
        if (left.size === waiting.size) return left;
        waiting = left;
      }
      return waiting;
    },
  };
};

/**
 * Writes all entities, then the relations; relations of an entity that was merged into an existing one are redirected to it. Throws
 * `memory.conflict` under the rule `fail`, and if names cannot be assigned as the import has them.
 *
 * @param open reads the records from the beginning, each time it is called
 */
export const imported = async (
  target: ImportTarget,
  open: () => AsyncIterable<ExportRecord>,
  rule: ConflictRule,
  { isPartial = false }: ImportOptions = {},
  mayKeep = mostKept,
): Promise<ImportSummary> => {
  if (rule === "fail") await refuseConflicts(target, open());
  const entityImport = createEntityImport(target, open, rule);
  const { nowCalled } = entityImport;
  const first = new Map<EntityId, EntityId>();
  let kept: ExportedRelation[] | null = [];
  for await (const { entities, relations } of pagesOf(open())) {
    if (kept !== null && kept.length + relations.length > mayKeep) kept = null;
    kept?.push(...relations);
    for (const [id, bearer] of await entityImport.write(entities)) first.set(id, bearer);
  }
  const waiting = await entityImport.settle(first, isPartial);
  let written = 0;
  const leftOut = { count: 0, ids: [] as RelationId[] };
  for await (const page of relationPages(kept, open)) {
    if (page.length === 0) continue;
    const given = page.map((each) => ({
      ...each,
      from: nowCalled.get(each.from) ?? each.from,
      to: nowCalled.get(each.to) ?? each.to,
    }));
    for (const [index, outcome] of (await target.relations(given, rule)).entries()) {
      if (outcome === "written") written += 1;
      if (outcome !== "end-missing") continue;
      leftOut.count += 1;
      const { id } = given[index] as ExportedRelation;
      if (leftOut.ids.length < mostShown) leftOut.ids.push(id);
    }
  }
  if (waiting.size > 0 && !isPartial) throw stillTaken(waiting);
  return {
    ...entityImport.count,
    relations: written,
    relationsLeftOut: leftOut,
    joined: Object.fromEntries(nowCalled),
    waiting: Object.fromEntries(waiting),
  };
};
