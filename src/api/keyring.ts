/** Looks up API keys by their hash, with a short-lived cache that drops a revoked key at once. */
import type { ApiKeyRecord, ApiKeyStore } from "../registry/stores.ts";
import { hashSecret, isSecret } from "./secrets.ts";

export interface Keyring {
  /** The key that a secret belongs to, or null. */
  find(secret: string): Promise<ApiKeyRecord | null>;
  /** Call this when a key was revoked. */
  forget(keyId: string): void;
}

export interface KeyringDependencies {
  readonly apiKeys: Pick<ApiKeyStore, "findByHash" | "touch">;
  readonly clock: () => Date;
  /** How long a key is cached. */
  readonly ttlMs: number;
  readonly onFault: (error: unknown) => void;
}

/** The cache is cleared when it grows beyond this. */
const mostRemembered = 10_000;

/** `lastUsedAt` is accurate to a minute; a write for every request would be too expensive. */
const touchEveryMs = 60_000;

interface Remembered {
  readonly record: ApiKeyRecord;
  readonly until: number;
}

export const createKeyring = ({ apiKeys, clock, ttlMs, onFault }: KeyringDependencies): Keyring => {
  const remembered = new Map<string, Remembered>();
  const touched = new Map<string, number>();
  let generation = 0;

  const remember = (hash: string, record: ApiKeyRecord, asOf: number): void => {
    // A key that was revoked during the lookup must not be cached.
    if (asOf !== generation) return;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(hash, { record, until: clock().getTime() + ttlMs });
  };

  const touch = (record: ApiKeyRecord): void => {
    const now = clock();
    if (now.getTime() - (touched.get(record.id) ?? -Infinity) < touchEveryMs) return;
    if (touched.size >= mostRemembered) touched.clear();
    touched.set(record.id, now.getTime());
    apiKeys.touch(record.id, now.toISOString()).catch(onFault);
  };

  const look = async (hash: string): Promise<ApiKeyRecord | null> => {
    const known = remembered.get(hash);
    if (known !== undefined && known.until > clock().getTime()) return known.record;
    remembered.delete(hash);
    const asOf = generation;
    const record = await apiKeys.findByHash(hash);
    if (record !== null) remember(hash, record, asOf);
    return record;
  };

  return {
    find: async (secret) => {
      if (!isSecret(secret)) return null;
      const record = await look(hashSecret(secret));
      if (record !== null) touch(record);
      return record;
    },
    forget: (keyId) => {
      generation += 1;
      for (const [hash, { record }] of remembered) if (record.id === keyId) remembered.delete(hash);
    },
  };
};
