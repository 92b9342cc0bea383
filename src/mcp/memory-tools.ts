/**
 * The tools of the MCP reference memory server (`@modelcontextprotocol/server-memory`) under their own names and arguments, over
 * the workspace's memory: whoever used that server finds the same here. It knows entities by name alone, so a name that
 * several types share means the one that was remembered first.
 */
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { observationKey, type Entity, type MemoryPlace, type Provenance, type Relation } from "../domain/memory.ts";
import type { MemoryAccess, MemoryBackend } from "../memory/types.ts";

const place: MemoryPlace = { kind: "workspace", workspace: "default" };
const places = [place];

export interface MemoryTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /** `caller` is the name of the key. */
  run(args: JsonObject, caller: string): Promise<JsonObject>;
}

const text: JsonObject = { type: "string" };
const list = (items: JsonObject): JsonObject => ({ type: "array", items });
const object = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});

const entityShape = object({ name: text, entityType: text, observations: list(text) });
const relationShape = object({ from: text, to: text, relationType: text });

const textIn = (args: JsonObject, key: string): string => {
  const value = args[key];
  if (typeof value === "string") return value;
  throw new CaxtonError("tool.invalid_arguments", `${key} must be a text.`);
};

const listIn = (args: JsonObject, key: string): readonly Json[] => {
  const value = args[key];
  if (Array.isArray(value)) return value;
  throw new CaxtonError("tool.invalid_arguments", `${key} must be a list.`);
};

const objectsIn = (args: JsonObject, key: string): readonly JsonObject[] =>
  listIn(args, key).map((each) => {
    if (isJsonObject(each)) return each;
    throw new CaxtonError("tool.invalid_arguments", `${key} must be a list of objects.`);
  });

const textsIn = (args: JsonObject, key: string): readonly string[] =>
  listIn(args, key).map((each) => {
    if (typeof each === "string") return each;
    throw new CaxtonError("tool.invalid_arguments", `${key} must be a list of texts.`);
  });

const shown = ({ name, type, observations }: Entity): JsonObject => ({
  name,
  entityType: type,
  observations: observations.map((each) => each.text),
});

const shownRelation = (relation: Relation, names: ReadonlyMap<string, string>): JsonObject => ({
  from: names.get(relation.from) ?? "",
  to: names.get(relation.to) ?? "",
  relationType: relation.type,
});

const provenanceOf = (caller: string): Provenance => ({
  agent: null,
  conversationId: null,
  messageId: null,
  source: `MCP, key ${caller}`,
});

const pageSize = 200;

