/** The parameters and fields that operations on the memory have in common, as domain values. */
import type { Request } from "express";
import type { EntityId, MergeId, Provenance, ReadTimes, RelationId } from "../domain/memory.ts";
import { callerOf } from "./context.ts";
import type { Uuid } from "./dto/common.ts";
import { timeParameter } from "./parse-values.ts";

/** The pattern of `Uuid` has been checked by the schema. */
export const entityId = (id: Uuid): EntityId => id.toLowerCase() as EntityId;
export const mergeId = (id: Uuid): MergeId => id.toLowerCase() as MergeId;
export const relationId = (id: Uuid): RelationId => id.toLowerCase() as RelationId;

/** Throws `request.invalid`. */
export const readTimes = (asOf: string | undefined, validAt: string | undefined): ReadTimes => ({
  ...(asOf === undefined ? {} : { asOf: timeParameter("asOf", asOf) }),
  ...(validAt === undefined ? {} : { validAt: timeParameter("validAt", validAt) }),
});

interface ValidityFields {
  readonly validFrom?: string | null | undefined;
  readonly validTo?: string | null | undefined;
}

/** What is absent stays absent; null stands for no bound. Throws `request.invalid`. */
export const validityOf = ({ validFrom, validTo }: ValidityFields) => ({
  ...(validFrom === undefined ? {} : { validFrom: validFrom === null ? null : timeParameter("validFrom", validFrom) }),
  ...(validTo === undefined ? {} : { validTo: validTo === null ? null : timeParameter("validTo", validTo) }),
});

/** A list in a query; an empty one is no condition. */
export const typesOf = (types: readonly string[] | undefined): { readonly types?: readonly string[] } =>
  types === undefined || types.length === 0 ? {} : { types };

/** Of what the caller of a request stores. */
export const provenanceOf = (request: Request): Provenance => {
  const { agent, name } = callerOf(request);
  return { agent, conversationId: null, messageId: null, source: `key ${name}` };
};
