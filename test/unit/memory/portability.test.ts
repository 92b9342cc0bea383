import { expect } from "chai";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import type { EntityId, Relation, RelationId } from "../../../src/domain/memory.ts";
import type { ExportedEntity, ExportRecord } from "../../../src/domain/exported-memory.ts";
import { imported, portedAtOnce, type ImportTarget, type Restored } from "../../../src/memory/portability.ts";

const at = "2026-01-01T00:00:00.000Z";
const place = { kind: "global" } as const;

const entityOf = (name: string): ExportedEntity => ({
  id: name as EntityId,
  ...{ place, name, type: "thing", observations: [], metadata: {}, provenance: null, pinned: false },
  ...{ mergedInto: null, recordedAt: at, validFrom: null, validTo: null, invalidatedAt: null },
});

const relationOf = (from: string, to: string, isEnded: boolean): Relation => ({
  id: randomUUID() as RelationId,
  ...{ place, from: from as EntityId, to: to as EntityId, type: "knows", strength: 1, confidence: 1, directed: true },
  ...{
    metadata: {},
    provenance: null,
    recordedAt: at,
    validFrom: null,
    validTo: null,
    invalidatedAt: isEnded ? at : null,
  },
});

/** Records what it is given; entities with odd numbers join the previous one. */
const recorder = () => {
  const calls: (readonly Relation[])[] = [];
  let entities = 0;
  const target: ImportTarget = {
    conflicts: async () => [],
    entities: async (given) => {
      expect(calls, "relations before all entities").to.have.length(0);
      entities += given.length;
      const restored = given.map(({ id }) => {
        const number = Number(id);
        return { outcome: "created" as const, id, as: (number % 2 === 1 ? String(number - 1) : id) as EntityId };
      });
      return { restored, waiting: new Map() };
    },
    relations: async (given) => {
      calls.push(given);
      return given.map(() => "written");
    },
  };
  return { target, calls, seen: () => entities };
};

describe("an import", () => {
  const number = fc.nat(20).map(String);
  const records = fc
    .array(
      fc.oneof(
        number.map((name): ExportRecord => ({ kind: "entity", entity: entityOf(name) })),
        fc
          .tuple(number, number, fc.boolean())
          .map(([from, to, isEnded]): ExportRecord => ({ kind: "relation", relation: relationOf(from, to, isEnded) })),
      ),
      { maxLength: 900, size: "max" },
    )
    .filter((all) => all.length > 0);

  it("writes relations after all entities, ended ones first, the same whether they were kept or read again", async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(600), async (all, mayKeep) => {
        const open = async function* () {
          yield* all;
        };
        const [kept, anew] = [recorder(), recorder()];
        const summary = await imported(kept.target, open, "merge", {}, Number.POSITIVE_INFINITY);
        expect(await imported(anew.target, open, "merge", {}, mayKeep)).to.deep.equal(summary);
        expect(anew.calls.flat()).to.deep.equal(kept.calls.flat());
        expect(anew.seen()).to.equal(kept.seen());
        const relations = all.flatMap((each) => (each.kind === "relation" ? [each.relation] : []));
        expect(summary.relations).to.equal(relations.length);
        const given = kept.calls.flat();
        expect(new Set(given.map(({ id }) => id))).to.deep.equal(new Set(relations.map(({ id }) => id)));
        const firstLive = given.findIndex(({ invalidatedAt }) => invalidatedAt === null);
        expect(
          given.slice(firstLive).every(({ invalidatedAt }) => invalidatedAt === null || firstLive === -1),
        ).to.equal(true);
        for (const { calls } of [kept, anew]) {
          expect(calls.every(({ length }) => length > 0 && length <= portedAtOnce)).to.equal(true);
        }
        const joins = all.some((each) => each.kind === "entity" && each.entity.id === "3");
        expect(given.some(({ from, to }) => from === "3" || to === "3") && joins).to.equal(false);
      }),
      { numRuns: 60 },
    );
  });

  /** A memory that stores only names, and refuses two entities of one name as every backend does. */
  const namesAlone = (start: Readonly<Record<string, string>>) => {
    const names = new Map(Object.entries(start));
    const bearers = new Map(Object.entries(start).map(([id, name]) => [name, id as EntityId]));
    const target: ImportTarget = {
      conflicts: async () => [],
      relations: async (given) => given.map(() => "written"),
      entities: async (given, _rule, joins) => {
        const restored: Restored[] = [];
        const waiting = new Map<EntityId, EntityId>();
        for (const { id, name } of given) {
          const bearer = bearers.get(name) ?? id;
          if (bearer === id) {
            restored.push({ outcome: names.has(id) ? "merged" : "created", id, as: id });
            bearers.delete(names.get(id) ?? "");
            bearers.set(name, id);
            names.set(id, name);
          } else if (joins && !names.has(id)) restored.push({ outcome: "merged", id, as: bearer });
          else waiting.set(id, bearer);
        }
        return { restored, waiting };
      },
    };
    return { target, names };
  };
  const renamed = (names: Readonly<Record<string, string>>) =>
    async function* (): AsyncGenerator<ExportRecord> {
      for (const [id, name] of Object.entries(names)) {
        yield { kind: "entity", entity: { ...entityOf(name), id: id as EntityId } };
      }
    };

  it("gives every entity its name for any exchange of names over any number of pages", async () => {
    const many = portedAtOnce * 2 + 40;
    const permutation = fc.shuffledSubarray(
      Array.from({ length: many }, (_, index) => index),
      { minLength: many, maxLength: many },
    );
    await fc.assert(
      fc.asyncProperty(permutation, async (order) => {
        const before = Object.fromEntries(order.map((_, index) => [`id-${index}`, `Name ${index}`]));
        const after = Object.fromEntries(order.map((to, index) => [`id-${index}`, `Name ${to}`]));
        const { target, names } = namesAlone(before);
        const summary = await imported(target, renamed(after), "replace");
        expect(Object.fromEntries(names)).to.deep.equal(after);
        expect(summary).to.deep.include({ created: 0, merged: many, skipped: 0, joined: {}, waiting: {} });
      }),
      { numRuns: 10 },
    );
  });

  it("joins an entity by name only if the name does not become free", async () => {
    const { target, names } = namesAlone({ a: "Ada", b: "Bob" });
    const fillers = Object.fromEntries(Array.from({ length: portedAtOnce }, (_, index) => [`f${index}`, `F${index}`]));
    const summary = await imported(target, renamed({ x: "Ada", y: "Bob", ...fillers, a: "Grace" }), "replace");
    expect(summary.joined).to.deep.equal({ y: "b" });
    expect([names.get("x"), names.get("a"), names.get("b")]).to.deep.equal(["Ada", "Grace", "Bob"]);
  });

  it("defers entities that wait for names to the last part, and refuses names that do not become free", async () => {
    const { target, names } = namesAlone({ a: "Ada", b: "Bob" });
    const part = renamed({ a: "Bob", x: "Ada" });
    expect((await imported(target, part, "replace", { isPartial: true })).waiting).to.deep.equal({ a: "b", x: "a" });
    expect([...names.values()]).to.deep.equal(["Ada", "Bob"]);
    const thrown = await imported(target, renamed({ a: "Bob", c: "Carol" }), "replace").catch(
      (error: unknown) => error,
    );
    expect(thrown).to.deep.include({ code: "memory.conflict", facts: { ids: ["a"], namedAlready: ["b"] } });
    expect(names.get("c")).to.equal("Carol");
  });
});
