/** Checks that a backend finds and repairs indexed words and vectors that do not match their entity's text, or may not. */
import { expect } from "chai";
import type { MemoryBackend } from "../../src/memory/types.ts";
import { workspace } from "./memory.ts";

/**
 * @param tamper gives the entity with name key `ada` the vector of `bob`, makes `paints` the only indexed word of `cleo`, and
 * removes the fingerprint of `dora`
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
    of("Dora", "Dora drums."),
  ]);
  expect(await memory.check(false)).to.deep.equal([]);
  await tamper();
  const wrong = (mended: boolean) => [
    { what: "vectors that were not made from their entity's text", count: 1, mended },
    { what: "vectors of older versions, which cannot be checked", count: 1, mended },
    { what: "entities whose indexed words do not match their text", count: 1, mended },
  ];
  expect(await memory.check(false)).to.deep.equal(wrong(false));
  expect(await memory.check(true)).to.deep.equal(wrong(true));
  expect(await memory.check(false)).to.deep.equal([]);
  // Exactly Ada's text, because a test may use an embedder that does not understand meaning.
  const text = "Ada (person)\nAda lives in Berlin.";
  const near = await memory.search({ text, mode: "semantic", limit: 1, places });
  expect(near[0]?.entity.name).to.equal("Ada");
  const sung = await memory.search({ text: "sings paints", mode: "keyword", limit: 5, places });
  expect(sung.map(({ entity }) => entity.name)).to.deep.equal(["Cleo"]);
};
