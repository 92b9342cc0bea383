/** What every backend finds and mends where its server was given words and vectors of other texts. */
import { expect } from "chai";
import type { MemoryBackend } from "../../src/memory/types.ts";
import { workspace } from "./memory.ts";

/**
 * @param tamper gives the entity of the name key `ada` the vector of `bob`, and the one of `cleo` the word `paints` alone
 */
export const expectContentMended = async (memory: MemoryBackend, tamper: () => Promise<unknown>): Promise<void> => {
  const places = [workspace];
  const of = (name: string, observation: string) => ({
    ...{ place: workspace, name, type: "person", observations: [observation] },
  });
  await memory.storeEntities([
    of("Ada", "Ada lives in Berlin."),
    of("Bob", "Bob repairs clocks."),
    of("Cleo", "Cleo sings."),
  ]);
  expect(await memory.check(false)).to.deep.equal([]);
  await tamper();
  const wrong = (mended: boolean) => [
    { what: "vectors that were not made from their entity's text", count: 1, mended },
    { what: "entities whose indexed words do not match their text", count: 1, mended },
  ];
  expect(await memory.check(false)).to.deep.equal(wrong(false));
  expect(await memory.check(true)).to.deep.equal(wrong(true));
  expect(await memory.check(false)).to.deep.equal([]);
  // Her very text: a test may bring a model of its own, which understands nothing.
  const text = "Ada (person)\nAda lives in Berlin.";
  const near = await memory.search({ text, mode: "semantic", limit: 1, places });
  expect(near[0]?.entity.name).to.equal("Ada");
  const sung = await memory.search({ text: "sings paints", mode: "keyword", limit: 5, places });
  expect(sung.map(({ entity }) => entity.name)).to.deep.equal(["Cleo"]);
};
