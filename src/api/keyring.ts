/** Looking up API keys by their hash, with a short memory that forgets a revoked key at once. */
import type { ApiKeyRecord, ApiKeyStore } from "../registry/stores.ts";
import { hashSecret, isSecret } from "./secrets.ts";

export interface Keyring {
  /** The key that a secret belongs to; null when there is none. */
  find(secret: string): Promise<ApiKeyRecord | null>;
  /** Call it when a key was revoked. */
  forget(keyId: string): void;
}

export interface KeyringDependencies {
  readonly apiKeys: Pick<ApiKeyStore, "findByHash" | "touch">;
  readonly clock: () => Date;
  /** How long a key is remembered. */
  readonly ttlMs: number;
  readonly onFault: (error: unknown) => void;
}

/** More keys in use at once than this start the memory afresh. */
const mostRemembered = 10_000;

/** `lastUsedAt` is kept to the minute: a write for every request would cost more than it tells. */
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
    // A key that was revoked while it was looked up must not be remembered.
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
