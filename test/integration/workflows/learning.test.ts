/** What an agent learns from an exchange while its model's server is away: the attempts are Temporal's. */
import { expect } from "chai";
import { createActivities } from "../../../src/activities/create-activities.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { MemoryAccess } from "../../../src/memory/types.ts";
import type { Events } from "../../../src/observability/types.ts";
import { aConversation, anEnvelope, openStage, type Stage } from "../../support/conversations.ts";
import { openTestMemory, workspace, type TestMemory } from "../../support/memory.ts";
import { anOpening, aRecord } from "../../support/messages.ts";
import { startOpenAiServer, type OpenAiServer } from "../../support/openai-server.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { isLesson, rememberingTurns, type RememberingTurns } from "../../support/remembering.ts";
import { eventually } from "../../support/server-process.ts";

describe("an agent that learns while its model's server is away", function () {
  this.timeout(600_000);
  let temporary: TemporaryRegistry;
  let test: TestMemory;
  let vendor: OpenAiServer;
  let stage: Stage;
  let open: MemoryAccess;
  let remembering: RememberingTurns;

  before(async () => {
    [temporary, test, vendor] = await Promise.all([temporaryRegistry(), openTestMemory(), startOpenAiServer()]);
    const { registry } = temporary;
    remembering = rememberingTurns({ registry, memory: async () => open(), vendor: vendor.url });
    const { turns } = remembering;
    const { rememberTurn, noteUnlearnt } = createActivities({
      turns,
      registry,
      // Used only by activities that are scripted here.
      events: {} as Events,
      clock: () => new Date(),
    });
    stage = await openStage({ rememberTurn, noteUnlearnt });
    stage.play(async (task, step, signal) => turns.step(task, step, null, signal));
  });
  after(async () => {
    await stage.stop();
    await vendor.close();
    await Promise.all([temporary.remove(), test.remove()]);
  });
  beforeEach(() => {
    open = async () => test.memory;
    vendor.calls.splice(0);
    vendor.script((request) =>
      isLesson(request) ? { kind: "status", status: 503 } : { kind: "text", text: "Noted." },
    );
  });

  /** The event that tells what became of the lesson. */
  const outcomeOf = async (content: string) => {
    const { message } = aRecord({ content, timestamp: new Date().toISOString() });
    const { id: messageId, conversationId } = message;
    await temporary.registry.messages.open(anOpening(aRecord(message)));
    const envelope = anEnvelope({
      messageId,
      receivers: [{ agent: "Keeper" as AgentName, version: "v1" as VersionHash }],
    });
    await (await stage.workflows.deliver(aConversation({ conversationId }), envelope, true)).settled();
    return eventually(
      async () =>
        remembering.events.find((event) => event.conversationId === conversationId && event.kind.includes("learnt")) ??
        null,
    );
  };
  const lessonCalls = () => vendor.calls.filter(({ request }) => isLesson(request));

  it("keeps the exchange itself once the attempts are used up", async () => {
    const { kind, data } = await outcomeOf("I am Ada and I sing.");
    expect(kind).to.equal("memory.learnt");
    expect(data).to.deep.include({ from: "exchange", entities: 1 });
    expect(data["problem"]).to.have.property("code", "llm.unavailable");
    expect(lessonCalls()).to.have.length(3);
    const { items } = await test.memory.findEntities({ places: [workspace] }, { limit: 10, cursor: null });
    expect(items.map(({ name }) => name)).to.deep.equal(["I am Ada and I sing."]);
  });

  it("keeps what the model says if its server is back for the last attempt", async () => {
    const lesson = { entities: [{ id: "", name: "Bob", type: "person", observations: ["Bob drums."] }], relations: [] };
    vendor.script((request) => {
      if (!isLesson(request)) return { kind: "text", text: "Noted." };
      if (lessonCalls().length < 3) return { kind: "status", status: 503 };
      return { kind: "text", text: JSON.stringify(lesson) };
    });
    expect((await outcomeOf("I am Bob.")).data).to.deep.include({ from: "model", entities: 1 });
  });

  it("keeps nothing if the memory is away as well, and says so", async () => {
    open = async () => {
      throw new CaxtonError("memory.unavailable", "The memory is away.");
    };
    const { kind, data } = await outcomeOf("I am Eva.");
    expect(kind).to.equal("memory.not_learnt");
    expect(data["error"]).to.have.property("code", "memory.unavailable");
    expect(lessonCalls()).to.have.length(0);
  });
});
