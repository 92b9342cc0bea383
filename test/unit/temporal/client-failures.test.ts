import { Connection, ServiceError, WorkflowUpdateFailedError } from "@temporalio/client";
import { ApplicationFailure, NamespaceNotFoundError, WorkflowNotFoundError } from "@temporalio/common";
import { expect } from "chai";
import type { ErrorCode } from "../../../src/domain/errors.ts";
import type { ConversationId, Sender } from "../../../src/domain/ids.ts";
import { asCaxtonError, isTransient } from "../../../src/temporal/client-failures.ts";
import { createConversationClient } from "../../../src/temporal/conversations.ts";

const id = "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11" as ConversationId;

/** As the client throws what gRPC threw. */
const grpc = (code: number, details = "details"): ServiceError =>
  new ServiceError("Failed to start Workflow", {
    cause: Object.assign(new Error(`${code} ${details}`), { code, details, metadata: {} }),
  });

const updateFailed = (type: string): WorkflowUpdateFailedError =>
  new WorkflowUpdateFailedError("Workflow Update failed", ApplicationFailure.create({ message: "No.", type }));

describe("failures of Temporal's client", () => {
  const cases: readonly [string, unknown, ErrorCode, boolean][] = [
    ["a server that is away", grpc(14), "temporal.unavailable", true],
    ["a deadline", grpc(4), "temporal.unavailable", true],
    ["a run that is just closing", grpc(3, "workflow is closing"), "temporal.unavailable", true],
    ["a lack of permission", grpc(7), "temporal.unavailable", false],
    ["an unknown namespace", new NamespaceNotFoundError("teams"), "temporal.unavailable", false],
    [
      "an update that its workflow did not live to apply",
      updateFailed("AcceptedUpdateCompletedWorkflow"),
      "temporal.unavailable",
      true,
    ],
    ["a call that Temporal finds wrong", grpc(3), "internal.unexpected", false],
    ["a mistake in the code", new TypeError("x is not a function"), "internal.unexpected", false],
    [
      "a mistake inside the client",
      new ServiceError("Unexpected", { cause: new TypeError("x") }),
      "internal.unexpected",
      false,
    ],
    ["something that is no error", "no", "internal.unexpected", false],
    ["a workflow that is not there", new WorkflowNotFoundError("gone", "w", undefined), "conversation.finished", false],
    ["a refusal", updateFailed("conversation.protocol_violation"), "conversation.protocol_violation", false],
    ["a refusal of an unknown kind", updateFailed("Error"), "internal.unexpected", false],
  ];

  for (const [what, thrown, code, transient] of cases) {
    it(`${what} is ${code}${transient ? ", and may pass" : ""}`, () => {
      const error = asCaxtonError(thrown, id);
      expect(error.code).to.equal(code);
      expect(error.cause).to.equal(thrown);
      expect(isTransient(thrown)).to.equal(transient);
    });
  }

  it("a connection that was closed is temporal.unavailable", async () => {
    const connection = Connection.lazy({ address: "127.0.0.1:9" });
    await connection.close();
    const client = createConversationClient({ connection, namespace: "default", taskQueue: "q", patienceMs: 0 });
    const error = await client.cancel(id, "user:ada" as Sender).then(
      () => expect.fail("cancelled"),
      (thrown: unknown) => thrown,
    );
    expect(error).to.have.property("code", "temporal.unavailable");
  });
});
