/** The memory tools: those of the MCP reference memory server, and others that it does not have. */
import type { JsonObject } from "../domain/json.ts";
import type { MergeId } from "../domain/memory.ts";
import type { MemoryAccess } from "../memory/types.ts";
import { createReferenceTools } from "./memory-reference-tools.ts";
import { list, object, text, textIn, textsIn, timeProperties, timesIn } from "./memory-tool-arguments.ts";
import { mustFind, places, shown, shownRelation } from "./memory-tool-graph.ts";
import type { MemoryTool } from "./types.ts";

const mergesListed = 50;

const createFurtherTools = (open: MemoryAccess): readonly MemoryTool[] => [
  {
    name: "find_path",
    description: "Finds the shortest path between two entities of the memory, along relations in either direction.",
    inputSchema: object({ from: text, to: text }, timeProperties),
    run: async (args) => {
      const memory = await open();
      const times = timesIn(args);
      const from = await mustFind(memory, textIn(args, "from"), times);
      const to = await mustFind(memory, textIn(args, "to"), times);
      const path = await memory.shortestPath(from.id, to.id, { places, direction: "both", ...times });
      if (path === null) return { found: false, entities: [], relations: [] };
      const names = new Map<string, string>(path.map(({ entity }) => [entity.id, entity.name]));
      const relations = path.flatMap(({ by }) => (by === null ? [] : [shownRelation(by, names)]));
      return { found: true, entities: path.map(({ entity }) => shown(entity)), relations };
    },
  },
  {
    name: "merge_entities",
    description:
      "Merges entities that stand for the same thing: observations and relations of the others move to one. Gives an id for undo_merge.",
    inputSchema: object({ into: text, others: list(text) }),
    run: async (args): Promise<JsonObject> => {
      const memory = await open();
      const into = await mustFind(memory, textIn(args, "into"));
      const others = await Promise.all(textsIn(args, "others").map(async (name) => mustFind(memory, name)));
      const merge = await memory.mergeEntities(
        into.id,
        others.map(({ id }) => id),
        places,
      );
      return { merge, entity: shown(await memory.getEntity(into.id, places)) };
    },
  },
  {
    name: "list_merges",
    description: `Lists the ${mergesListed} newest merges, with the ids that undo_merge takes, and when they were undone.`,
    inputSchema: object({}),
    run: async () => {
      const { items } = await (await open()).findMerges(places, { limit: mergesListed, cursor: null });
      const merges = items.map(({ id, into, others, mergedAt, undoneAt }) => ({
        ...{ merge: id, into: into.name, others: others.map(({ name }) => name), mergedAt, undoneAt },
      }));
      return { merges };
    },
  },
  {
    name: "undo_merge",
    description: "Undoes a merge: every merged entity gets its observations and relations back.",
    inputSchema: object({ merge: text }),
    run: async (args) => {
      await (await open()).undoMerge(textIn(args, "merge").toLowerCase() as MergeId, places);
      return { success: true };
    },
  },
];

export const createMemoryTools = (open: MemoryAccess): readonly MemoryTool[] => [
  ...createReferenceTools(open),
  ...createFurtherTools(open),
];
