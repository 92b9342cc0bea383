import { expect } from "chai";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import type { EntityId, ExportedEntity, ExportRecord, Relation, RelationId } from "../../../src/domain/memory.ts";
import { imported, portedAtOnce, type ImportTarget } from "../../../src/memory/portability.ts";

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

/** Writes down what it is given; entities with an odd number join the one before. */
const recorder = () => {
  const calls: (readonly Relation[])[] = [];
  let entities = 0;
  const target: ImportTarget = {
    conflicts: async () => [],
    entities: async (given) => {
      expect(calls, "relations before all entities").to.have.length(0);
      entities += given.length;
      return given.map(({ id }) => {
        const number = Number(id);
        return { outcome: "created", id, as: (number % 2 === 1 ? String(number - 1) : id) as EntityId };
      });
    },
    relations: async (given) => {
      calls.push(given);
      return given.length;
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

  it("gives relations after all entities, ended ones first, and the same ones whether they were kept meanwhile or read anew", async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(600), async (all, mayWait) => {
        const open = async function* () {
          yield* all;
        };
        const [kept, anew] = [recorder(), recorder()];
        const summary = await imported(kept.target, open, "merge", Number.POSITIVE_INFINITY);
        expect(await imported(anew.target, open, "merge", mayWait)).to.deep.equal(summary);
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
});
