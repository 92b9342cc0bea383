/** The memory operations of an agent's turn: recalling what is relevant before an answer, and storing what was learnt after it. */
import { CaxtonError } from "../../domain/errors.ts";
import { placesOf, type Entity, type EntityId, type MemoryGraph, type MemoryPlace } from "../../domain/memory.ts";
import type { AgentMemory, MemoryAccess, MemoryBackend, Rememberer } from "../types.ts";
import { storeLesson } from "./learning.ts";
import { defaultMemoryTokens, linesWithin, relationLinesWithin, type NamedRelation } from "./prompt-lines.ts";
import { sharesSubject } from "./shared-words.ts";

/** Candidates examined in addition to twice the number wanted, since some share only function words. */
const triedBeside = 20;

/** For one entity, the number of related entities whose relations are shown. */
const relatedShown = 20;

/** The tokens for relations, beside those for entities, as a share of the latter. */
const shareOfRelations = 1 / 2;

const nothing: MemoryGraph = { entities: [], relations: [] };

/** The relations of the entities, each once, those of the first entity first. */
const relationsOf = async (
  memory: MemoryBackend,
  places: readonly MemoryPlace[],
  entities: readonly Entity[],
): Promise<readonly NamedRelation[]> => {
  const around = async (from: EntityId): Promise<MemoryGraph> => {
    try {
      return await memory.neighbourhood({ from, places, depth: 1, direction: "both", limit: relatedShown + 1 });
    } catch (thrown) {
      // It was forgotten since it was found.
      if (thrown instanceof CaxtonError && thrown.code === "memory.not_found") return nothing;
      throw thrown;
    }
  };
  const graphs = await Promise.all(entities.map(async ({ id }) => around(id)));
  const names = new Map(graphs.flatMap((graph) => graph.entities.map(({ id, name }) => [id, name])));
  const all = graphs.flatMap(({ relations }, index) => {
    const id = entities[index]?.id;
    return relations.filter(({ from, to }) => from === id || to === id);
  });
  const once = [...new Map(all.map((relation) => [relation.id, relation])).values()];
  return once.map((relation) => ({
    relation,
    from: names.get(relation.from) ?? "",
    to: names.get(relation.to) ?? "",
  }));
};

/** @param clock the time from which a relation no longer holds that a lesson ends */
export const createAgentMemory = (
  open: MemoryAccess,
  workspace: string,
  clock: () => Date = () => new Date(),
): AgentMemory => {
  const placesFor = ({ agent, settings }: Rememberer) => placesOf(workspace, agent, settings.scope);

  const relevant = async (who: Rememberer, text: string) => {
    const { searchLimit, minSimilarity, maxTokens = defaultMemoryTokens } = who.settings;
    const memory = await open();
    const limit = searchLimit * 2 + triedBeside;
    const found = await memory.search({ text, mode: "hybrid", limit, minSimilarity, places: placesFor(who) });
    const isAbout = sharesSubject(text);
    const entities = found
      .filter(({ entity, parts }) => parts.semanticRank !== null || isAbout(entity))
      .slice(0, searchLimit)
      .map(({ entity }) => entity);
    return { memory, maxTokens, ...linesWithin(entities, maxTokens) };
  };

  return {
    recall: async (who, text) => {
      const { text: lines, shown } = await relevant(who, text);
      return { text: lines, ids: shown.map(({ id }) => id) };
    },
    review: async (who, text) => {
      const { memory, maxTokens, text: lines, shown } = await relevant(who, text);
      const related = await relationsOf(memory, placesFor(who), shown);
      const relations = relationLinesWithin(related, Math.ceil(maxTokens * shareOfRelations));
      return {
        text: lines,
        ids: shown.map(({ id }) => id),
        relations: { text: relations.text, ids: relations.shown.map(({ id }) => id) },
      };
    },
    learn: async (who, lesson, key, provenance) => {
      const now = clock().toISOString();
      return storeLesson({ memory: await open(), places: placesFor(who), provenance, now }, lesson, key);
    },
  };
};
