/**
 * A process that waits for input and then writes into the memory configured by its first argument: entities with names
 * that another process stores at the same time, and observations of an entity that both know.
 */
import { once } from "node:events";
import type { EntityId, MemoryPlace } from "../../src/domain/memory.ts";
import type { MemoryConfig } from "../../src/config/types.ts";
import { createEmbedder } from "../../src/memory/embedding/embedder.ts";
import { openBackend } from "../../src/composition/open-backend.ts";

const [, , given = "", who = "", shared = "", count = ""] = process.argv;
const config = JSON.parse(given) as MemoryConfig;
const place: MemoryPlace = { kind: "workspace", workspace: "default" };
const embedder = await createEmbedder({ threads: 1 });
const memory = await openBackend(config, config.backend, embedder);
const numbers = Array.from({ length: Number(count) }, (_, index) => index);

process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();
await Promise.all([
  ...numbers.map(async (index) =>
    memory.storeEntity({ place, name: `N${index}`, type: "t", observations: [`${who} says ${index}`] }),
  ),
  ...numbers.map(async (index) => memory.addObservations(shared as EntityId, [place], [`${who} knows ${index}`], null)),
]);
await memory.close();
await embedder.close();
