/** The small parts of remote servers that need no server. */
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../../src/domain/json.ts";
import { createThrottledTask } from "../../../../src/tools/remote/throttled-task.ts";
import { createLineSplitter } from "../../../../src/tools/remote/line-splitter.ts";
import { createSchemaChecks } from "../../../../src/tools/remote/schema-checks.ts";
import { createTimeLimit } from "../../../../src/tools/remote/time-limit.ts";
import { idBetween } from "../../../../src/tools/remote/too-large.ts";
import { toolNameOf } from "../../../../src/tools/remote/tool-names.ts";
import { watchProcessor } from "../../../support/processor.ts";

describe("names of remote tools", () => {
  it("keeps names that fit, and marks those it had to change", () => {
    expect(toolNameOf("files", "read_file")).to.equal("files__read_file");
    expect(toolNameOf("files", "read.file")).to.match(/^files__read_file_[0-9a-f]{8}$/);
    expect(toolNameOf("files", "x".repeat(100))).to.match(/^files__x{48}_[0-9a-f]{8}$/);
  });

  it("fits every vendor, and keeps different names different", () => {
    const server = fc
      .array(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,4}$/), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("_"));
    const tool = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1, maxLength: 200 }));
    fc.assert(
      fc.property(server, tool, server, tool, (oneServer, one, otherServer, other) => {
        const [first, second] = [toolNameOf(oneServer, one), toolNameOf(otherServer, other)];
        expect(first).to.match(/^[a-zA-Z0-9_-]{1,64}$/);
        expect(first === second).to.equal(oneServer === otherServer && one === other);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the line splitter", () => {
  const read = (limits: { most: number; endless: number }, chunks: readonly Buffer[]) => {
    const seen: string[] = [];
    const take = createLineSplitter(limits, {
      line: (text) => seen.push(`line ${text}`),
      tooLong: (head, tail) => seen.push(`long ${head.slice(0, 3)}…${tail.slice(-3)}`),
      endless: () => seen.push("endless"),
    });
    for (const chunk of chunks) take(chunk);
    return seen;
  };

  it("joins lines, however the chunks are cut", () => {
    const text = "one\n\nzwei — é\r\nthree\n";
    fc.assert(
      fc.property(fc.array(fc.nat(text.length + 6), { maxLength: 6 }), (cuts) => {
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(read({ most: 100, endless: 1_000 }, chunks)).to.deep.equal([
          "line one",
          "line zwei — é\r",
          "line three",
        ]);
      }),
    );
  });

  it("skips a line that is too long, and reads the next one", () => {
    const long = Buffer.from(`abc${"x".repeat(1_000)}xyz\nnext\n`);
    expect(read({ most: 500, endless: 5_000 }, [long])).to.deep.equal(["long abc…xyz", "line next"]);
    const pieces = Array.from({ length: long.length }, (_none, index) => long.subarray(index, index + 1));
    expect(read({ most: 500, endless: 5_000 }, pieces)).to.deep.equal(["long abc…xyz", "line next"]);
  });

  it("gives up on an endless line", () => {
    const piece = Buffer.alloc(1_000, "x");
    expect(
      read(
        { most: 500, endless: 5_000 },
        Array.from({ length: 20 }, () => piece),
      ),
    ).to.deep.equal(["endless"]);
  });
});

describe("the id of an answer that was passed over", () => {
  const ends = (message: object): [string, string] => {
    const text = JSON.stringify(message);
    return [text.slice(0, 100), text.slice(-100)];
  };
  const result = { content: [{ type: "text", text: `"id":99} ${"x".repeat(500)} {"id":98}` }], id: 97 };

  it("is found at either end, and nowhere else", () => {
    expect(idBetween(...ends({ jsonrpc: "2.0", id: 5, result }))).to.equal(5);
    expect(idBetween(...ends({ id: "a-1", jsonrpc: "2.0", result }))).to.equal("a-1");
    expect(idBetween(...ends({ result, jsonrpc: "2.0", id: 6 }))).to.equal(6);
    expect(idBetween(...ends({ result, id: 7, jsonrpc: "2.0" }))).to.equal(7);
    expect(idBetween(...ends({ jsonrpc: "2.0", method: "x", params: result }))).to.equal(null);
    expect(idBetween(...ends({ jsonrpc: "2.0", result, id: null }))).to.equal(null);
  });
});

describe("untrusted schemas", () => {
  const limit = createTimeLimit();
  const { compile } = createSchemaChecks(limit);

  const pointersOf = (schema: JsonObject, value: JsonObject) => {
    const check = compile(schema);
    const checked = check.ok ? check.value(value) : expect.fail(check.error);
    return checked.ok ? checked.value.map(({ pointer }) => pointer) : checked.error;
  };

  it("are applied, in either dialect", () => {
    const old = {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      properties: { a: { type: "integer" } },
    };
    expect(pointersOf(old, { a: 1 })).to.deep.equal([]);
    expect(pointersOf(old, { a: "1" })).to.deep.equal(["/a"]);
    const tuple = { type: "object", properties: { a: { prefixItems: [{ type: "string" }] } } };
    expect(pointersOf(tuple, { a: [1] })).to.deep.equal(["/a/0"]);
    const withId = { $id: "https://example.org/same", type: "object", required: ["a"] };
    expect(pointersOf(withId, {})).to.deep.equal([""]);
    expect(pointersOf({ ...withId, required: ["b"] }, { b: 1 }), "two of one $id do not meet").to.deep.equal([]);
  });

  it("are refused if they are invalid, too large or too deep", () => {
    const deep = Array.from({ length: 20_000 }).reduce<JsonObject>((inner) => ({ not: inner }), {});
    const bad: readonly JsonObject[] = [
      { type: "nonsense" },
      { $ref: "https://example.org/elsewhere" },
      { $schema: "https://example.org/dialect" },
      { type: "object", description: "x".repeat(200_000) },
      { type: "object", properties: { a: { pattern: "(" } } },
      deep,
    ];
    for (const schema of bad) expect(compile(schema).ok).to.equal(false);
  });

  it("are stopped if they do not terminate", () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_none, index) => [
        `d${index}`,
        { anyOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
      ]),
    );
    const schema = { $ref: "#/$defs/d0", $defs: { ...doubling, d40: { type: "string" } } };
    const work = watchProcessor();
    expect(pointersOf(schema, {})).to.contain("timed out");
    expect(work.usedMs()).to.be.lessThan(3_000);
    expect(limit(1_000, () => "and go on")).to.equal("and go on");
  });
});

describe("a throttled task", () => {
  it("runs once for many requests, and again for those made during the run", async () => {
    let runs = 0;
    const twice = new Promise<void>((resolve) => {
      const listReload = createThrottledTask(1, async () => {
        runs += 1;
        if (runs === 1) {
          listReload.request();
          listReload.request();
        } else {
          listReload.stop();
          listReload.request();
          resolve();
        }
      });
      for (let count = 0; count < 10; count += 1) listReload.request();
    });
    await twice;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(runs).to.equal(2);
  });
});
