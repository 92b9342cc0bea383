/** Large results of tools in a turn: kept as text, told to the model in outline, and handed to later calls as they were written. */
import { expect } from "chai";
import { mostParsed, outlineOf, readJson, writtenJson, type JsonText } from "../../../src/domain/json-text.ts";
import type { ChatRequest } from "../../../src/llm/provider.ts";
import type { MessageRecord } from "../../../src/registry/stores.ts";
import type { Tool } from "../../../src/tools/types.ts";
import { aDefinition } from "../../support/agents.ts";
import { longestJson } from "../../support/largest-json.ts";
import { anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { aTool } from "../../support/tools.ts";
import { driveTurns, type ScriptedAnswer } from "../../support/turns.ts";

describe("a large result in a turn", function () {
  this.timeout(60_000);
  let temporary: TemporaryRegistry;
  let message: MessageRecord;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
    message = aRecord();
    await temporary.registry.messages.open(anOpening(message));
  });
  afterEach(async () => temporary.remove());

  const definition = aDefinition({ name: "Greeter", tools: ["gives", "takes"] });
  const written = `{"numbers": [1e400, -0, 12345678901234567890], "rows": [${"[1,2],".repeat(50_000)}[3,4]]}`;
  const text = new TextEncoder().encode(written) as JsonText;
  const outline = outlineOf(readJson(text), written);
  const gives: Tool = {
    ...aTool("gives", async () => ({ value: null, audit: {} })),
    call: async () => ({ text: text.slice() as JsonText, outline, audit: {} }),
  };
  let taken: string[];
  const takes: Tool = {
    ...aTool("takes", async () => ({ value: null, audit: {} })),
    call: async (args) => {
      taken.push(new TextDecoder().decode(args));
      return { ...writtenJson("taken"), audit: {} };
    },
  };
  const told: string[] = [];
  const script = ({ messages }: ChatRequest): ScriptedAnswer => {
    told.splice(0, told.length, ...messages.flatMap((each) => (each.role === "tool" ? [each.content] : [])));
    if (told.length === 0) return { calls: [{ id: "g", name: "gives", arguments: {} }] };
    const taking = (id: string, pointer: string) => ({
      id,
      name: "takes",
      arguments: { it: { $result: "g@0", pointer } },
    });
    if (told.length === 1) return { calls: [taking("whole", ""), taking("part", "/rows/50000")] };
    const content = { last: { $result: "g@0", pointer: "/rows/50000" } };
    return { text: JSON.stringify({ performative: "inform", content }) };
  };
  /** Has one tool give the result and the other take it, whole and in part. */
  const passOn = async (): Promise<unknown> => {
    taken = [];
    told.splice(0);
    return driveTurns({ registry: temporary.registry, message, tools: [gives, takes], definition, script }).run();
  };

  it("is told to the model in outline, and handed to later calls as it was written, or in part", async () => {
    expect(await passOn()).to.deep.equal({ last: [3, 4] });
    const { note, ...rest } = JSON.parse(told[0] ?? "");
    expect(rest).to.deep.equal({ shape: outline.shape, beginning: outline.beginning });
    expect(note).to.include(`${written.length} characters`);
    expect(taken).to.deep.equal([`{"it":${written}}`, '{"it":[3,4]}']);
    expect(told.slice(1)).to.deep.equal(["taken", "taken"]);
  });

  it("is neither parsed nor written again by the main thread", async () => {
    expect(await longestJson(passOn)).to.be.lessThan(mostParsed);
  });
});