/** All pages of a list. */
const all = async <Item>(
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

const byName = async (memory: MemoryBackend, name: string): Promise<Entity | null> =>
  (await memory.findEntities({ places, name }, { limit: 1, cursor: null })).items[0] ?? null;

const mustFind = async (memory: MemoryBackend, name: string): Promise<Entity> => {
  const found = await byName(memory, name);
  if (found !== null) return found;
  throw new CaxtonError("memory.not_found", `There is no entity called ${name}.`, {
    hint: "create_entities makes one.",
  });
};

/** The entities, and the relations among them. */
const graphOf = async (memory: MemoryBackend, entities: readonly Entity[]): Promise<JsonObject> => {
  const names = new Map<string, string>(entities.map(({ id, name }) => [id, name]));
  const relations = await all(async (cursor) => memory.findRelations({ places }, { limit: pageSize, cursor }));
  const among = relations.filter(({ from, to }) => names.has(from) && names.has(to));
  return { entities: entities.map(shown), relations: among.map((each) => shownRelation(each, names)) };
};

const relationsOf = async (memory: MemoryBackend, given: JsonObject): Promise<readonly Relation[]> => {
  const [from, to] = [await byName(memory, textIn(given, "from")), await byName(memory, textIn(given, "to"))];
  if (from === null || to === null) return [];
  const types = [textIn(given, "relationType")];
  return (await memory.findRelations({ places, from: from.id, to: to.id, types }, { limit: pageSize, cursor: null }))
    .items;
};

export const createMemoryTools = (open: MemoryAccess): readonly MemoryTool[] => [
  {
    name: "create_entities",
    description:
      "Creates entities in the memory. What is known under the same name and type gets the observations that are new.",
    inputSchema: object({ entities: list(entityShape) }),
    run: async (args, caller) => {
      const given = objectsIn(args, "entities").map((each) => ({
        place,
        name: textIn(each, "name"),
        type: textIn(each, "entityType"),
        observations: textsIn(each, "observations"),
        provenance: provenanceOf(caller),
      }));
      const stored = await (await open()).storeEntities(given);
      return { entities: stored.filter(({ outcome }) => outcome === "created").map(({ entity }) => shown(entity)) };
    },
  },
  {
    name: "create_relations",
    description: "Creates relations between entities of the memory. Types are in the active voice.",
    inputSchema: object({ relations: list(relationShape) }),
    run: async (args, caller) => {
      const memory = await open();
      const made: JsonObject[] = [];
      for (const each of objectsIn(args, "relations")) {
        const [from, to] = [await mustFind(memory, textIn(each, "from")), await mustFind(memory, textIn(each, "to"))];
        const type = textIn(each, "relationType");
        await memory.storeRelation({ place, from: from.id, to: to.id, type, provenance: provenanceOf(caller) });
        made.push({ from: from.name, to: to.name, relationType: type });
      }
      return { relations: made };
    },
  },
  {
    name: "add_observations",
    description: "Adds observations to entities of the memory.",
    inputSchema: object({ observations: list(object({ entityName: text, contents: list(text) })) }),
    run: async (args, caller) => {
      const memory = await open();
      const results: JsonObject[] = [];
      for (const each of objectsIn(args, "observations")) {
        const { id, name, observations } = await mustFind(memory, textIn(each, "entityName"));
        const known = new Set(observations.map((one) => observationKey(one.text)));
        const contents = textsIn(each, "contents");
        await memory.addObservations(id, places, contents, provenanceOf(caller));
        results.push({
          entityName: name,
          addedObservations: contents.filter((one) => !known.has(observationKey(one))),
        });
      }
      return { results };
    },
  },
  {
    name: "delete_entities",
    description: "Forgets entities with their relations. Names that are not there are left out.",
    inputSchema: object({ entityNames: list(text) }),
    run: async (args) => {
      const memory = await open();
      for (const name of textsIn(args, "entityNames")) {
        const found = await byName(memory, name);
        if (found !== null) await memory.invalidateEntity(found.id, places);
      }
      return { success: true };
    },
  },
  {
    name: "delete_observations",
    description: "Forgets observations of entities.",
    inputSchema: object({ deletions: list(object({ entityName: text, observations: list(text) })) }),
    run: async (args) => {
      const memory = await open();
      for (const each of objectsIn(args, "deletions")) {
        const found = await byName(memory, textIn(each, "entityName"));
        if (found !== null) await memory.removeObservations(found.id, places, textsIn(each, "observations"));
      }
      return { success: true };
    },
  },
  {
    name: "delete_relations",
    description: "Forgets relations between entities.",
    inputSchema: object({ relations: list(relationShape) }),
    run: async (args) => {
      const memory = await open();
      for (const each of objectsIn(args, "relations")) {
        for (const { id } of await relationsOf(memory, each)) await memory.invalidateRelation(id, places);
      }
      return { success: true };
    },
  },
  {
    name: "read_graph",
    description: "Reads the whole memory: all entities and relations.",
    inputSchema: { type: "object", properties: {} },
    run: async () => {
      const memory = await open();
      return graphOf(memory, await all(async (cursor) => memory.findEntities({ places }, { limit: pageSize, cursor })));
    },
  },
  {
    name: "search_nodes",
    description: "Searches the memory by meaning and by words; gives entities and the relations among them.",
    inputSchema: object({ query: text }),
    run: async (args) => {
      const memory = await open();
      const found = await memory.search({ text: textIn(args, "query"), mode: "hybrid", limit: 20, places });
      return graphOf(
        memory,
        found.map(({ entity }) => entity),
      );
    },
  },
  {
    name: "open_nodes",
    description: "Reads entities by their names, and the relations among them.",
    inputSchema: object({ names: list(text) }),
    run: async (args) => {
      const memory = await open();
      const found = await Promise.all(textsIn(args, "names").map(async (name) => byName(memory, name)));
      return graphOf(
        memory,
        found.filter((each) => each !== null),
      );
    },
  },
];
