/** Converts record filters into Qdrant filters. */
import type { RecordFilter, RelationRecordFilter, Step } from "../records/types.ts";
import type { Times } from "../rules.ts";
import type { Condition, Filter } from "./calls.ts";
import { hashOf, metadataOf, momentOf } from "./points.ts";

export const is = (key: string, value: string | number): Condition => ({ key, match: { value } });

export const isAny = (key: string, values: readonly string[]): Condition => ({ key, match: { any: [...values] } });

export const ofKind = (kind: string, ...more: readonly Condition[]): Filter => ({ must: [is("kind", kind), ...more] });

const countsAt = ({ at, valid }: Times): readonly Condition[] => {
  const [known, moment] = [momentOf(at), momentOf(valid)];
  return [
    { key: "recorded", range: { lte: known } },
    { key: "invalidated", range: { gt: known } },
    { key: "from", range: { lte: moment } },
    { key: "to", range: { gt: moment } },
  ];
};

const placed = ({ places, times }: Pick<RecordFilter, "places" | "times">): readonly Condition[] => [
  ...(places === null ? [] : [isAny("place", places)]),
  ...(times === null ? [] : countsAt(times)),
];

/** With an empty list nothing can match; Qdrant would treat it as no condition. */
export const findsNothing = ({ places, ids, typeKeys }: RecordFilter): boolean =>
  [places, ids, typeKeys].some((list) => list?.length === 0);

export const entityFilter = (filter: RecordFilter, ...more: readonly Condition[]): Filter => ({
  must: [
    is("kind", "entity"),
    ...placed(filter),
    ...(filter.ids === undefined ? [] : [{ has_id: [...filter.ids] }]),
    ...(filter.nameKey === undefined ? [] : [is("name", hashOf(filter.nameKey))]),
    ...(filter.typeKeys === undefined
      ? []
      : [
          isAny(
            "type",
            filter.typeKeys.map((key) => hashOf(key)),
          ),
        ]),
    ...(filter.since === undefined ? [] : [{ key: "recorded", range: { gte: momentOf(filter.since) } }]),
    ...(filter.until === undefined ? [] : [{ key: "recorded", range: { lt: momentOf(filter.until) } }]),
    ...Object.entries(filter.metadata ?? {}).map(([name, value]) => is("metadata", metadataOf(name, value))),
    ...more,
  ],
});

export const findsNoRelation = ({ places, types, among }: RelationRecordFilter): boolean =>
  [places, types, among].some((list) => list?.length === 0);

const ofTypes = (types: readonly string[] | undefined): readonly Condition[] =>
  types === undefined
    ? []
    : [
        isAny(
          "type",
          types.map((type) => hashOf(type)),
        ),
      ];

export const relationFilter = (filter: RelationRecordFilter): Filter =>
  ofKind(
    "relation",
    ...placed(filter),
    ...(filter.from === undefined ? [] : [is("source", filter.from)]),
    ...(filter.to === undefined ? [] : [is("target", filter.to)]),
    ...(filter.among === undefined ? [] : [isAny("source", filter.among), isAny("target", filter.among)]),
    ...ofTypes(filter.types),
  );

export const stepFilter = ({ from, places, times, direction, types, minStrength }: Step): Filter => {
  const [out, back] = [isAny("source", from), isAny("target", from)];
  const undirected = (condition: Condition): Condition => ({ must: [condition, is("directed", 0)] });
  return {
    ...ofKind("relation", ...placed({ places, times }), ...ofTypes(types), {
      key: "strength",
      range: { gte: minStrength },
    }),
    should: [direction === "in" ? undirected(out) : out, direction === "out" ? undirected(back) : back],
  };
};
