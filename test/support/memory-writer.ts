/**
 * A process that writes into the memory configured by its first argument, until it is killed: every kind of write, at
 * random, a few at a time. It prints one line for each confirmed write, so that the test that kills it knows what must
 * be there.
 */
import { randomInt } from "node:crypto";
import type { Entity, EntityId, MemoryPlace } from "../../src/domain/memory.ts";
import type { ExportRecord } from "../../src/domain/exported-memory.ts";
import type { MemoryConfig } from "../../src/config/types.ts";
import { createEmbedder } from "../../src/memory/embedding/embedder.ts";
import { openBackend } from "../../src/composition/open-backend.ts";

const [, , given = "", prefix = ""] = process.argv;
const config = JSON.parse(given) as MemoryConfig;
const place: MemoryPlace = { kind: "workspace", workspace: "default" };
const places = [place];
const memory = await openBackend(config, config.backend, await createEmbedder({ threads: 1 }));
const ids: EntityId[] = [];
let count = 0;

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const fact = (): string => `Fact ${prefix} ${++count} about something.`;
const someone = (): EntityId | undefined => ids[randomInt(Math.max(1, ids.length))];

const store = async (many: number): Promise<void> => {
  const wanted = Array.from({ length: many }, () => {
    const observations = Array.from({ length: randomInt(4) }, fact);
    return { place, name: `Entity ${prefix} ${++count}`, type: "thing", observations };
  });
  for (const { entity } of await memory.storeEntities(wanted)) {
    ids.push(entity.id);
    tell({ id: entity.id, observations: entity.observations.length });
  }
};

const imported = async (): Promise<void> => {
  const now = new Date().toISOString();
  const entities = Array.from({ length: 20 }, (_, index): Entity => {
    const id = `00000000-0000-4000-8000-${String(randomInt(10 ** 9)).padStart(9, "0")}${String(index).padStart(3, "0")}`;
    return {
      id: id as EntityId,
      place,
      name: `Imported ${prefix} ${++count}`,
      type: "thing",
      observations: [{ text: fact(), recordedAt: now, invalidatedAt: null, provenance: null }],
      metadata: {},
      provenance: null,
      pinned: false,
      mergedInto: null,
      validFrom: null,
      validTo: null,
      recordedAt: now,
      invalidatedAt: null,
    };
  });
  const records = async function* (): AsyncGenerator<ExportRecord> {
    for (const entity of entities) yield { kind: "entity", entity };
  };
  await memory.importData(records, "merge");
  for (const { id } of entities) tell({ id, observations: 1 });
};

const change = async (): Promise<void> => {
  const [one, other] = [someone(), someone()];
  if (one === undefined || other === undefined) return;
  const kind = randomInt(5);
  if (kind === 0) {
    const { observations } = await memory.addObservations(one, places, [fact(), fact()], null);
    tell({ id: one, observations: observations.length });
  } else if (kind === 1) await memory.changeEntity(one, places, { name: `Renamed ${prefix} ${++count}` });
  else if (one === other) return;
  else if (kind === 2) await memory.storeRelation({ place, from: one, to: other, type: "knows" });
  else if (kind === 3) {
    ids.splice(ids.indexOf(other), 1);
    tell({ id: other, leaving: true });
    const merge = await memory.mergeEntities(one, [other], places);
    if (randomInt(2) === 0) await memory.undoMerge(merge, places);
  } else {
    ids.splice(ids.indexOf(other), 1);
    tell({ id: other, leaving: true });
    await memory.eraseEntity(other, places);
  }
};

const writer = async (): Promise<never> => {
  for (;;) {
    const kind = randomInt(6);
    if (kind === 0) await store(30);
    else if (kind === 1) await imported();
    else if (kind < 4) await store(1);
    // The data may have been removed by another writer of this process, which is not an error.
    else
      await change().catch((thrown: { code?: string }) =>
        thrown.code === "memory.not_found" ? undefined : tell({ fault: String(thrown) }),
      );
  }
};

tell({ ready: true });
await Promise.all([writer(), writer(), writer()]);
