/** What an agent learned from one exchange, in the form in which a model reports it and the memory stores it. */
import type { JsonObject } from "./json.ts";
import { isJsonObject } from "./json.ts";
import { memoryLimits, nameKey, observationKey, type EntityId, type RelationId } from "./memory.ts";

export type LearntEntity = {
  /** The known entity that this is about; null for one that is identified by its name and type. */
  readonly id: EntityId | null;
  readonly name: string;
  readonly type: string;
  readonly observations: readonly string[];
  /** Texts of earlier observations that are no longer true. */
  readonly outdated: readonly string[];
};

export type LearntRelation = {
  /** Both ends are names or ids, of entities in this lesson or of known ones. */
  readonly from: string;
  readonly to: string;
  readonly type: string;
};

export type Lesson = {
  readonly entities: readonly LearntEntity[];
  readonly relations: readonly LearntRelation[];
  /** Known relations that no longer hold. */
  readonly ended: readonly RelationId[];
};

/** What a model was shown of the memory. Its answer may refer to nothing else. */
export interface Shown {
  readonly entities: ReadonlySet<EntityId>;
  readonly relations: ReadonlySet<RelationId>;
}

const text = { type: "string" };
const texts = { type: "array", items: text };

/**
 * JSON Schema of a {@link Lesson}, strict enough for vendors that enforce schemas. An empty `id` means that there is
 * none.
 */
export const lessonSchema: JsonObject = {
  type: "object",
  properties: {
    entities: {
      type: "array",
      items: {
        type: "object",
        properties: { id: text, name: text, type: text, observations: texts, outdated: texts },
        required: ["id", "name", "type", "observations", "outdated"],
        additionalProperties: false,
      },
    },
    relations: {
      type: "array",
      items: {
        type: "object",
        properties: { from: text, to: text, type: text },
        required: ["from", "to", "type"],
        additionalProperties: false,
      },
    },
    ended: texts,
  },
  required: ["entities", "relations", "ended"],
  additionalProperties: false,
};

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string" && each.trim() !== "") : [];

const named = (value: unknown, most: number): string | null =>
  typeof value === "string" && nameKey(value) !== "" ? value.trim().slice(0, most) : null;

const listIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((each): each is JsonObject => isJsonObject(each)) : [];

/** Finds the id in `known` that the text denotes, in any case, with or without the brackets in which it was shown. */
const knownId = <Id extends EntityId | RelationId>(value: unknown, known: ReadonlySet<Id>): Id | null => {
  if (typeof value !== "string") return null;
  const id = value.trim().replace(/^\[/u, "").replace(/\]$/u, "").toLowerCase() as Id;
  return known.has(id) ? id : null;
};

const entityIn = (value: JsonObject, known: ReadonlySet<EntityId>): LearntEntity | null => {
  const id = knownId(value["id"], known);
  const name = named(value["name"], memoryLimits.name);
  const type = named(value["type"], memoryLimits.type);
  const observations = textsIn(value["observations"]);
  const said = new Set(observations.map(observationKey));
  // An observation that is repeated is not outdated.
  const outdated = textsIn(value["outdated"]).filter((each) => !said.has(observationKey(each)));
  if (id === null && (name === null || type === null || observations.length === 0)) return null;
  if (observations.length === 0 && outdated.length === 0) return null;
  return { id, name: name ?? "", type: type ?? "", observations, outdated };
};

const relationIn = ({ from, to, type }: JsonObject, known: ReadonlySet<EntityId>): LearntRelation | null => {
  const [one, other] = [from, to].map((end) => knownId(end, known) ?? named(end, memoryLimits.name));
  const itsType = named(type, memoryLimits.type);
  return one == null || other == null || itsType === null ? null : { from: one, to: other, type: itsType };
};

const isThere = <Value>(value: Value | null): value is Value => value !== null;

/**
 * Reads what is usable from a model's answer: part of a lesson is better than none. Leaves out entities that say
 * nothing new or that have neither an id nor both a name and a type, and relations without an end or a type. Null if
 * the value is not a lesson at all.
 *
 * @param shown any other id is ignored, because the model may have invented it or been talked into it
 */
export const readLesson = (value: unknown, shown: Shown): Lesson | null => {
  if (!isJsonObject(value)) return null;
  const { entities, relations, ended } = value;
  if (![entities, relations, ended].some(Array.isArray)) return null;
  const over = textsIn(ended).map((each) => knownId(each, shown.relations));
  return {
    entities: listIn(entities)
      .map((each) => entityIn(each, shown.entities))
      .filter(isThere),
    relations: listIn(relations)
      .map((each) => relationIn(each, shown.entities))
      .filter(isThere),
    ended: [...new Set(over.filter(isThere))],
  };
};

/** Characters kept of each side when the exchange itself is stored. */
const exchangeKept = 2_000;

/** A lesson that is the exchange itself, for use when no model can say what was learned from it. */
export const lessonOfExchange = (asked: string, answered: string): Lesson => ({
  entities: [
    {
      id: null,
      name: asked.trim().slice(0, 120) || "An exchange",
      type: "exchange",
      observations: [`Asked: ${asked.slice(0, exchangeKept)}`, `Answered: ${answered.slice(0, exchangeKept)}`],
      outdated: [],
    },
  ],
  relations: [],
  ended: [],
});
