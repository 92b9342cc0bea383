/** The memory's values as the API shows them. */
import type {
  Entity,
  EntityMatch,
  LikelyDuplicates,
  MemoryPlace,
  Merge,
  Observation,
  Relation,
  Validity,
  Visited,
} from "../domain/memory.ts";
import type { MemoryStatistics } from "../memory/types.ts";
import type * as dto from "./dto/memory.ts";
import type * as graph from "./dto/memory-graph.ts";
import type * as search from "./dto/memory-search.ts";

const presentPlace = (place: MemoryPlace): Pick<dto.MemoryEntity, "scope" | "agent"> => ({
  scope: place.kind,
  agent: place.kind === "agent-only" ? place.agent : null,
});

const copied = <Value extends object>(value: Value | null | undefined): Value | null =>
  value == null ? null : { ...value };

const presentObservation = ({ text, recordedAt, invalidatedAt, provenance, merged }: Observation) => ({
  text,
  recordedAt,
  invalidatedAt,
  provenance: copied(provenance),
  mergedFrom: copied(merged),
});

const presentValidity = ({ validFrom, validTo, recordedAt, invalidatedAt }: Validity) => ({
  validFrom,
  validTo,
  recordedAt,
  invalidatedAt,
});

export const presentEntity = (entity: Entity): dto.MemoryEntity => {
  const { id, place, name, type, observations, metadata, pinned, provenance, mergedInto } = entity;
  return {
    id,
    ...presentPlace(place),
    name,
    type,
    observations: observations.map(presentObservation),
    metadata: { ...metadata },
    pinned,
    provenance: copied(provenance),
    ...presentValidity(entity),
    mergedInto,
  };
};

export const presentRelation = (relation: Relation): dto.MemoryRelation => {
  const { id, place, from, to, type, strength, confidence, directed, metadata, provenance } = relation;
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
    provenance: copied(provenance),
    ...presentValidity(relation),
  };
};

export const presentStep = ({ entity, depth, by }: Visited): graph.MemoryStep => ({
  entity: presentEntity(entity),
  depth,
  by: by === null ? null : presentRelation(by),
});

export const presentMerge = ({ id, place, into, others, mergedAt, undoneAt }: Merge): graph.MemoryMergeView => ({
  id,
  ...presentPlace(place),
  into: { ...into },
  others: others.map((each) => ({ ...each })),
  mergedAt,
  undoneAt,
});

export const presentDuplicates = ({ entities, sameName, similarity }: LikelyDuplicates): graph.MemoryDuplicates => ({
  entities: entities.map(presentEntity),
  sameName,
  similarity,
});

export const presentMatch = ({ entity, score, parts }: EntityMatch): search.MemoryMatch => ({
  entity: presentEntity(entity),
  score,
  parts: { ...parts, reached: copied(parts.reached) },
});

export const presentMemoryStatistics = (statistics: MemoryStatistics): search.MemoryStatisticsView => {
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
