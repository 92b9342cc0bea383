/** Arithmetic on the counts of places. */
import type { Held } from "../records/types.ts";

export const nothing: Held = { entities: 0, observations: 0, relations: 0 };

export const isNothing = (held: Held): boolean => Object.values(held).every((number) => number === 0);

export const plus = (one: Held, other: Held, sign: 1 | -1 = 1): Held => ({
  entities: one.entities + sign * other.entities,
  observations: one.observations + sign * other.observations,
  relations: one.relations + sign * other.relations,
});
