import { expect } from "chai";
import { problemKinds, problemOf } from "../../../src/api/problem.ts";
import { CaxtonError, errorCatalogue, type ErrorCode } from "../../../src/domain/errors.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe("problem documents", () => {
  it("has a status and a title for every code", () => {
    for (const code of codes) {
      const { status, title } = problemKinds[code];
      expect(status, code).to.be.within(400, 599);
      expect(title, code).to.not.equal("");
    }
    expect(Object.keys(problemKinds)).to.have.members(codes);
  });

  it("carries everything that a caller needs", () => {
    const error = new CaxtonError("agent.not_found", "There is no agent called Greter.", {
      hint: "Did you mean Greeter?",
      facts: { nearest: ["Greeter"] },
      errors: [{ pointer: "/receivers/0", message: "There is none." }],
    });
    expect(problemOf(error, trace)).to.deep.equal({
      status: 404,
      headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store" },
      body: {
        type: "urn:caxton:problem:agent.not_found",
        title: "Agent not found",
        status: 404,
        detail: "There is no agent called Greter.",
        code: "agent.not_found",
        traceId: trace,
        errors: [{ pointer: "/receivers/0", message: "There is none." }],
        hint: "Did you mean Greeter?",
        facts: { nearest: ["Greeter"] },
      },
    });
  });

  it("says nothing of what an unexpected error said", () => {
    const { status, body } = problemOf(new TypeError("password is hunter2"), trace);
    expect(status).to.equal(500);
    expect(JSON.stringify(body)).to.not.contain("hunter2");
    expect(body.traceId).to.equal(trace);
  });

  it("says when to try again, in whole seconds, where that can succeed", () => {
    const busy = new CaxtonError("conversation.busy", "Busy.", { retryAfterMs: 1_200 });
    expect(problemOf(busy, trace).headers).to.include({ "Retry-After": "2" });
    expect(problemOf(new CaxtonError("temporal.unavailable", "Away."), trace).headers).to.include({
      "Retry-After": "1",
    });
    expect(problemOf(new CaxtonError("agent.not_found", "None."), trace).headers).to.not.have.property("Retry-After");
  });

  it("says how to authenticate, and which methods there are", () => {
    const unknown = new CaxtonError("security.unauthenticated", "Who?");
    expect(problemOf(unknown, trace).headers).to.include({ "WWW-Authenticate": 'Bearer realm="caxton"' });
    const method = new CaxtonError("request.method_not_allowed", "No.", { facts: { allow: ["GET", "HEAD"] } });
    expect(problemOf(method, trace).headers).to.include({ Allow: "GET, HEAD" });
  });
});
