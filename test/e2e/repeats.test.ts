/** Requests that are repeated under their Idempotency-Key after the server was killed in the middle of them. */
import { expect } from "chai";
import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { guest } from "../support/guests.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";

const rounds = 5;

describe("a request that is repeated after kill -9", function () {
  this.timeout(300_000);
  let folder: string;
  let server: ServerProcess;
  const module = guest();

  const start = async (): Promise<ServerProcess> =>
    startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
    });

  before(async function () {
    this.timeout(600_000);
    folder = await mkdtemp(join(tmpdir(), "caxton-repeats-"));
    await mkdir(join(folder, "agents"));
    server = await start();
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const post = async (path: string, name: string, body: unknown) =>
    server.call("POST", path, body, { "idempotency-key": name });

  const addTool = async (name: string) => {
    const form = new FormData();
    form.set("manifest", JSON.stringify({ name, description: "A tool", input_schema: { type: "object" } }));
    form.set("module", new Blob([Buffer.from(module)]), "module.wasm");
    const headers = { authorization: `Bearer ${server.key}`, "idempotency-key": name };
    const response = await fetch(`${server.url}/api/v1/tools`, { method: "POST", body: form, headers });
    return { status: response.status, body: await response.json() };
  };

  const requests: Record<string, (name: string) => Promise<{ readonly status: number; readonly body: any }>> = {
    agent: async (name) => post("/agents", name, { name: `Agent-${name}`, systemPrompt: "You are brief." }),
    key: async (name) => post("/api-keys", name, { name: `key-${name}`, role: "viewer" }),
    conversation: async (name) => post("/conversations", name, { protocol: "request-reply" }),
    tool: addTool,
  };

  it(`takes effect once and gets the normal answer, in ${rounds} rounds`, async () => {
    for (let round = 0; round < rounds; round++) {
      const names = Object.keys(requests).map((what) => ({ what, name: `${what}_${round}` }));
      const first = names.map(async ({ what, name }) => requests[what]?.(name).catch(() => null));
      await sleep(randomInt(0, 40));
      await server.kill();
      await Promise.all(first);
      server = await start();
      for (const { what, name } of names) {
        const repeated = await requests[what]?.(name);
        expect(repeated?.status, `${name}: ${JSON.stringify(repeated?.body)}`).to.equal(201);
        const again = await requests[what]?.(name);
        expect(again?.body, name).to.deep.equal(repeated?.body);
      }
    }
    const count = async (path: string): Promise<number> =>
      (await server.call("GET", `${path}?limit=200`)).body.items.length;
    // There was one admin key at the start.
    expect(await count("/api-keys")).to.equal(rounds + 1);
    expect(await count("/conversations")).to.equal(rounds);
    expect(await count("/agents")).to.equal(rounds);
    const { body } = await server.call("GET", "/api-keys");
    expect(new Set(body.items.map((each: { name: string }) => each.name)).size).to.equal(rounds + 1);
  });
});
