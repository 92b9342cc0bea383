/** The first admin key: created at the first start and written to a file that only the owner can read. */
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CaxtonError } from "../domain/errors.ts";
import type { Events } from "../observability/types.ts";
import type { ApiKeyRecord, ApiKeyStore } from "../registry/stores.ts";
import { hashSecret, isSecret, newSecret } from "./secrets.ts";

export interface AdminKeyDependencies {
  readonly apiKeys: Pick<ApiKeyStore, "findByHash" | "insert">;
  /** Absolute path: `<data dir>/admin.key`. */
  readonly file: string;
  readonly clock?: () => Date;
  /** Called when a key is created. */
  readonly events?: Pick<Events, "record">;
}

export interface AdminKey {
  readonly secret: string;
  readonly record: ApiKeyRecord;
  /** Whether it was created by this call. */
  readonly created: boolean;
}

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === "ENOENT";

const readSecret = async (file: string): Promise<string | null> => {
  try {
    const secret = (await readFile(file, "utf8")).trim();
    return isSecret(secret) ? secret : null;
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw new CaxtonError("configuration.invalid", `The admin key in ${file} cannot be read.`, {
      hint: "Let the user who runs Caxton read and write that file, or delete it: a new key is then created.",
      cause: thrown,
    });
  }
};

/** Written beside and renamed, so that a crash leaves the old or the new file. */
const writeSecret = async (file: string, secret: string): Promise<void> => {
  const fresh = `${file}.${randomUUID()}.new`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(fresh, `${secret}\n`, { mode: 0o600, flag: "wx" });
  await rename(fresh, file);
};

/**
 * Returns the admin key of the data folder. If the file is missing or its key was revoked, creates a new one and
 * records `api_key.created`. A key whose file was lost stays valid until it is revoked.
 */
export const ensureAdminKey = async (deps: AdminKeyDependencies): Promise<AdminKey> => {
  const { apiKeys, file, clock = () => new Date() } = deps;
  const present = await readSecret(file);
  const known = present === null ? null : await apiKeys.findByHash(hashSecret(present));
  if (present !== null && known !== null && known.role === "admin") {
    await chmod(file, 0o600);
    return { secret: present, record: known, created: false };
  }
  const secret = newSecret();
  const time = clock().toISOString();
  const record: ApiKeyRecord = {
    id: randomUUID(),
    name: "admin",
    role: "admin",
    agent: null,
    createdAt: time,
    lastUsedAt: null,
  };
  await apiKeys.insert(record, hashSecret(secret));
  await writeSecret(file, secret);
  await deps.events?.record([
    {
      key: `api_key.created/${record.id}`,
      time,
      kind: "api_key.created",
      agent: null,
      conversationId: null,
      traceId: null,
      data: { id: record.id, name: record.name, role: record.role, by: "system:server" },
    },
  ]);
  return { secret, record, created: true };
};
