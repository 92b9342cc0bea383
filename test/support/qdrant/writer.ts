/**
 * A process that writes into a memory in Qdrant until it is killed, or a given number of times: every kind of write, at
 * random, a few at a time. It prints one line for each confirmed write, so that the test that kills it knows what must
 * be there.
 *
 *     writer.ts URL KEY COLLECTION PREFIX TIMES
 */
import { randomInt } from "node:crypto";
import type { EntityId } from "../../../src/domain/memory.ts";
import { openQdrantMemory, place, places, settingsOf } from "./world.ts";

const [, , url = "", apiKey = "", collection = "", prefix = "", times = ""] = process.argv;
const memory = await openQdrantMemory(settingsOf({ url, apiKey }, collection));
const ids: EntityId[] = [];
let count = 0;

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const fact = (): string => `Fact ${prefix} ${++count} about something.`;
const someone = (): EntityId | undefined => ids[randomInt(Math.max(1, ids.length))];

/** A batch must be stored completely or not at all; the entities' names say how many belong to it. */
const batch = async (): Promise<void> => {
  const [name, many] = [`${prefix}-${++count}`, 2 + randomInt(20)];
  const wanted = Array.from({ length: many }, (_, part) => ({
    place,
    name: `Batch ${name} of ${many} part ${part}`,
    type: "part",
    observations: [fact()],
  }));
  await memory.storeEntities(wanted);
  tell({ batch: name, many });
};

/** Other writers store entities with these names too. */
const shared = async (): Promise<void> => {
  const observation = fact();
  const { entity } = await memory.storeEntity({
    place,
    name: `Shared ${randomInt(4)}`,
    type: "shared",
    observations: [observation],
  });
  tell({ shared: entity.name, observation });
};

const own = async (): Promise<void> => {
  const name = `Own ${prefix} ${++count}`;
  const { entity } = await memory.storeEntity({ place, name, type: "own", observations: [fact()] });
  ids.push(entity.id);
  tell({ id: entity.id });
};

const change = async (): Promise<void> => {
  const [one, other] = [someone(), someone()];
  if (one === undefined || other === undefined || one === other) return;
  const kind = randomInt(4);
  if (kind === 0) await memory.changeEntity(one, places, { name: `Renamed ${prefix} ${++count}` });
  else if (kind === 1) await memory.storeRelation({ place, from: one, to: other, type: "knows" });
  else {
    ids.splice(ids.indexOf(other), 1);
    tell({ id: other, leaving: true });
    if (kind === 2) await memory.eraseEntity(other, places);
    else {
      const merge = await memory.mergeEntities(one, [other], places);
      if (randomInt(2) === 0) await memory.undoMerge(merge, places);
    }
  }
};

const writer = async (): Promise<void> => {
  for (let done = 0; done < Number(times); done++) {
    const kind = randomInt(6);
    if (kind === 0) await batch();
    else if (kind < 3) await shared();
    else if (kind < 5) await own();
    // The data may have been removed by another writer of this process, which is not an error.
    else
      await change().catch((thrown: { code?: string }) =>
        thrown.code === "memory.not_found" ? undefined : tell({ fault: String(thrown) }),
      );
  }
};

tell({ ready: true });
await Promise.all([writer(), writer(), writer()]);
