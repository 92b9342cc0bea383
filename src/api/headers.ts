/** Reading the request headers that change what an operation does. */
import type { VersionHash } from "../domain/ids.ts";
import type { Entity, EntityTag, Relation, RelationTag } from "../domain/memory.ts";
import { relationTagOf, tagOf } from "../memory/rules.ts";
import { CaxtonError } from "../domain/errors.ts";

/**
 * `Prefer: wait=10` (RFC 7240) in milliseconds, cut to `longestMs`; null when the caller does not want to wait. What
 * cannot be understood is no preference, as the standard wants it.
 */
export const waitOf = (prefer: string | undefined, longestMs: number): number | null => {
  for (const preference of (prefer ?? "").split(",")) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference);
    if (match !== null) return Math.min(Number(match[1]) * 1000, longestMs);
  }
  return null;
};

export const etagOf = (version: VersionHash | EntityTag | RelationTag): string => `"${version}"`;

/** The `ETag` of an entity of the memory. */
export const tagHeaderOf = (entity: Entity): string => etagOf(tagOf(entity));

/** The `ETag` of a relation of the memory. */
export const relationTagHeaderOf = (relation: Relation): string => etagOf(relationTagOf(relation));

/** The tags that `If-Match` names; null for any. A weak one never matches (RFC 9110, 13.1.1), and is left out. */
const tagsIn = (ifMatch: string | undefined): readonly string[] | null => {
  if (ifMatch === undefined || ifMatch.trim() === "*") return null;
  return ifMatch.split(",").flatMap((tag) => /^\s*"([^"]*)"\s*$/.exec(tag)?.[1] ?? []);
};

/** The tags that an entity of the memory may have for a change; undefined where any will do. */
export const expectedTags = (ifMatch: string | undefined): readonly EntityTag[] | undefined =>
  (tagsIn(ifMatch) as readonly EntityTag[] | null) ?? undefined;

/** The tags that a relation of the memory may have for a change; undefined where any will do. */
export const expectedRelationTags = (ifMatch: string | undefined): readonly RelationTag[] | undefined =>
  (tagsIn(ifMatch) as readonly RelationTag[] | null) ?? undefined;

/**
 * The version that a change is bound to by `If-Match`: null binds it to none (`*`, or no header). Throws
 * `request.precondition_failed` when the header names other versions only, or weak ones, which never match (RFC 9110, 13.1.1).
 */
export const expectedVersion = (ifMatch: string | undefined, active: VersionHash): VersionHash | null => {
  const tags = tagsIn(ifMatch);
  if (tags === null) return null;
  if (tags.includes(active)) return active;
  throw new CaxtonError(
    "request.precondition_failed",
    `The active version is ${active}, which If-Match does not name.`,
    {
      hint: "Read the agent again, review the changes, and send the new ETag in If-Match.",
      facts: { etag: etagOf(active) },
    },
  );
};
