/** How agents refer to what they relate, and where a relation belongs. */
import { placeKey, type EntityId, type MemoryPlace } from "../../domain/memory.ts";

/** Whether a reference is an id rather than a name. */
export const isEntityId = (reference: string): reference is EntityId =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(reference);

/**
 * The narrower of two places. A relation between entities of both belongs there: it must not be seen by those who cannot see
 * both.
 *
 * @param places that an agent may use, narrowest first
 */
export const narrowest = (places: readonly MemoryPlace[], one: MemoryPlace, other: MemoryPlace): MemoryPlace => {
  const either = new Set([placeKey(one), placeKey(other)]);
  return places.find((place) => either.has(placeKey(place))) ?? one;
};
