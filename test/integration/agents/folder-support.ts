import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { StoredEvent } from "../../../src/registry/stores.ts";
import { agentWorld, eventually, fileOf, serving, type AgentWorld } from "./support.ts";

/** An agents folder that a test changes. */
export interface FolderTest {
  /** A new one for each test. A test that restarts it puts the restarted one here. */
  world: AgentWorld;
  /** Writes a file into the agents folder. */
  write(file: string, text: string): Promise<void>;
  /** Resolves when every change before this call has been handled: it writes the agent `marker` and waits for it. */
  seen(marker: string): Promise<void>;
  /** The kinds of all events so far, oldest first. */
  kinds(): Promise<readonly string[]>;
  /** The events that report a rejected file. */
  rejections(): Promise<readonly StoredEvent[]>;
}

/** Creates a world before each test of the suite that calls this, and removes it afterwards. */
export const useAgentsFolder = (): FolderTest => {
  let world: AgentWorld;
  beforeEach(async () => {
    world = await agentWorld();
  });
  afterEach(async () => world.remove());

  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(world.folder, file)), { recursive: true });
    await writeFile(join(world.folder, file), text);
  };
  return {
    get world() {
      return world;
    },
    set world(next) {
      world = next;
    },
    write,
    seen: async (marker) => {
      await write(`${marker}.md`, fileOf(marker));
      await eventually(() => {
        if (!serving(world).includes(marker)) throw new RangeError(`${marker} is not served.`);
      });
    },
    kinds: async () => (await world.events()).map(({ kind }) => kind),
    rejections: async () => (await world.events()).filter(({ kind }) => kind === "agent.file_rejected"),
  };
};
