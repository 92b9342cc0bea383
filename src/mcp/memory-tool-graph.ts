/** Entities and relations of the workspace's memory, as the memory tools find and show them. */
import { CaxtonError } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Entity, MemoryPlace, ReadTimes, Relation } from "../domain/memory.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import type { MemoryBackend, RelationFilter } from "../memory/types.ts";

export const place: MemoryPlace = { kind: "workspace", workspace: defaultWorkspace };
export const places = [place];

export const shown = ({ name, type, observations }: Entity): JsonObject => ({
  name,
  entityType: type,
  observations: observations.map((each) => each.text),
});

export const shownRelation = (relation: Relation, names: ReadonlyMap<string, string>): JsonObject => ({
  from: names.get(relation.from) ?? "",
  to: names.get(relation.to) ?? "",
  relationType: relation.type,
});

export const pageSize = 200;

/** All pages of a list. */
export const all = async <Item>(
  read: (cursor: string | null) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | null }>,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const page: Awaited<ReturnType<typeof read>> = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
};

/** Of several types that share the name, the first one that was stored. */
export const byName = async (memory: MemoryBackend, name: string, times: ReadTimes = {}): Promise<Entity | null> =>
  (await memory.findEntities({ places, name, ...times }, { limit: 1, cursor: null })).items[0] ?? null;

/** Throws `memory.not_found`. */
export const mustFind = async (memory: MemoryBackend, name: string, times: ReadTimes = {}): Promise<Entity> => {
  const found = await byName(memory, name, times);
  if (found !== null) return found;
  throw new CaxtonError("memory.not_found", `There is no entity called ${name}.`, {
    hint: "create_entities makes one.",
  });
};

/** The entities, and the relations among them of all that the filter finds. */
export const graphOf = async (
  memory: MemoryBackend,
  entities: readonly Entity[],
  filter: Omit<RelationFilter, "places">,
): Promise<JsonObject> => {
  const names = new Map<string, string>(entities.map(({ id, name }) => [id, name]));
  const relations = await all(async (cursor) =>
    memory.findRelations({ places, ...filter }, { limit: pageSize, cursor }),
  );
  const among = relations.filter(({ from, to }) => names.has(from) && names.has(to));
  return { entities: entities.map(shown), relations: among.map((each) => shownRelation(each, names)) };
};

/** Reads no relation of any other entity: a memory may have many more than those of a few entities. */
export const graphAmong = async (
  memory: MemoryBackend,
  entities: readonly Entity[],
  times: ReadTimes,
): Promise<JsonObject> => graphOf(memory, entities, { among: entities.map(({ id }) => id), ...times });
