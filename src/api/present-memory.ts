/** The memory's values as the API shows them. */
import type { Entity, EntityMatch, MemoryPlace, Relation } from "../domain/memory.ts";
import type { MemoryStatistics } from "../memory/types.ts";
import type * as dto from "./dto/memory.ts";

const presentPlace = (place: MemoryPlace): Pick<dto.MemoryEntity, "scope" | "agent"> => ({
  scope: place.kind,
  agent: place.kind === "agent-only" ? place.agent : null,
});

export const presentEntity = (entity: Entity): dto.MemoryEntity => {
  const { id, place, name, type, observations, metadata, pinned, provenance, validFrom, validTo, recordedAt } = entity;
  return {
    id,
    ...presentPlace(place),
    name,
    type,
    observations: observations.map((each) => ({
      text: each.text,
      recordedAt: each.recordedAt,
      provenance: each.provenance === null ? null : { ...each.provenance },
    })),
    metadata: { ...metadata },
    pinned,
    provenance: provenance === null ? null : { ...provenance },
    validFrom,
    validTo,
    recordedAt,
  };
};

export const presentRelation = (relation: Relation): dto.MemoryRelation => {
  const { id, place, from, to, type, strength, confidence, directed, metadata, validFrom, validTo, recordedAt } =
    relation;
  return {
    id,
    ...presentPlace(place),
    from,
    to,
    type,
    strength,
    confidence,
    directed,
    metadata: { ...metadata },
    validFrom,
    validTo,
    recordedAt,
  };
};

export const presentMatch = ({ entity, score, parts }: EntityMatch): dto.MemoryMatch => ({
  entity: presentEntity(entity),
  score,
  parts: { ...parts },
});

export const presentMemoryStatistics = (statistics: MemoryStatistics): dto.MemoryStatisticsView => {
  const { backend, embeddingModel, entities, observations, relations, places } = statistics;
  return {
    backend,
    embeddingModel,
    entities,
    observations,
    relations,
    scopes: places.map(({ place, ...counts }) => ({ ...presentPlace(place), ...counts })),
  };
};
