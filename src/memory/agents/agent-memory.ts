/** What turns ask of the memory: what is worth knowing before an answer, and keeping what was learnt after it. */
import {
  nameKey,
  placesOf,
  type Entity,
  type EntityId,
  type MemoryPlace,
  type RelationId,
} from "../../domain/memory.ts";
import type { AgentMemory, MemoryAccess, Rememberer } from "../types.ts";
import { derivedId } from "./derived-id.ts";

/** What memories may take of a prompt, in characters: about 1,500 tokens. */
const promptBudget = 6_000;

/** Of one entity, the newest. */
const observationsShown = 5;

export const lineOf = ({ id, name, type, observations }: Entity): string => {
  const shown = observations.slice(-observationsShown).map((each) => each.text.replaceAll(/\s+/gu, " ").trim());
  return `- [${id}] ${name} (${type}): ${shown.join(" | ")}`;
};

/** Whole lines, as many as fit. */
const withinBudget = (lines: readonly string[]): string => {
  let left = promptBudget;
  return lines
    .filter((line) => {
      left -= line.length + 1;
      return left >= 0;
    })
    .join("\n");
};

export const createAgentMemory = (open: MemoryAccess, workspace: string): AgentMemory => {
  const placesFor = ({ agent, settings }: Rememberer): readonly MemoryPlace[] =>
    placesOf(workspace, agent, settings.scope);

  return {
    recall: async (who, text) => {
      const memory = await open();
      const { searchLimit: limit, minSimilarity } = who.settings;
      const found = await memory.search({ text, mode: "hybrid", limit, minSimilarity, places: placesFor(who) });
      return withinBudget(found.map(({ entity }) => lineOf(entity)));
    },
    learn: async (who, { entities, relations }, key, provenance) => {
      const memory = await open();
      const places = placesFor(who);
      const place = places.at(-1) as MemoryPlace;
      const stored = await memory.storeEntities(
        entities.map((each, index) => ({
          ...each,
          place,
          provenance,
          id: derivedId(`entity ${key} ${index}`) as EntityId,
        })),
      );
      const known = new Map(stored.map(({ entity }) => [nameKey(entity.name), entity.id]));
      /** An end that the lesson does not hold is looked for by its name. */
      const idOf = async (name: string): Promise<EntityId | null> => {
        const found = known.get(nameKey(name));
        if (found !== undefined) return found;
        const { items } = await memory.findEntities({ places, name }, { limit: 1, cursor: null });
        return items[0]?.id ?? null;
      };
      let related = 0;
      for (const [index, { from, to, type }] of relations.entries()) {
        const [source, target] = [await idOf(from), await idOf(to)];
        if (source === null || target === null || source === target) continue;
        const id = derivedId(`relation ${key} ${index}`) as RelationId;
        await memory.storeRelation({ id, place, from: source, to: target, type, provenance });
        related += 1;
      }
      return { entities: stored.filter(({ outcome }) => outcome !== "unchanged").length, relations: related };
    },
  };
};
