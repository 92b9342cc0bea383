/** What an agent learned from one exchange, in the form in which a model reports it and the memory stores it. */
import type { JsonObject } from "./json.ts";
import { isJsonObject } from "./json.ts";
import { memoryLimits, nameKey, observationKey, type EntityId } from "./memory.ts";

export type LearntEntity = {
  /** The known entity that this is about; null for one that is told by its name and type. */
  readonly id: EntityId | null;
  readonly name: string;
  readonly type: string;
  readonly observations: readonly string[];
  /** Texts of earlier observations that are no longer true. */
  readonly outdated: readonly string[];
};

export type LearntRelation = {
  /** Ends are names or ids, of entities of the lesson or of known ones. */
  readonly from: string;
  readonly to: string;
  readonly type: string;
};

export type Lesson = {
  readonly entities: readonly LearntEntity[];
  readonly relations: readonly LearntRelation[];
};

const text = { type: "string" };
const texts = { type: "array", items: text };

/** JSON Schema of a {@link Lesson}, strict enough for vendors that hold models to it. An `id` of "" is none. */
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
  },
  required: ["entities", "relations"],
  additionalProperties: false,
};

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string" && each.trim() !== "") : [];

const named = (value: unknown, most: number): string | null =>
  typeof value === "string" && nameKey(value) !== "" ? value.trim().slice(0, most) : null;

const listIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((each): each is JsonObject => isJsonObject(each)) : [];

/** Of `known`, the id that the text is, in any case and with or without the brackets that it was shown in. */
const knownId = (value: unknown, known: ReadonlySet<EntityId>): EntityId | null => {
  if (typeof value !== "string") return null;
  const id = value.trim().replace(/^\[/u, "").replace(/\]$/u, "").toLowerCase() as EntityId;
  return known.has(id) ? id : null;
};

const entityIn = (value: JsonObject, known: ReadonlySet<EntityId>): LearntEntity | null => {
  const id = knownId(value["id"], known);
  const name = named(value["name"], memoryLimits.name);
  const type = named(value["type"], memoryLimits.type);
  const observations = textsIn(value["observations"]);
  const said = new Set(observations.map(observationKey));
  // What is said again is not outdated.
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
 * Takes what is usable of a model's answer: part of a lesson is better than none. Left out are entities that say nothing
 * new, or lack an id as well as a name and a type, and relations without an end or a type. Null for what is no lesson at all.
 *
 * @param known ids that the model was shown; it may have made up, or been talked into, any other one, so these count for nothing
 */
export const readLesson = (value: unknown, known: ReadonlySet<EntityId>): Lesson | null => {
  if (!isJsonObject(value)) return null;
  const { entities, relations } = value;
  if (!Array.isArray(entities) && !Array.isArray(relations)) return null;
  return {
    entities: listIn(entities)
      .map((each) => entityIn(each, known))
      .filter(isThere),
    relations: listIn(relations)
      .map((each) => relationIn(each, known))
      .filter(isThere),
  };
};

/** Characters kept of each side when the exchange itself is stored. */
const exchangeKept = 2_000;

/** The exchange itself, where no model can say what was learnt from it. */
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
});
