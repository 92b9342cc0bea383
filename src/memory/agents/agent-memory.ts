/** The memory operations of an agent's turn: recalling what is relevant before an answer, and storing what was learnt after it. */
import { placesOf } from "../../domain/memory.ts";
import type { AgentMemory, MemoryAccess, Rememberer } from "../types.ts";
import { storeLesson } from "./learning.ts";
import { defaultMemoryTokens, linesWithin } from "./prompt-lines.ts";
import { sharesSubject } from "./shared-words.ts";

/** Candidates examined in addition to twice the number wanted, since some share only function words. */
const triedBeside = 20;

export const createAgentMemory = (open: MemoryAccess, workspace: string): AgentMemory => {
  const placesFor = ({ agent, settings }: Rememberer) => placesOf(workspace, agent, settings.scope);

  return {
    recall: async (who, text) => {
      const { searchLimit, minSimilarity, maxTokens = defaultMemoryTokens } = who.settings;
      const memory = await open();
      const limit = searchLimit * 2 + triedBeside;
      const found = await memory.search({ text, mode: "hybrid", limit, minSimilarity, places: placesFor(who) });
      const isAbout = sharesSubject(text);
      const relevant = found
        .filter(({ entity, parts }) => parts.semanticRank !== null || isAbout(entity))
        .slice(0, searchLimit)
        .map(({ entity }) => entity);
      const { text: lines, shown } = linesWithin(relevant, maxTokens);
      return { text: lines, ids: shown.map(({ id }) => id) };
    },
    learn: async (who, lesson, key, provenance) =>
      storeLesson({ memory: await open(), places: placesFor(who), provenance }, lesson, key),
  };
};
