/** Export and import by pages, so that a memory of any size fits through. */
import { CaxtonError } from "../../domain/errors.ts";
import {
  textOf,
  type ConflictRule,
  type Entity,
  type EntityId,
  type ExportRecord,
  type MemoryPlace,
  type Relation,
} from "../../domain/memory.ts";
import type { ImportSummary } from "../types.ts";
import { value, type Answered, type StoreThread } from "./calls.ts";

/** Repeats a write until it has the vectors that it needs; `texts` are those it will probably need. */
export type Writing = <Value>(
  texts: readonly string[],
  write: (vectors: ReadonlyMap<string, Float32Array>) => Promise<Answered<Value>>,
) => Promise<Value>;

const pageSize = 256;

export const exported = async function* (
  thread: StoreThread,
  places: readonly MemoryPlace[] | null,
): AsyncGenerator<ExportRecord, void, undefined> {
  for (let after: number | null = 0; after !== null;) {
    const page: { items: readonly Entity[]; next: number | null } = await value(
      thread.call("exportEntities", places, after, pageSize),
    );
    for (const entity of page.items) yield { kind: "entity", entity };
    after = page.next;
  }
  for (let after: number | null = 0; after !== null;) {
    const page: { items: readonly Relation[]; next: number | null } = await value(
      thread.call("exportRelations", places, after, pageSize),
    );
    for (const relation of page.items) yield { kind: "relation", relation };
    after = page.next;
  }
};

/** Records in pages of one kind, in their order. */
const pages = async function* (records: AsyncIterable<ExportRecord>) {
  let entities: Entity[] = [];
  let relations: Relation[] = [];
  for await (const record of records) {
    if (record.kind === "entity") entities.push(record.entity);
    else relations.push(record.relation);
    if (entities.length < pageSize && relations.length < pageSize) continue;
    yield { entities, relations };
    entities = [];
    relations = [];
  }
  if (entities.length + relations.length > 0) yield { entities, relations };
};

const refuseConflicts = async (thread: StoreThread, records: AsyncIterable<ExportRecord>): Promise<void> => {
  for await (const { entities } of pages(records)) {
    const there = await value(thread.call("conflicts", entities));
    const [first] = there;
    if (first === undefined) continue;
    const name = entities.find(({ id }) => id === first)?.name ?? first;
    throw new CaxtonError(
      "memory.conflict",
      `${name} is there already, and the rule is “fail”: nothing was imported.`,
      {
        hint: "Import with the rule merge or skip.",
        facts: { ids: there.slice(0, 20) },
      },
    );
  }
};

/** Relations wait for the end, when all entities are there; where an entity joined another one, they follow it. */
export const imported = async (
  thread: StoreThread,
  writing: Writing,
  open: () => AsyncIterable<ExportRecord>,
  rule: ConflictRule,
): Promise<ImportSummary> => {
  if (rule === "fail") await refuseConflicts(thread, open());
  const count = { created: 0, merged: 0, skipped: 0 };
  const nowCalled = new Map<EntityId, EntityId>();
  const waiting: Relation[] = [];
  for await (const { entities, relations } of pages(open())) {
    waiting.push(...relations);
    if (entities.length === 0) continue;
    const restored = await writing(entities.map(textOf), async (vectors) =>
      thread.call("importEntities", entities, rule, vectors),
    );
    for (const { outcome, id, as } of restored) {
      count[outcome] += 1;
      if (as !== id) nowCalled.set(id, as);
    }
  }
  let relations = 0;
  for (let from = 0; from < waiting.length; from += pageSize) {
    const page = waiting
      .slice(from, from + pageSize)
      .map((each) => ({ ...each, from: nowCalled.get(each.from) ?? each.from, to: nowCalled.get(each.to) ?? each.to }));
    relations += await value(thread.call("importRelations", page));
  }
  return { ...count, relations, joined: Object.fromEntries(nowCalled) };
};
