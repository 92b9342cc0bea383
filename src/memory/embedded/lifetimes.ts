/** When a row counts, equivalent to the SQL of `countsAt`: times are compared as strings, as in SQLite. */

export interface Lifetime {
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export const lifetimeColumns = `"recordedAt", "invalidatedAt", "validFrom", "validTo"`;

/** The outlook of a lifetime from a time on: it never counts again, always counts, or that depends on the time. */
export type Outlook = "over" | "lasting" | "depends";

/** The result also holds for every later time. */
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
