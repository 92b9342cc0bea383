/** How agents refer to entities, and the place of a relation. */
import { placeKey, type EntityId, type MemoryPlace } from "../../domain/memory.ts";

/** Whether a reference is an id rather than a name. */
export const isEntityId = (reference: string): reference is EntityId =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(reference);

/**
 * The narrower of two places. A relation between entities of both belongs there: only readers who see both entities may see it.
 *
 * @param places the places that an agent may use, narrowest first
 */
export const narrowest = (places: readonly MemoryPlace[], one: MemoryPlace, other: MemoryPlace): MemoryPlace => {
  const either = new Set([placeKey(one), placeKey(other)]);
  return places.find((place) => either.has(placeKey(place))) ?? one;
};
