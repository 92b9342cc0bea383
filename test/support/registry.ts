/** A registry of its own for each test that wants one: a real SQLite file, migrated, removed afterwards. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistry } from "../../src/registry/open-registry.ts";
import type { Registry } from "../../src/registry/stores.ts";

export interface TemporaryRegistry {
  readonly registry: Registry;
  readonly file: string;
  /** Closes the registry and removes its folder. */
  remove(): Promise<void>;
}

const newFolder = async (): Promise<string> => mkdtemp(join(tmpdir(), "caxton-registry-"));

let template: Promise<{ readonly folder: string; readonly file: string }> | null = null;

/** Migrated once a process and then copied, which is faster. */
const migratedFile = async (): Promise<{ readonly folder: string; readonly file: string }> => {
  const folder = await newFolder();
  const file = join(folder, "template.db");
  await (await openRegistry({ file })).close();
  return { folder, file };
};

/** For the root hook that runs after all tests. */
export const removeRegistryTemplate = async (): Promise<void> => {
  const made = await template;
  template = null;
  if (made !== null) await rm(made.folder, { recursive: true, force: true });
};

export const temporaryRegistry = async (options: { readonly clock?: () => Date } = {}): Promise<TemporaryRegistry> => {
  template ??= migratedFile();
  const folder = await newFolder();
  const file = join(folder, "caxton.db");
  await copyFile((await template).file, file);
  const registry = await openRegistry({ file, ...options });
  return {
    registry,
    file,
    remove: async () => {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
