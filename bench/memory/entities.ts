/** WordNet's synsets as entities of a memory: the first words are the name, the gloss is the observation. */
import type { AgentName } from "../../src/domain/ids.ts";
import { nameKey, textOf, type EntityId, type MemoryPlace } from "../../src/domain/memory.ts";
import type { NewEntity } from "../../src/memory/types.ts";
import type { Synset } from "./wordnet.ts";

export const sharedPlace: MemoryPlace = { kind: "workspace", workspace: "default" };
const agents = 10;
const agentPlace = (number: number): MemoryPlace => ({
  kind: "agent-only",
  workspace: "default",
  agent: `agent-${number % agents}` as AgentName,
});
/** The places that one agent sees. */
export const placesSeen: readonly MemoryPlace[] = [agentPlace(0), sharedPlace];

export type WholeEntity = NewEntity & { readonly id: EntityId };

export const idOf = (number: number): EntityId =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}` as EntityId;

/** One in ten belongs to an agent's own place. Duplicate names are numbered, like the senses of a word in a dictionary. */
export const entitiesOf = (synsets: readonly Synset[], count: number): readonly WholeEntity[] => {
  const named = new Map<string, number>();
  const repeated = Array.from({ length: Math.ceil(count / synsets.length) }, () => synsets).flat();
  return repeated.slice(0, count).map((synset, index) => {
    const words = synset.words.join(", ");
    const key = `${synset.type} ${nameKey(words)}`;
    const times = (named.get(key) ?? 0) + 1;
    named.set(key, times);
    return {
      id: idOf(index),
      place: index % 10 === 0 ? agentPlace(index / 10) : sharedPlace,
      name: times === 1 ? words : `${words} (${times})`,
      type: synset.type,
      observations: [synset.gloss],
    };
  });
};

export const textOfNew = ({ name, type, observations }: NewEntity): string =>
  textOf({
    name,
    type,
    observations: observations.map((text) => ({ text, recordedAt: "", invalidatedAt: null, provenance: null })),
  });
