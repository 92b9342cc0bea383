/** Finds probable duplicates by name and by meaning, using only reads that every backend has. */
import { textOf, type Entity, type LikelyDuplicates, type MemoryPlace } from "../domain/memory.ts";
import type { Page } from "../registry/stores.ts";
import type { DuplicateSearch, MemoryBackend } from "./types.ts";
import { allWordsOf } from "./words.ts";

/** The maximum number of entities that one page examines; each costs an embedding and two searches. */
const examined = 100;

/** Candidates examined per entity, both by name and by meaning. */
const candidates = 6;

const defaultSimilarity = 0.9;

/** Equal for names that consist of the same words, regardless of order, case, accents and punctuation. */
const nameWordsOf = ({ name }: Entity): string => [...new Set(allWordsOf(name))].toSorted().join(" ");

/** Probable duplicates in the entity's place that have a greater id, so that each pair is found once. */
const pairsOf = async (
  { search }: Pick<MemoryBackend, "search">,
  entity: Entity,
  minSimilarity: number,
): Promise<readonly LikelyDuplicates[]> => {
  const [near, named] = await Promise.all([
    search({ ...{ mode: "semantic", minSimilarity }, text: textOf(entity), places: [entity.place], limit: candidates }),
    search({ mode: "keyword", text: entity.name, places: [entity.place], limit: candidates }),
  ]);
  const similarities = new Map(near.map(({ entity: { id }, parts }) => [id, parts.similarity]));
  const words = nameWordsOf(entity);
  const others = new Map([...near, ...named].map((match) => [match.entity.id, match.entity]));
  return [...others.values()]
    .filter(({ id }) => id > entity.id)
    .map((other): LikelyDuplicates => ({
      entities: [entity, other],
      sameName: words !== "" && nameWordsOf(other) === words,
      similarity: similarities.get(other.id) ?? null,
    }))
    .filter(({ sameName, similarity }) => sameName || similarity !== null);
};

const bestFirst = (one: LikelyDuplicates, other: LikelyDuplicates): number =>
  Number(other.sameName) - Number(one.sameName) || (other.similarity ?? 0) - (one.similarity ?? 0);

/** Examines entities page by page until there are enough pairs or the page's budget of entities is used up. */
export const findDuplicates = async (
  reads: Pick<MemoryBackend, "findEntities" | "search">,
  places: readonly MemoryPlace[],
  { limit, minSimilarity = defaultSimilarity, cursor = null }: DuplicateSearch,
): Promise<Page<LikelyDuplicates>> => {
  const found: LikelyDuplicates[] = [];
  let next: string | null = cursor;
  for (let count = 0; count < examined; count++) {
    const before: string | null = next;
    const { items, nextCursor }: Page<Entity> = await reads.findEntities({ places }, { limit: 1, cursor: before });
    const [entity] = items;
    if (entity === undefined) return { items: found.toSorted(bestFirst), nextCursor: null };
    const pairs = await pairsOf(reads, entity, minSimilarity);
    // The pairs of one entity stay together unless they exceed the limit on their own.
    if (found.length > 0 && found.length + pairs.length > limit) {
      return { items: found.toSorted(bestFirst), nextCursor: before };
    }
    found.push(...pairs.toSorted(bestFirst).slice(0, limit));
    next = nextCursor;
    if (next === null) break;
  }
  return { items: found.toSorted(bestFirst), nextCursor: next };
};
