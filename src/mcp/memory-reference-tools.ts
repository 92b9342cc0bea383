/**
 * The tools of the MCP reference memory server (`@modelcontextprotocol/server-memory`) under the same names and with the same
 * arguments, over the workspace's memory; reads take a time as well. Entities are identified by name alone, so a name that
 * entities of several types share means the first one that was stored.
 */
import type { JsonObject } from "../domain/json.ts";
import { observationKey, type Provenance, type Relation } from "../domain/memory.ts";
import type { MemoryAccess, MemoryBackend } from "../memory/types.ts";
import { list, object, objectsIn, text, textIn, textsIn, timeProperties, timesIn } from "./memory-tool-arguments.ts";
import { all, byName, graphAmong, graphOf, mustFind, pageSize, place, places, shown } from "./memory-tool-graph.ts";
import type { MemoryTool } from "./types.ts";

const entityShape = object({ name: text, entityType: text, observations: list(text) });
const relationShape = object({ from: text, to: text, relationType: text });

const provenanceOf = (caller: string): Provenance => ({
  agent: null,
  conversationId: null,
  messageId: null,
  source: `MCP, key ${caller}`,
});

const relationsOf = async (memory: MemoryBackend, given: JsonObject): Promise<readonly Relation[]> => {
  const [from, to] = [await byName(memory, textIn(given, "from")), await byName(memory, textIn(given, "to"))];
  if (from === null || to === null) return [];
  const types = [textIn(given, "relationType")];
  return (await memory.findRelations({ places, from: from.id, to: to.id, types }, { limit: pageSize, cursor: null }))
    .items;
};

/** The nine of the reference server. */
export const createReferenceTools = (open: MemoryAccess): readonly MemoryTool[] => [
  {
    name: "create_entities",
    description:
      "Creates entities in the memory. If one of the same name and type exists, the new observations are added to it.",
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
    description: "Forgets entities and their relations. Unknown names are ignored.",
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
    inputSchema: object({}, timeProperties),
    run: async (args) => {
      const memory = await open();
      const times = timesIn(args);
      const entities = await all(async (cursor) =>
        memory.findEntities({ places, ...times }, { limit: pageSize, cursor }),
      );
      return graphOf(memory, entities, times);
    },
  },
  {
    name: "search_nodes",
    description: "Searches the memory by meaning and by words; gives entities and the relations among them.",
    inputSchema: object({ query: text }, timeProperties),
    run: async (args) => {
      const memory = await open();
      const times = timesIn(args);
      const found = await memory.search({ text: textIn(args, "query"), mode: "hybrid", limit: 20, places, ...times });
      return graphAmong(
        memory,
        found.map(({ entity }) => entity),
        times,
      );
    },
  },
  {
    name: "open_nodes",
    description: "Reads entities by their names, and the relations among them.",
    inputSchema: object({ names: list(text) }, timeProperties),
    run: async (args) => {
      const memory = await open();
      const times = timesIn(args);
      const found = await Promise.all(textsIn(args, "names").map(async (name) => byName(memory, name, times)));
      const entities = new Map(found.flatMap((each) => (each === null ? [] : [[each.id, each] as const])));
      return graphAmong(memory, [...entities.values()], times);
    },
  },
];
