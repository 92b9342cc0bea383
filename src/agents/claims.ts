/** Resolves which file serves an agent name if several define it. Pure. */

export interface Claim {
  readonly file: string;
  /** The name key in the file's newest valid content; null if the content is invalid. */
  readonly wants: string | null;
  /** The name key that an earlier content of the file serves now. */
  readonly holds: string | null;
  /**
   * The file is missing at the moment, for example between the two steps of a rename: any other file may take its name.
   */
  readonly away: boolean;
}

export interface Assignment {
  /** Name key → file. */
  readonly owners: ReadonlyMap<string, string>;
  /** Files that did not get the name they want → the file that owns it, or null if an agent outside the folder does. */
  readonly refused: ReadonlyMap<string, string | null>;
}

/**
 * The current owner keeps a name while its file claims it; among new claims, the first file by name wins. A file that
 * does not get the name it wants falls back to the name it holds, and its last good version goes on serving.
 */
export const assignNames = (claims: readonly Claim[], takenElsewhere: (key: string) => boolean): Assignment => {
  const inOrder = claims.toSorted((left, right) => (left.file < right.file ? -1 : 1));
  const claimed = new Map(inOrder.map((claim) => [claim.file, claim.wants ?? claim.holds]));
  const refused = new Map<string, string | null>();

  const strength = (claim: Claim, key: string): number => (claim.away ? 0 : claim.holds === key ? 2 : 1);

  for (;;) {
    const owners = new Map<string, Claim>();
    const losers: [Claim, string][] = [];
    for (const claim of inOrder) {
      const key = claimed.get(claim.file) ?? null;
      if (key === null) continue;
      const owner = owners.get(key);
      if (takenElsewhere(key)) losers.push([claim, key]);
      else if (owner === undefined) owners.set(key, claim);
      else if (strength(claim, key) > strength(owner, key)) {
        owners.set(key, claim);
        losers.push([owner, key]);
      } else losers.push([claim, key]);
    }
    let changed = false;
    for (const [{ file, wants, holds }, key] of losers) {
      // A file that lost the name it held has no fallback.
      const fallback = key === wants && holds !== wants ? holds : null;
      claimed.set(file, fallback);
      if (wants !== null && key === wants) refused.set(file, owners.get(key)?.file ?? null);
      changed ||= fallback !== null;
    }
    // A fallback may take a name from a newer claim, so all claims are resolved again. Each file falls back at most
    // once.
    if (!changed) return { owners: new Map([...owners].map(([key, { file }]) => [key, file])), refused };
  }
};
