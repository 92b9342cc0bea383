import { expect } from "chai";
import fc from "fast-check";
import { readLesson } from "../../../src/domain/lesson.ts";
import { observationKey, type EntityId, type RelationId } from "../../../src/domain/memory.ts";

const id = "0191f3a2-4b7c-7d1e-8f00-3c5a9e2b7d41" as EntityId;
const relation = "0191f3a2-4b7c-7d1e-8f00-3c5a9e2b7d42" as RelationId;
const known = { entities: new Set([id]), relations: new Set([relation]) };

const entitiesIn = (...entities: readonly unknown[]) => readLesson({ entities }, known)?.entities;

describe("a lesson", () => {
  it("is what is usable of an answer, and null where there is nothing of a lesson", () => {
    const ada = { name: " Ada ", type: "person", observations: ["Ada sings.", 7, " "] };
    const answer = { entities: [ada, { name: "Bob" }, "x"], relations: [{ from: "Ada", to: "Bob" }, null], more: 1 };
    expect(readLesson(answer, known)).to.deep.equal({
      entities: [{ id: null, name: "Ada", type: "person", observations: ["Ada sings."], outdated: [] }],
      relations: [],
      ended: [],
    });
    expect(readLesson({ relations: [{ from: "A", to: "B", type: "knows" }] }, known)).to.deep.equal({
      entities: [],
      relations: [{ from: "A", to: "B", type: "knows" }],
      ended: [],
    });
    for (const none of [null, undefined, "text", [], {}, { entities: "x" }])
      expect(readLesson(none, known)).to.equal(null);
    fc.assert(fc.property(fc.jsonValue(), (value) => readLesson(value, known) !== undefined));
  });

  it("names a known entity by its id, and by no other one", () => {
    expect(entitiesIn({ id: `[${id.toUpperCase()}]`, observations: ["New."] })).to.deep.equal([
      { id, name: "", type: "", observations: ["New."], outdated: [] },
    ]);
    const other = id.replace("4", "5");
    const named = { id: other, name: "Ada", type: "person", observations: ["New."], outdated: ["Old."] };
    expect(entitiesIn(named)).to.deep.equal([{ ...named, id: null }]);
    expect(entitiesIn({ id: other, name: "", type: "", observations: ["New."] })).to.deep.equal([]);
  });

  it("ends relations that were shown, each once, and no others", () => {
    const ended = [`[${relation.toUpperCase()}]`, relation, id, "works_at", 7, null];
    expect(readLesson({ ended }, known)).to.deep.equal({ entities: [], relations: [], ended: [relation] });
    expect(readLesson({ relations: [], ended: "all" }, known)?.ended).to.deep.equal([]);
  });

  it("says what is outdated, unless it says the same anew", () => {
    expect(entitiesIn({ id, outdated: ["Lives in Berlin."] })?.[0]).to.deep.include({
      observations: [],
      outdated: ["Lives in Berlin."],
    });
    expect(
      entitiesIn({ id, observations: ["lives in BERLIN"], outdated: ["Lives in Berlin."] })?.[0]?.outdated,
    ).to.deep.equal([]);
    expect(entitiesIn({ id, observations: [], outdated: [] })).to.deep.equal([]);
  });
});

describe("two observations", () => {
  it("are the same without regard to case, white space, encoding and the marks at their end", () => {
    const same = [
      "Eva lives in Berlin.",
      "Eva lives in Berlin",
      " eva  LIVES in\nBerlin . ",
      "Ｅｖａ lives in Berlin!",
      "Eva lives in Berlin…",
    ];
    expect(new Set(same.map(observationKey)).size).to.equal(1);
    expect(observationKey("彼女は東京にいる。")).to.equal(observationKey("彼女は東京にいる"));
    expect(observationKey("Eva lives in Berlin?")).to.not.equal(observationKey("Eva lives in Berlin."));
    expect(observationKey("...")).to.not.equal("");
    expect(observationKey("...")).to.not.equal(observationKey("!"));
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        (text) => observationKey(observationKey(text)) === observationKey(text),
      ),
    );
  });

  it("are compared in no time, whatever they are", () => {
    // A run of marks in the middle of a megabyte: compared by a regular expression, this takes minutes.
    expect(observationKey(`${".".repeat(1_000_000)}x`)).to.have.length(1_000_001);
  });
});
