/** Converts records into properties, and filters into Cypher with named parameters. */
import { createHash } from "node:crypto";
import type { EntityName, RecordFilter, RelationEnds, RelationRecordFilter } from "../records/types.ts";
import type { Times } from "../rules.ts";
import type { Parameters } from "./connection.ts";

const hashOf = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);

/** Identifies the name of an entity that counts. It is a hash because an index cannot hold long texts. */
export const bearsOf = ({ place, nameKey, typeKey }: EntityName): string => hashOf(place, nameKey, typeKey);

export const endsOf = ({ place, from, to, type }: RelationEnds): string => hashOf(place, from, to, type);

/** A place as a single word of the full-text index, without spaces or punctuation. */
export const placeWord = (place: string): string => createHash("sha256").update(place).digest("hex").slice(0, 32);

/** Equal for equal JSON values, regardless of the order of keys. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, canonical(each)]),
  );
};

/** A property of a node cannot be an object, but it can be a list of strings. */
export const metadataTexts = (metadata: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(metadata).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(canonical(value))}`);

export interface Conditions {
  /** A condition on one entity or relation. */
  readonly cypher: string;
  readonly parameters: Parameters;
}

type Part = readonly [cypher: string, parameters: Parameters];

const joined = (parts: readonly Part[]): Conditions => ({
  cypher: ["true", ...parts.map(([cypher]) => cypher)].join(" AND "),
  parameters: Object.assign({}, ...parts.map(([, parameters]) => parameters)) as Parameters,
});

const counts = (name: string, { at, valid }: Times): Part => [
  `${name}.recordedAt <= $at AND (${name}.invalidatedAt IS NULL OR ${name}.invalidatedAt > $at)
   AND (${name}.validFrom IS NULL OR ${name}.validFrom <= $valid) AND (${name}.validTo IS NULL OR ${name}.validTo > $valid)`,
  { at, valid },
];

const placed = (name: string, { places, times }: Pick<RecordFilter, "places" | "times">): readonly Part[] => [
  ...(places === null ? [] : [[`${name}.place IN $places`, { places }] as const]),
  ...(times === null ? [] : [counts(name, times)]),
];

const whereGiven = <Value>(value: Value | undefined, part: (value: Value) => Part): readonly Part[] =>
  value === undefined ? [] : [part(value)];

/** For an entity with the name `e`. */
export const entityConditions = (filter: RecordFilter): Conditions =>
  joined([
    ...placed("e", filter),
    ...whereGiven(filter.ids, (ids) => ["e.id IN $ids", { ids }]),
    ...whereGiven(filter.nameKey, (nameKey) => ["e.nameKey = $nameKey", { nameKey }]),
    ...whereGiven(filter.typeKeys, (typeKeys) => ["e.typeKey IN $typeKeys", { typeKeys }]),
    ...whereGiven(filter.since, (since) => ["e.recordedAt >= $since", { since }]),
    ...whereGiven(filter.until, (until) => ["e.recordedAt < $until", { until }]),
    ...whereGiven(filter.metadata, (metadata) => [
      "all(each IN $metadata WHERE each IN e.metadata)",
      { metadata: metadataTexts(metadata) },
    ]),
  ]);

/** For a relation with the name `r`, from `a` to `b`. */
export const relationConditions = (filter: RelationRecordFilter): Conditions =>
  joined([
    ...placed("r", filter),
    ...whereGiven(filter.from, (from) => ["a.id = $from", { from }]),
    ...whereGiven(filter.to, (to) => ["b.id = $to", { to }]),
    ...whereGiven(filter.among, (among) => ["a.id IN $among AND b.id IN $among", { among }]),
    ...whereGiven(filter.types, (types) => ["r.type IN $types", { types }]),
  ]);
