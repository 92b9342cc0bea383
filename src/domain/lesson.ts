/** What an agent learnt from one exchange, as a model is asked for it and as the memory takes it. */
import type { JsonObject } from "./json.ts";
import { isJsonObject } from "./json.ts";
import { memoryLimits, nameKey } from "./memory.ts";

export type Lesson = {
  readonly entities: readonly {
    readonly name: string;
    readonly type: string;
    readonly observations: readonly string[];
  }[];
  /** Ends are names, of entities of this lesson or of ones that are known already. */
  readonly relations: readonly { readonly from: string; readonly to: string; readonly type: string }[];
};

const text = { type: "string" };

/** JSON Schema of a {@link Lesson}, strict enough for vendors that hold models to it. */
export const lessonSchema: JsonObject = {
  type: "object",
  properties: {
    entities: {
      type: "array",
      items: {
        type: "object",
        properties: { name: text, type: text, observations: { type: "array", items: text } },
        required: ["name", "type", "observations"],
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

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string" && each.trim() !== "") : [];

const named = (value: unknown, most: number): string | null =>
  typeof value === "string" && nameKey(value) !== "" ? value.trim().slice(0, most) : null;

/**
 * Takes what is usable of a model's answer: a lesson is worth having in part. An entity without a name, a type or an
 * observation, and a relation without an end or a type, are left out.
 */
export const readLesson = (value: unknown): Lesson => {
  const given = isJsonObject(value) ? value : {};
  const list = (key: string): readonly JsonObject[] =>
    Array.isArray(given[key]) ? given[key].filter((each): each is JsonObject => isJsonObject(each)) : [];
  return {
    entities: list("entities").flatMap(({ name, type, observations }) => {
      const [itsName, itsType] = [named(name, memoryLimits.name), named(type, memoryLimits.type)];
      const observed = texts(observations);
      return itsName === null || itsType === null || observed.length === 0
        ? []
        : [{ name: itsName, type: itsType, observations: observed }];
    }),
    relations: list("relations").flatMap(({ from, to, type }) => {
      const [one, other] = [named(from, memoryLimits.name), named(to, memoryLimits.name)];
      const itsType = named(type, memoryLimits.type);
      return one === null || other === null || itsType === null ? [] : [{ from: one, to: other, type: itsType }];
    }),
  };
};

/** How much of either side a memory of the exchange itself keeps, in characters. */
const exchangeKept = 2_000;

/** Where no model can say what was learnt: the exchange itself. */
export const lessonOfExchange = (asked: string, answered: string): Lesson => ({
  entities: [
    {
      name: asked.trim().slice(0, 120) || "An exchange",
      type: "exchange",
      observations: [`Asked: ${asked.slice(0, exchangeKept)}`, `Answered: ${answered.slice(0, exchangeKept)}`],
    },
  ],
  relations: [],
});
