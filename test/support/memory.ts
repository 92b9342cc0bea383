/** Memories for tests: the embedded backend, each on a separate file, with the real model loaded once. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentName } from "../../src/domain/ids.ts";
import type { MemoryPlace } from "../../src/domain/memory.ts";
import { openEmbeddedMemory } from "../../src/memory/embedded/backend.ts";
import { createEmbedder } from "../../src/memory/embedding/embedder.ts";
import type { MemoryBackend } from "../../src/memory/types.ts";
import type { Embedder } from "../../src/memory/embedding/types.ts";
import { atTheEndOfTests } from "./teardown.ts";

export const workspace: MemoryPlace = { kind: "workspace", workspace: "default" };
export const ofAgent = (name: string): MemoryPlace => ({
  kind: "agent-only",
  workspace: "default",
  agent: name as AgentName,
});

let shared: Promise<Embedder> | null = null;

/** Loading the model takes a third of a second, so all tests share one. */
export const sharedEmbedder = async (): Promise<Embedder> => {
  if (shared === null) {
    shared = createEmbedder();
    atTheEndOfTests(async () => (await shared)?.close());
  }
  return shared;
};

export interface TestMemory {
  readonly memory: MemoryBackend;
  readonly file: string;
  /** Opens another backend on the same file, as another process would. */
  again(): Promise<MemoryBackend>;
  remove(): Promise<void>;
}

export const openTestMemory = async (
  options: Partial<Parameters<typeof openEmbeddedMemory>[0]> = {},
): Promise<TestMemory> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-memory-"));
  const file = join(folder, "memory.db");
  const open = async (): Promise<MemoryBackend> =>
    openEmbeddedMemory({ file, embedder: await sharedEmbedder(), ...options });
  const memory = await open();
  const opened = [memory];
  return {
    memory,
    file,
    again: async () => {
      const other = await open();
      opened.push(other);
      return other;
    },
    remove: async () => {
      await Promise.all(opened.map(async (each) => each.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
