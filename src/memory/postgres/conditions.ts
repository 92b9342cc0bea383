/** Filters as SQL, with numbered parameters. */
import type { RecordFilter, RelationRecordFilter } from "../records/types.ts";
import type { Times } from "../rules.ts";

/** Collects values, and returns the placeholder of each. */
export interface Parameters {
  readonly values: unknown[];
  add(value: unknown): string;
}

export const createParameters = (): Parameters => {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
};

/** A text in PostgreSQL can contain every character except this one. */
export const storable = (text: string): string => text.replaceAll("\u0000", "\uFFFD");

/** JSON without the character that jsonb rejects. */
export const storableJson = (value: unknown): string => JSON.stringify(value).replaceAll(String.raw`\u0000`, "\uFFFD");

const counts = (table: string, times: Times, { add }: Parameters): string => {
  const [at, valid] = [add(times.at), add(times.valid)];
  return `${table}.recorded_at <= ${at} AND (${table}.invalidated_at IS NULL OR ${table}.invalidated_at > ${at})
    AND (${table}.valid_from IS NULL OR ${table}.valid_from <= ${valid})
    AND (${table}.valid_to IS NULL OR ${table}.valid_to > ${valid})`;
};

/** For the table `entity` with the alias `e`. */
export const entityConditions = (filter: RecordFilter, parameters: Parameters): string => {
  const { add } = parameters;
  return [
    ...(filter.places === null ? [] : [`e.place = ANY(${add(filter.places)})`]),
    ...(filter.times === null ? [] : [counts("e", filter.times, parameters)]),
    ...(filter.ids === undefined ? [] : [`e.id = ANY(${add(filter.ids)}::uuid[])`]),
    ...(filter.nameKey === undefined ? [] : [`e.name_key = ${add(storable(filter.nameKey))}`]),
    ...(filter.typeKeys === undefined ? [] : [`e.type_key = ANY(${add(filter.typeKeys.map(storable))})`]),
    ...(filter.since === undefined ? [] : [`e.recorded_at >= ${add(filter.since)}`]),
    ...(filter.until === undefined ? [] : [`e.recorded_at < ${add(filter.until)}`]),
    ...Object.entries(filter.metadata ?? {}).map(
      ([name, value]) => `e.metadata -> ${add(storable(name))} = ${add(storableJson(value))}::jsonb`,
    ),
    "TRUE",
  ].join(" AND ");
};

/** For the table `relation` with the alias `r`. */
export const relationConditions = (filter: RelationRecordFilter, parameters: Parameters): string => {
  const { add } = parameters;
  return [
    ...(filter.places === null ? [] : [`r.place = ANY(${add(filter.places)})`]),
    ...(filter.times === null ? [] : [counts("r", filter.times, parameters)]),
    ...(filter.from === undefined ? [] : [`r.source = ${add(filter.from)}`]),
    ...(filter.to === undefined ? [] : [`r.target = ${add(filter.to)}`]),
    ...(filter.among === undefined
      ? []
      : [`r.source = ANY(${add(filter.among)}::uuid[]) AND r.target = ANY(${add(filter.among)}::uuid[])`]),
    ...(filter.types === undefined ? [] : [`r.type = ANY(${add(filter.types.map(storable))})`]),
    "TRUE",
  ].join(" AND ");
};
