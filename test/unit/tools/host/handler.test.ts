import { expect } from "chai";
import fc from "fast-check";
import { CaxtonError } from "../../../../src/domain/errors.ts";
import type { JsonObject } from "../../../../src/domain/json.ts";
import type { BlockingHostFunction } from "../../../../src/sandbox/types.ts";
import { readEnvironment } from "../../../../src/tools/host/environment.ts";
import { decodeFrame, encodeFrame } from "../../../../src/tools/host/frames.ts";
import { createHostHandler } from "../../../../src/tools/host/host-functions.ts";
import type { HostFunction } from "../../../../src/tools/host/types.ts";
import { parseToolManifest } from "../../../../src/tools/manifest.ts";
import type { GrantUse } from "../../../../src/tools/call-failures.ts";
import { valueOf } from "../../domain/support.ts";

const manifest = valueOf(
  parseToolManifest({
    name: "probe",
    description: "probes",
    inputSchema: { type: "object" },
    grants: { env: ["COLOUR", "UNSET"] },
  }),
);

const handlerOf = (tested: HostFunction, uses: GrantUse[] = []) => {
  const functions = { http_request: tested, file_access: tested, sql_query: tested, env_get: tested };
  const handler = createHostHandler(functions)(manifest, (use) => uses.push(use));
  return async (bytes: Uint8Array, name: BlockingHostFunction = "env_get"): Promise<any> =>
    decodeFrame(await handler(name, bytes, new AbortController().signal))?.head;
};

describe("the host's side of a tool", () => {
  it("gives the environment variables that the manifest names, and no other", async () => {
    const uses: GrantUse[] = [];
    const ask = handlerOf(readEnvironment({ COLOUR: "blue", OTHER: "hidden" }), uses);
    expect(await ask(encodeFrame({ name: "COLOUR" }))).to.deep.equal({ ok: true, value: "blue" });
    expect(await ask(encodeFrame({ name: "UNSET" }))).to.deep.equal({ ok: true, value: null });
    for (const name of ["OTHER", "", "colour", "__proto__", "constructor"]) {
      const answer = await ask(encodeFrame({ name }));
      expect(answer.error.code, name).to.equal("tool.grant_missing");
      expect(JSON.stringify(answer)).to.not.include("hidden");
    }
    expect((await ask(encodeFrame({ name: 7 }))).error.code).to.equal("tool.invalid_arguments");
    expect(uses.slice(0, 3)).to.deep.equal([
      { grant: "env", target: "COLOUR", allowed: true },
      { grant: "env", target: "UNSET", allowed: true },
      { grant: "env", target: "OTHER", allowed: false },
    ]);
  });

  it("answers whatever a guest sends, and never throws", async () => {
    const ask = handlerOf(readEnvironment({}));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await ask(bytes)).ok).to.equal(false);
      }),
    );
    const deep = Buffer.from("[".repeat(200_000));
    const frame = Buffer.concat([Buffer.alloc(4), deep]);
    frame.writeUInt32LE(deep.length);
    expect((await ask(frame)).error.code).to.equal("tool.invalid_arguments");
  });

  it("reads what it wrote", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.uint8Array(), (head, body) => {
        const frame = decodeFrame(encodeFrame(head as JsonObject, body));
        expect(JSON.stringify(frame?.head)).to.equal(JSON.stringify(head));
        expect(Buffer.from(frame?.body ?? []).equals(Buffer.from(body))).to.equal(true);
      }),
    );
  });

  it("tells the guest of an error what concerns it, and of the machine nothing", async () => {
    const known = handlerOf(async () => {
      throw new CaxtonError("tool.failed", "The pen is empty.");
    });
    expect((await known(encodeFrame({}))).error).to.deep.equal({ code: "tool.failed", message: "The pen is empty." });
    const unknown = handlerOf(async () => {
      throw new TypeError("ENOENT: /srv/secret/place");
    });
    const answer = await unknown(encodeFrame({}));
    expect(answer.error).to.deep.equal({ code: "internal.unexpected", message: "The host failed to do this." });
  });

  it("audits every use once, and no more of them than somebody would read", async () => {
    const uses: GrantUse[] = [];
    let number = 0;
    const ask = handlerOf(async ({ audit }) => {
      audit({ grant: "network", target: "always the same", allowed: true });
      audit({ grant: "network", target: `${(number += 1)} ${"x".repeat(10_000)}`, allowed: false });
      return encodeFrame({ ok: true });
    }, uses);
    for (let calls = 0; calls < 1_000; calls += 1) await ask(encodeFrame({}));
    expect(uses).to.have.length(201);
    expect(uses.filter(({ target }) => target === "always the same")).to.have.length(1);
    expect(Math.max(...uses.map(({ target }) => target.length))).to.equal(300);
    expect(uses.at(-1)?.target).to.equal("and more, not listed");
  });
});
