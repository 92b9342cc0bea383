import { expect } from "chai";
import { createSchemaJudge, type Schema } from "../../../src/api/schema.ts";

const judge = createSchemaJudge({
  Name: { type: "string", pattern: "^[a-z]+$", maxLength: 5, description: "A name. And more." },
  Tree: { type: "object", properties: { next: { $ref: "#/components/schemas/Tree" } }, additionalProperties: false },
});

const pointers = (schema: Schema, value: unknown): readonly (string | undefined)[] =>
  judge(schema, value).map((each) => each.pointer);

const person: Schema = {
  type: "object",
  required: ["name", "role"],
  additionalProperties: false,
  properties: {
    name: { $ref: "#/components/schemas/Name" },
    role: { type: "string", enum: ["viewer", "operator"] },
    nick: { type: "string", nullable: true },
    tags: { type: "array", minItems: 1, maxItems: 2, items: { allOf: [{ $ref: "#/components/schemas/Name" }] } },
    age: { type: "integer", minimum: 0, maximum: 150 },
    anything: {},
    "a/b~c": { type: "boolean" },
  },
};

describe("the judge of request bodies", () => {
  it("finds nothing wrong with what is right", () => {
    const right = { name: "ada", role: "viewer", nick: null, tags: ["x"], age: 7, anything: { deep: [null] } };
    expect(judge(person, right)).to.deep.equal([]);
  });

  it("tells of everything at once, each with its pointer", () => {
    const wrong = { name: "ADA", role: "viewr", nick: 3, tags: ["ok", 5], age: 1.5, "a/b~c": "x" };
    expect(pointers(person, wrong)).to.have.members(["/name", "/role", "/nick", "/tags/1", "/age", "/a~1b~0c"]);
  });

  it("names a missing field, and the nearest one for an unknown field", () => {
    const found = judge(person, { role: "viewer", namee: "ada" });
    expect(found.map((each) => each.pointer)).to.deep.equal(["/name", "/namee"]);
    expect(found[1]?.suggestion).to.equal("Did you mean name?");
  });

  it("suggests the nearest choice and shows all", () => {
    const [found] = judge(person, { name: "ada", role: "opertor" });
    expect(found?.suggestion).to.equal("Did you mean operator? It takes viewer, operator.");
  });

  it("says what a field is where its form is wrong", () => {
    const [found] = judge(person, { name: "ADA", role: "viewer" });
    expect(found).to.deep.equal({
      pointer: "/name",
      message: "“ADA” does not have the right form.",
      suggestion: "A name.",
    });
  });

  it("counts characters, not code units", () => {
    const five: Schema = { type: "string", maxLength: 5 };
    expect(judge(five, "😀😀😀😀😀")).to.deep.equal([]);
    expect(pointers(five, "😀😀😀😀😀😀")).to.deep.equal([""]);
  });

  it("counts items and keeps numbers in their bounds", () => {
    expect(pointers(person, { name: "ada", role: "viewer", tags: [] })).to.deep.equal(["/tags"]);
    expect(pointers(person, { name: "ada", role: "viewer", tags: ["a", "b", "c"] })).to.deep.equal(["/tags"]);
    expect(pointers(person, { name: "ada", role: "viewer", age: -1 })).to.deep.equal(["/age"]);
    expect(pointers(person, { name: "ada", role: "viewer", age: 151 })).to.deep.equal(["/age"]);
  });

  it("takes a list for no object, and null for nothing that may not be null", () => {
    expect(pointers(person, [])).to.deep.equal([""]);
    expect(pointers(person, { name: null, role: "viewer" })).to.deep.equal(["/name"]);
  });

  it("does not mistake what every object has for a field", () => {
    const found = judge(person, JSON.parse('{"name":"ada","role":"viewer","__proto__":1,"constructor":2}'));
    expect(found.map((each) => each.pointer)).to.deep.equal(["/__proto__", "/constructor"]);
  });

  it("follows references that lead back to themselves", () => {
    expect(pointers({ $ref: "#/components/schemas/Tree" }, { next: { next: { nxt: {} } } })).to.deep.equal([
      "/next/next/nxt",
    ]);
  });

  it("takes any of several forms, and complains about the nearest", () => {
    const either: Schema = {
      anyOf: [{ type: "string" }, { type: "object", required: ["a"], additionalProperties: {} }],
    };
    expect(judge(either, "x")).to.deep.equal([]);
    expect(judge(either, { a: 1 })).to.deep.equal([]);
    expect(judge(either, { b: 1 })).to.have.length(1);
  });
});
