/** When a row counts, as `countsAt` says it in SQL: times are compared as texts, as SQLite does. */

export interface Lifetime {
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export const lifetimeColumns = `"recordedAt", "invalidatedAt", "validFrom", "validTo"`;

/** Of a lifetime as seen from a time on: it never counts again, counts for good, or depends on when one looks. */
export type Outlook = "over" | "lasting" | "depends";

/** Holds for every later time, too. */
export const outlookFrom = ({ recordedAt, invalidatedAt, validFrom, validTo }: Lifetime, at: string): Outlook => {
  if ((invalidatedAt !== null && invalidatedAt <= at) || (validTo !== null && validTo <= at)) return "over";
  const hasBegun = recordedAt <= at && (validFrom === null || validFrom <= at);
  return hasBegun && invalidatedAt === null && validTo === null ? "lasting" : "depends";
};

export const isCounted = ({ recordedAt, invalidatedAt, validFrom, validTo }: Lifetime, at: string): boolean =>
  recordedAt <= at &&
  (invalidatedAt === null || invalidatedAt > at) &&
  (validFrom === null || validFrom <= at) &&
  (validTo === null || validTo > at);
