import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { ApprovalRequest } from "../../../src/domain/approval.ts";
import { anEvent } from "../../support/messages.ts";
import { greeterFile, startTestServer, type Reply, type TestServer } from "../../support/api-server.ts";

describe("API: approvals", () => {
  let server: TestServer;
  let conversationId: string;

  beforeEach(async () => {
    server = await startTestServer();
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    const opened = await server.call("POST", "/api/v1/conversations", { body: { protocol: "request-reply" } });
    conversationId = opened.body.id;
  });
  afterEach(() => server.stop());

  /** Requests an approval as a turn does (`turns/approvals.ts`). */
  const ask = async (parts: Partial<Record<keyof ApprovalRequest, unknown>> = {}): Promise<string> => {
    const id = randomUUID();
    const request = {
      id,
      conversationId,
      messageId: randomUUID(),
      turnId: "turn",
      step: 0,
      callId: "c1",
      agent: "Greeter",
      tool: "pay",
      arguments: { amount: 120 },
      requestedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      ...parts,
    } as ApprovalRequest;
    await server.registry.approvals.request(request, anEvent());
    return id;
  };

  const decide = async (id: string, decision: string, reason?: unknown, key?: string): Promise<Reply> =>
    server.call("POST", `/api/v1/conversations/${conversationId}/approvals/${id}`, {
      body: { decision, ...(reason === undefined ? {} : { reason }) },
      ...(key === undefined ? {} : { key }),
    });

  const pending = async (): Promise<readonly string[]> =>
    (await server.call("GET", `/api/v1/conversations/${conversationId}`)).body.pendingApprovals.map(
      (each: { id: string }) => each.id,
    );

  it("shows pending approvals with their conversation, stores the decisions, and sends them to the workflow", async () => {
    const first = await ask();
    const second = await ask();
    expect((await pending()).toSorted()).to.deep.equal([first, second].toSorted());

    const approved = await decide(first, "approve", " fine by me ");
    expect(approved.status).to.equal(200);
    expect(approved.body).to.include({ id: first, state: "approved", reason: "fine by me", decidedBy: "user:admin" });
    expect(approved.body.arguments).to.deep.equal({ amount: 120 });
    expect((await decide(second, "reject", "Paid already")).body).to.include({ state: "rejected" });
    expect(await pending()).to.deep.equal([]);
    expect(server.workflows.told).to.deep.equal([first, second]);

    const { items } = (await server.call("GET", `/api/v1/conversations/${conversationId}/approvals`)).body;
    expect(items.map((each: { state: string }) => each.state).toSorted()).to.deep.equal(["approved", "rejected"]);
    const page = await server.call("GET", `/api/v1/conversations/${conversationId}/approvals?limit=1`);
    const rest = await server.call(
      "GET",
      `/api/v1/conversations/${conversationId}/approvals?limit=1&cursor=${page.body.nextCursor}`,
    );
    expect([...page.body.items, ...rest.body.items]).to.deep.equal(items);

    const events = await server.call("GET", "/api/v1/events?kind=approval.decided");
    expect(events.body.items[0].data).to.include({ state: "rejected", reason: "Paid already", by: "user:admin" });
  });

  it("keeps the first decision: repeating it changes nothing, and another one is refused", async () => {
    const id = await ask();
    await decide(id, "approve");
    expect((await decide(id, "approve", "again")).body).to.include({ state: "approved", reason: null });
    const other = await decide(id, "reject");
    expect([other.status, other.body.code]).to.deep.equal([409, "approval.already_decided"]);
    expect(other.body.facts).to.include({ state: "approved", decidedBy: "user:admin" });
    expect(server.workflows.told).to.deep.equal([id]);
  });

  it("accepts one of several decisions at the same time", async () => {
    const id = await ask();
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => decide(id, index % 2 === 0 ? "approve" : "reject")),
    );
    const states = new Set(answers.filter((each) => each.status === 200).map((each) => each.body.state));
    expect(states.size).to.equal(1);
    expect(answers.filter((each) => each.status === 409)).to.have.length(4);
    expect(server.workflows.told).to.have.length(1);
  });

  it("refuses decisions that are invalid, too late, for an unknown approval, or for another or finished conversation", async () => {
    const refusal = async (answer: Promise<Reply>): Promise<readonly [number, string]> => {
      const { status, body } = await answer;
      return [status, body.code];
    };
    expect(await refusal(decide(randomUUID(), "approve"))).to.deep.equal([404, "approval.not_found"]);
    const elsewhere = await ask({ conversationId: randomUUID() });
    expect(await refusal(decide(elsewhere, "approve"))).to.deep.equal([404, "approval.not_found"]);
    const late = await ask({ expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(await refusal(decide(late, "approve"))).to.deep.equal([409, "approval.expired"]);
    expect(await refusal(decide(await ask(), "perhaps"))).to.deep.equal([422, "request.invalid"]);
    expect(await refusal(decide(await ask(), "reject", "x".repeat(2_001)))).to.deep.equal([422, "request.invalid"]);
    const waiting = await ask();
    await server.call("POST", `/api/v1/conversations/${conversationId}/cancel`);
    expect(await refusal(decide(waiting, "approve"))).to.deep.equal([409, "approval.expired"]);
    expect(await pending()).to.deep.equal([]);
    expect(server.workflows.told).to.deep.equal([]);
  });

  it("allows operators to decide, but not viewers and agents", async () => {
    const id = await ask();
    for (const key of [await server.keyFor("viewer"), await server.keyFor("agent", "Greeter")]) {
      expect((await decide(id, "approve", undefined, key)).status).to.equal(403);
    }
    expect((await decide(id, "approve", undefined, await server.keyFor("operator"))).status).to.equal(200);
  });
});
