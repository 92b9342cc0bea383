/** Filters as SQL, with numbered parameters. */
import type { RecordFilter, RelationRecordFilter } from "../records/types.ts";

/** Collects values, and answers the name of each. */
export interface Parameters {
  readonly values: unknown[];
  add(value: unknown): string;
}

export const createParameters = (): Parameters => {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
};

/** PostgreSQL's texts hold every character but this one. */
export const storable = (text: string): string => text.replaceAll("\u0000", "\uFFFD");

/** As jsonb can hold it. */
export const storableJson = (value: unknown): string => JSON.stringify(value).replaceAll(String.raw`\u0000`, "\uFFFD");

const counts = (table: string, at: string, { add }: Parameters): string => {
  const time = add(at);
  return `${table}.recorded_at <= ${time} AND (${table}.invalidated_at IS NULL OR ${table}.invalidated_at > ${time})
    AND (${table}.valid_from IS NULL OR ${table}.valid_from <= ${time})
    AND (${table}.valid_to IS NULL OR ${table}.valid_to > ${time})`;
};

/** For the table `entity`, called `e`. */
export const entityConditions = (filter: RecordFilter, parameters: Parameters): string => {
  const { add } = parameters;
  return [
    ...(filter.places === null ? [] : [`e.place = ANY(${add(filter.places)})`]),
    ...(filter.at === null ? [] : [counts("e", filter.at, parameters)]),
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

/** For the table `relation`, called `r`. */
export const relationConditions = (filter: RelationRecordFilter, parameters: Parameters): string => {
  const { add } = parameters;
  return [
    ...(filter.places === null ? [] : [`r.place = ANY(${add(filter.places)})`]),
    ...(filter.at === null ? [] : [counts("r", filter.at, parameters)]),
    ...(filter.from === undefined ? [] : [`r.source = ${add(filter.from)}`]),
    ...(filter.to === undefined ? [] : [`r.target = ${add(filter.to)}`]),
    ...(filter.types === undefined ? [] : [`r.type = ANY(${add(filter.types.map(storable))})`]),
    "TRUE",
  ].join(" AND ");
};
