/** References to results, small and large, and to large ones of older versions, which are in the row of their call. */
import { expect } from "chai";
import { readJson, writtenJson, type JsonText } from "../../../src/domain/json-text.ts";
import type { Json, JsonObject } from "../../../src/domain/json.ts";
import type { ToolCallRecord } from "../../../src/registry/stores.ts";
import { createValueChecks } from "../../../src/tools/value-checks.ts";
import { failed, succeeded } from "../../../src/turns/calls.ts";
import { fillIn, resolveReferences, valueOf } from "../../../src/turns/references.ts";
import { resultText } from "../../../src/turns/results.ts";

const numbers = "[1e400, -0, 12345678901234567890]";
/** Larger than what the main thread parses, with numbers that would not survive it. */
const largeText = `{"numbers": ${numbers}, "line": "\u2028", "rows": [${"[1,2],".repeat(20_000)}[3,4]], "few": {"a": 1}}`;
const large = new TextEncoder().encode(largeText) as JsonText;
const textOf = (text: Uint8Array): string => new TextDecoder().decode(text);

describe("references to results", () => {
  const parts = createValueChecks();
  after(async () => parts.close());
  const asked: string[] = [];
  const sources = {
    parts,
    registry: {
      journal: {
        largeResult: async ({ callId }: { readonly callId: string }) => {
          asked.push(callId);
          return large.slice() as JsonText;
        },
      },
    },
  };

  const callOf = (callId: string, rest: Pick<ToolCallRecord, "result" | "outline">): ToolCallRecord => ({
    turnId: "t",
    step: 0,
    callId,
    tool: "t",
    arguments: {},
    durationMs: 1,
    ...rest,
  });
  const outline = { characters: largeText.length, shape: { numbers: "list of 3" }, beginning: largeText.slice(0, 600) };
  const kept = callOf("large", { result: { ok: true }, outline });
  const old = callOf("old", { result: { ok: true, value: readJson(large) }, outline: null });
  const small = callOf("small", succeeded(writtenJson({ a: [1, "two"] })));
  const calls = [kept, old, small, callOf("failed", failed("tool.failed", "It broke."))];
  const resolved = async (args: JsonObject): Promise<string> => {
    const result = await resolveReferences(sources, args, calls);
    return result.ok ? textOf(result.value) : result.error;
  };
  const at = (call: string, pointer: string): JsonObject => ({ $result: call, pointer });

  beforeEach(() => asked.splice(0));

  it("put a whole large result into the arguments, character by character", async () => {
    expect(await resolved({ json: at("large@0", ""), path: "$" })).to.equal(`{"json":${largeText},"path":"$"}`);
    expect(await resolved(at("large", ""))).to.equal(largeText);
  });

  it("find parts of a large result, which is read once for all of them", async () => {
    const args = { a: at("large", "/few"), b: [at("large", "/rows/20000/1"), at("large", "")], c: at("small", "/a") };
    expect(await resolved(args)).to.equal(`{"a":{"a":1},"b":[4,${largeText}],"c":[1,"two"]}`);
    expect(asked).to.deep.equal(["large"]);
  });

  it("find the same in results that older versions have put into the rows", async () => {
    expect(await resolved({ a: at("old", "/few"), b: at("old@0", "/rows/20000") })).to.equal('{"a":{"a":1},"b":[3,4]}');
    expect(asked).to.deep.equal([]);
    const summary = JSON.parse(resultText(old));
    expect(summary.shape).to.deep.include({ rows: 'list of 20001, the first: "list of 2"' });
    expect(summary.note).to.include('"old@0"');
  });

  it("say why they lead nowhere, without reading a large result for nothing", async () => {
    expect(await resolved({ a: at("large", "/none") })).to.equal("The result “large” has nothing at /none.");
    expect(await resolved({ a: at("small", "/a/2") })).to.equal("The result “small” has nothing at /a/2.");
    asked.splice(0);
    expect(await resolved({ a: at("large", ""), b: at("large", "rows") })).to.include("must begin with /");
    expect(await resolved({ a: at("large", ""), b: at("failed", "") })).to.include("failed, so it has no result");
    expect(await resolved({ a: at("large", ""), b: at("absent", "") })).to.include("There is no result “absent”");
    expect(asked).to.deep.equal([]);
    expect(await resolved(at("small", "/a"))).to.include("refer to a value that is not an object");
  });

  it("are filled into the content of an answer, or left as they are", async () => {
    const filled = async (content: Json) => fillIn(sources, content, calls);
    expect(await filled({ a: at("large", "/few"), b: at("small", "") })).to.deep.equal({
      a: { a: 1 },
      b: { a: [1, "two"] },
    });
    expect(await filled([at("large", "/none")])).to.deep.equal([at("large", "/none")]);
    expect(await valueOf(sources, kept)).to.deep.equal(readJson(large));
  });

  it("come with a summary for the model, which is written without the value", async () => {
    const summary = JSON.parse(resultText(kept));
    expect(summary).to.deep.include({ shape: outline.shape, beginning: outline.beginning });
    expect(summary.note).to.include(`${largeText.length} characters`).and.include('{"$result": "large@0"');
    expect(resultText(small)).to.equal('{"a":[1,"two"]}');
  });
});
