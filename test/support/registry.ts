/** A separate registry for each test that needs one: a real, migrated SQLite file, removed afterwards. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistry } from "../../src/registry/open-registry.ts";
import type { Registry } from "../../src/registry/stores.ts";
import { atTheEndOfTests } from "./teardown.ts";

export interface TemporaryRegistry {
  readonly registry: Registry;
  readonly file: string;
  /** Closes the registry and removes its folder. */
  remove(): Promise<void>;
}

const newFolder = async (): Promise<string> => mkdtemp(join(tmpdir(), "caxton-registry-"));

let template: Promise<string> | null = null;

/** Migrated once per process and then copied, which is faster. */
const migratedFile = async (): Promise<string> => {
  const folder = await newFolder();
  atTheEndOfTests(async () => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "template.db");
  await (await openRegistry({ file })).close();
  return file;
};

export const temporaryRegistry = async (options: { readonly clock?: () => Date } = {}): Promise<TemporaryRegistry> => {
  template ??= migratedFile();
  const folder = await newFolder();
  const file = join(folder, "caxton.db");
  await copyFile(await template, file);
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
