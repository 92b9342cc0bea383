/** Tokens of an identity provider, which is a local server with real keys in these tests. */
import { expect } from "chai";
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import type { webcrypto } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTokenVerifier } from "../../../src/api/tokens.ts";
import { startTestServer, type TestServer } from "../../support/api-server.ts";

const issuer = "https://login.example";
const audience = "caxton";

describe("API: tokens of an identity provider", () => {
  let provider: Server;
  let server: TestServer;
  let privateKey: webcrypto.CryptoKey;
  let jwksUrl: string;

  const verifier = (url: string) =>
    createTokenVerifier({ issuer, audience, jwksUrl: url, roleClaim: "roles", agentClaim: "agent" });

  before(async () => {
    const pair = await generateKeyPair("ES256");
    ({ privateKey } = pair);
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: "one", alg: "ES256" }];
    provider = createServer((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ keys }));
    });
    provider.listen(0, "127.0.0.1");
    await once(provider, "listening");
    jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`;
    server = await startTestServer({ verifyToken: verifier(jwksUrl) });
  });
  after(async () => {
    await server.stop();
    provider.close();
  });

  const token = async (
    claims: JWTPayload = {},
    key: webcrypto.CryptoKey | Uint8Array = privateKey,
    alg = "ES256",
  ): Promise<string> =>
    new SignJWT({
      iss: issuer,
      aud: audience,
      sub: "ada|7",
      exp: Date.now() / 1000 + 60,
      roles: ["staff", "operator"],
      ...claims,
    })
      .setProtectedHeader({ alg, kid: "one" })
      .sign(key);
  const call = async (key: string, method = "GET", path = "/api/v1/agents", body?: unknown): Promise<any> =>
    server.call(method, path, { key, ...(body === undefined ? {} : { body }) });

  it("gives a token the role that it names, and uses its subject as the sender", async () => {
    const key = await token();
    expect((await call(key)).status).to.equal(200);
    await server.call("POST", "/api/v1/agents", {
      body: { name: "Greeter", capabilities: [{ name: "greeting" }], systemPrompt: "Hello." },
    });
    const sent = await call(key, "POST", "/api/v1/messages", {
      performative: "request",
      targetCapability: "greeting",
      content: "Hi",
    });
    expect(sent.status, JSON.stringify(sent.body)).to.equal(202);
    const { body } = await server.call("GET", `/api/v1/messages/${sent.body.messageId}`);
    expect(body.sender).to.equal("user:ada-7");
    expect((await call(key, "GET", "/api/v1/api-keys")).status).to.equal(403);
    expect((await call(await token({ roles: "viewer" }), "POST", "/api/v1/messages", {})).status).to.equal(403);
    const agent = await token({ roles: "agent", agent: "Greeter" });
    expect(
      (
        await call(agent, "POST", "/api/v1/messages", {
          performative: "inform",
          sender: "user:ada",
          targetCapability: "greeting",
          content: "",
        })
      ).status,
    ).to.equal(403);
  });

  it("refuses an invalid token, and says what is wrong with it", async () => {
    const other = (await generateKeyPair("ES256")).privateKey;
    const parts = (await token()).split(".");
    const wrong: readonly (readonly [string, string | RegExp])[] = [
      [await token({ exp: Date.now() / 1000 - 60 }), "expired"],
      [await token({ iss: "https://else.example" }), /"iss"/],
      [await token({ aud: "someone" }), /"aud"/],
      [await token({ nbf: Date.now() / 1000 + 600 }), /"nbf"/],
      [await token({ exp: undefined }), /"exp"/],
      [await token({ sub: undefined }), /"sub"/],
      [await token({}, other), "signature"],
      [await token({}, new Uint8Array(32), "HS256"), "of a kind that is not accepted"],
      [
        [Buffer.from('{"alg":"none"}').toString("base64url"), parts[1], "x"].join("."),
        "of a kind that is not accepted",
      ],
      [[parts[0], Buffer.from('{"roles":"admin"}').toString("base64url"), parts[2]].join("."), "signature"],
      [await token({ roles: ["staff"] }), "names no role"],
      [await token({ roles: "agent" }), "names none"],
    ];
    for (const [key, why] of wrong) {
      const { status, body } = await call(key);
      expect([status, body.code], body.detail).to.deep.equal([401, "security.unauthenticated"]);
      expect(body.detail).to.match(new RegExp(why));
    }
  });

  it("answers 503 if the provider's keys are unavailable, and 401 if the server has no provider", async () => {
    const away = await startTestServer({ verifyToken: verifier("http://127.0.0.1:9/jwks") });
    const unavailable = await away.call("GET", "/api/v1/agents", { key: await token() });
    expect([unavailable.status, unavailable.body.code]).to.deep.equal([503, "security.issuer_unavailable"]);
    await away.stop();
    const without = await startTestServer();
    const refused = await without.call("GET", "/api/v1/agents", { key: await token() });
    expect([refused.status, refused.body.detail]).to.satisfy(
      ([status, detail]: [number, string]) => status === 401 && detail.includes("only API keys"),
    );
    await without.stop();
  });
});
