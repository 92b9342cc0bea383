/** Which file serves which agent name, when several want the same one. Pure. */

export interface Claim {
  readonly file: string;
  /** The name (as its key) that the file's newest good content gives; null when the content is bad. */
  readonly wants: string | null;
  /** The name under which an earlier content of the file serves now. */
  readonly holds: string | null;
  /** The file is not there at the moment, as between the two halves of a rename: anybody else may have its name. */
  readonly away: boolean;
}

export interface Assignment {
  /** Name key → file. */
  readonly owners: ReadonlyMap<string, string>;
  /** Files that did not get the name they want → the file that has it, or null where it is none of the folder's. */
  readonly refused: ReadonlyMap<string, string | null>;
}

/**
 * Who serves a name keeps it for as long as its file claims it; among new claims the first file by name wins. A file that
 * is refused the name it wants now falls back to the one that it holds, whose last good version goes on serving.
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
      // A file that lost even the name it held has nothing to fall back to.
      const fallback = key === wants && holds !== wants ? holds : null;
      claimed.set(file, fallback);
      if (wants !== null && key === wants) refused.set(file, owners.get(key)?.file ?? null);
      changed ||= fallback !== null;
    }
    // A fallback may take a name from a newer claim, so everything is judged again; each file falls back only once.
    if (!changed) return { owners: new Map([...owners].map(([key, { file }]) => [key, file])), refused };
  }
};
