/**
 * Keeps an import from bringing erased observations back. Nothing of their text is known, only the entity and the time at which they
 * were recorded. So an observation is taken for an erased one if the memory has the entity, but not this observation, and one that
 * was recorded at that time was erased.
 */
import { observationKey, type Entity, type EntityId, type Observation } from "../domain/memory.ts";
import type { ConflictRule, ExportedEntity } from "../domain/exported-memory.ts";
import { observationIdOf } from "./rules.ts";

/** By the other rules, an entity that exists is left as it is. */
export const mayAdd = (rule: ConflictRule): boolean => rule === "merge" || rule === "replace";

/** Observations of an import that the entity does not have, whether or not they count. */
const unknownOf = (given: ExportedEntity, there: readonly Pick<Observation, "text">[]): readonly Observation[] => {
  const known = new Set(there.map(({ text }) => observationKey(text)));
  return given.observations.filter(({ text }) => !known.has(observationKey(text)));
};

/** The observation itself, and the entity from which a merge brought it. */
const idsOf = (entity: EntityId, { recordedAt, merged }: Observation): readonly string[] => [
  observationIdOf(entity, recordedAt),
  ...(merged === undefined ? [] : [merged.entity]),
];

/** The ids to be looked up among the erased ones. */
export const erasableIds = (given: ExportedEntity, there: Pick<Entity, "observations">): readonly string[] => [
  ...new Set(unknownOf(given, there.observations).flatMap((each) => idsOf(given.id, each))),
];

/**
 * The imported entity without observations that were erased.
 *
 * @param there the entity with this id, with all observations that it ever had
 */
export const withoutErased = (
  given: ExportedEntity,
  there: Pick<Entity, "observations">,
  wasErased: (id: string) => boolean,
): ExportedEntity => {
  const gone = new Set(unknownOf(given, there.observations).filter((each) => idsOf(given.id, each).some(wasErased)));
  return gone.size === 0 ? given : { ...given, observations: given.observations.filter((each) => !gone.has(each)) };
};
