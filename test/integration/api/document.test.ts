import { expect } from "chai";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import createClient from "openapi-fetch";
import { readDocument } from "../../../src/api/operations.ts";
import { greeterFile, startTestServer } from "../../support/api-server.ts";
import type { paths } from "../../support/api-client.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const require = createRequire(import.meta.url);
const clientFile = join(root, "test/support/api-client.ts");

/** A package's command as a script for this Node, without a shell. */
const scriptOf = async (packageName: string, command: string): Promise<string> => {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { readonly bin: Readonly<Record<string, string>> };
  return join(dirname(manifest), bin[command] ?? "");
};

/** Runs a Node script; what it said when it fails, else null. */
const complaintOf = async (script: string, args: readonly string[]): Promise<string | null> => {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  return promisify(execFile)(process.execPath, [script, ...args], { cwd: root, env }).then(
    () => null,
    (error: { readonly stdout: string; readonly stderr: string }) => `${error.stdout}${error.stderr}`,
  );
};

interface DocumentedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>
  >;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

describe("the OpenAPI document", function () {
  this.timeout(120_000);

  it("is what the controllers say, and so are the routes and the client's types", async () => {
    expect(await complaintOf(join(root, "scripts/api-generate.mjs"), ["--check"])).to.equal(null);
  });

  it("passes the linter", async () => {
    expect(await complaintOf(await scriptOf("@redocly/cli", "redocly"), ["lint", "docs/openapi.json"])).to.equal(null);
  });

  it("gives every operation a name, a summary, typed errors and examples", () => {
    const document = JSON.parse(readDocument()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
    };
    const operations = Object.values(document.paths).flatMap((each) => Object.values(each));
    expect(operations).to.have.length(66);
    for (const { operationId, summary, responses, requestBody } of operations) {
      expect(operationId).to.match(/^[a-z]+([A-Z][a-z]+)*$/);
      expect(summary, operationId).to.be.a("string");
      for (const each of Object.values(requestBody?.content ?? {}))
        expect(each, operationId).to.have.property("example");
      for (const [status, { content = {} }] of Object.entries(responses)) {
        const types = Object.keys(content);
        const isReport = operationId === "getReadiness" && status === "503";
        if (Number(status) >= 400 && !isReport)
          expect(types, `${operationId} ${status}`).to.deep.equal(["application/problem+json"]);
        for (const each of Object.values(content)) expect(each, `${operationId} ${status}`).to.have.property("example");
      }
    }
  });

  it("has no operation of what is not built yet", () => {
    expect(readDocument()).to.not.match(/deployments|schedules|\/usage/);
  });
});

describe("a client made from the document", function () {
  this.timeout(120_000);

  it("compiles under the strictest settings", async () => {
    const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
    const target = ["--target", "es2023", "--module", "nodenext", "--types", "node"];
    const script = await scriptOf("typescript", "tsc");
    expect(await complaintOf(script, [...options, ...target, clientFile])).to.equal(null);
  });

  it("speaks with the server", async () => {
    const server = await startTestServer();
    const client = createClient<paths>({
      baseUrl: server.url,
      headers: { authorization: `Bearer ${server.adminKey}` },
    });
    const created = await client.POST("/api/v1/agents", {
      body: greeterFile as never,
      bodySerializer: (body) => body as unknown as string,
      headers: { "content-type": "text/markdown" },
    });
    expect(created.data?.name).to.equal("Greeter");
    const sent = await client.POST("/api/v1/messages", {
      body: { performative: "request", targetCapability: "greeting", content: "Hello" },
      params: { header: { Prefer: "wait=5" } },
    });
    expect(sent.response.status).to.equal(200);
    expect(sent.data?.replies?.[0]?.content).to.equal("Greeter heard you");
    const conversation = await client.GET("/api/v1/conversations/{id}", {
      params: { path: { id: sent.data?.conversationId ?? "" } },
    });
    expect(conversation.data?.state).to.equal("completed");
    const missing = await client.GET("/api/v1/agents/{name}", { params: { path: { name: "Nobody" } } });
    expect(missing.error?.code).to.equal("agent.not_found");
    await server.stop();
  });
});
