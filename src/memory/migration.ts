/** Moves a memory to another backend while it is in use, and verifies the result. */
import { isDeepStrictEqual } from "node:util";
import { CaxtonError } from "../domain/errors.ts";
import type { EntityId, EntityMatch, MemoryPlace } from "../domain/memory.ts";
import type { ExportedEntity, ExportRecord } from "../domain/exported-memory.ts";
import type { ImportSummary, MemoryBackend, MemoryStatistics } from "./types.ts";

export interface MigrationProgress {
  readonly phase: "copying" | "comparing";
  /** Records processed so far, and their approximate total. */
  readonly done: number;
  readonly total: number;
}

export interface MigrationReport {
  /** How many passes were made; the last one found nothing new. */
  readonly passes: number;
  readonly created: number;
  readonly changed: number;
  readonly relations: number;
  /** Relations that the last pass could not store because the target lacks one of their ends. */
  readonly relationsLeftOut: number;
  /** Entities that were merged into an existing entity of the target with the same name, and so have another id there. */
  readonly joined: number;
  readonly counts: {
    readonly from: Pick<MemoryStatistics, "entities" | "observations" | "relations">;
    readonly to: Pick<MemoryStatistics, "entities" | "observations" | "relations">;
  };
  readonly samples: { readonly compared: number; readonly different: readonly EntityId[] };
  /**
   * Queries sent to both backends, and the share of the ten best positions at which the target's match was as close as the source's.
   */
  readonly searches: { readonly asked: number; readonly agreement: number };
  /** Whether all comparisons succeeded. */
  readonly agrees: boolean;
}

/** Writes made during a pass are copied by the next one. A source that changes too fast is never caught up with. */
const mostPasses = 10;

const sampled = 200;
const asked = 40;
const answers = 10;

/** HNSW indexes are approximate. */
const leastAgreement = 0.9;

/** A uniform random sample of a stream (Vitter, 1985, algorithm R). */
const createSample = (size: number) => {
  const taken: ExportedEntity[] = [];
  let seen = 0;
  return {
    taken,
    offer: (entity: ExportedEntity): void => {
      seen += 1;
      const place = taken.length < size ? taken.length : Math.floor(Math.random() * seen);
      if (place < size) taken[place] = entity;
    },
  };
};

const textsOf = (entity: ExportedEntity): ReadonlySet<string> =>
  new Set(entity.observations.filter(({ invalidatedAt }) => invalidatedAt === null).map(({ text }) => text));

/** Whether the target has the entity as in the source or, if it was merged into another entity, has its observations. */
const arrived = async (to: MemoryBackend, entity: ExportedEntity, as: EntityId): Promise<boolean> => {
  const { past: _past, observations: _observations, ...plain } = entity;
  const found = await to.getEntity(as, [entity.place]).catch((thrown: unknown) => {
    if (thrown instanceof CaxtonError && thrown.code === "memory.not_found") return null;
    throw thrown;
  });
  if (found === null) return false;
  const there = textsOf(found);
  if (![...textsOf(entity)].every((text) => there.has(text))) return false;
  const { observations: _others, ...other } = found;
  return as !== entity.id || (there.size === textsOf(entity).size && isDeepStrictEqual(other, plain));
};

/**
 * Of the similarity. Vectors depend slightly on the batch in which a text is embedded (models/all-MiniLM-L6-v2), and backends round
 * differently, so the order of near-equal matches may differ.
 */
const tolerance = 0.03;

/** The number of positions at which the target's match is as good as the source's. */
const asGood = (here: readonly EntityMatch[], there: readonly EntityMatch[]): number =>
  here.length === 0
    ? 1
    : here.filter(({ score }, place) => (there[place]?.score ?? -1) >= score - tolerance).length / here.length;

const holds = (from: MemoryStatistics, to: MemoryStatistics): boolean =>
  from.places.every((each) => {
    const there = to.places.find(({ place }) => isDeepStrictEqual(place, each.place));
    // Entities of the source may have been merged with existing ones, and the target may hold others besides.
    return each.entities === 0 || (there?.entities ?? 0) >= each.entities;
  });

interface Copied {
  readonly summary: ImportSummary;
  readonly sample: readonly ExportedEntity[];
}

/** Copies everything once: records that the target has under the same id become what they are in the source. */
const copy = async (from: MemoryBackend, to: MemoryBackend, onRecord: () => void): Promise<Copied> => {
  const sample = createSample(sampled);
  const read = async function* (): AsyncGenerator<ExportRecord> {
    for await (const record of from.exportData(null)) {
      if (record.kind === "entity" && record.entity.invalidatedAt === null) sample.offer(record.entity);
      onRecord();
      yield record;
    }
  };
  const summary = await to.importData(read, "replace");
  return { summary, sample: sample.taken };
};

const compareSearches = async (
  from: MemoryBackend,
  to: MemoryBackend,
  entities: readonly ExportedEntity[],
): Promise<number> => {
  let sum = 0;
  for (const { place, name, observations } of entities) {
    const places: readonly MemoryPlace[] = [place];
    const question = observations.at(-1)?.text.slice(0, 1_000) ?? name;
    const [here, there] = await Promise.all(
      [from, to].map(async (memory) => memory.semanticSearch(question, { places }, answers, 0)),
    );
    sum += asGood(here ?? [], there ?? []);
  }
  return entities.length === 0 ? 1 : sum / entities.length;
};

const countsOf = ({ entities, observations, relations }: MemoryStatistics) => ({ entities, observations, relations });

/** Throws what the two backends throw. Repeating an interrupted migration completes it. */
export const migrateMemory = async (
  from: MemoryBackend,
  to: MemoryBackend,
  onProgress: (progress: MigrationProgress) => void = () => undefined,
): Promise<MigrationReport> => {
  const before = await from.statistics(null);
  const total = before.entities + before.relations;
  const sum = { created: 0, changed: 0, relations: 0 };
  const joined = new Map<EntityId, EntityId>();
  let sample: readonly ExportedEntity[] = [];
  let relationsLeftOut = 0;
  let passes = 0;
  for (let isNew = true; isNew && passes < mostPasses; passes++) {
    let done = 0;
    const copied = await copy(from, to, () => {
      done += 1;
      // Relations may be read more than once, which would take `done` past the total.
      if (done % 100 === 0) onProgress({ phase: "copying", done: Math.min(done, total), total });
    });
    const { created, merged, relations } = copied.summary;
    for (const [id, as] of Object.entries(copied.summary.joined)) joined.set(id as EntityId, as);
    sum.created += created;
    sum.changed += merged;
    sum.relations += relations;
    isNew = created + merged + relations > 0;
    ({ sample } = copied);
    relationsLeftOut = copied.summary.relationsLeftOut.count;
  }
  const nowCalled = (id: EntityId): EntityId => joined.get(id) ?? id;
  onProgress({ phase: "comparing", done: 0, total: sample.length });
  const different: EntityId[] = [];
  for (const entity of sample) if (!(await arrived(to, entity, nowCalled(entity.id)))) different.push(entity.id);
  const agreement = await compareSearches(from, to, sample.slice(0, asked));
  const [source, target] = await Promise.all([from.statistics(null), to.statistics(null)]);
  return {
    passes,
    ...sum,
    relationsLeftOut,
    joined: joined.size,
    counts: { from: countsOf(source), to: countsOf(target) },
    samples: { compared: sample.length, different },
    searches: { asked: Math.min(asked, sample.length), agreement },
    agrees: relationsLeftOut === 0 && different.length === 0 && agreement >= leastAgreement && holds(source, target),
  };
};
