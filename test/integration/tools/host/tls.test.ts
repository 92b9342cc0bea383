/** `http_request` to servers whose certificates lead to a trusted root, and to servers whose certificates do not. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createAuthority, hasOpenssl, type Authority } from "../../../support/certificates.ts";

const asker = fileURLToPath(new URL("./ask-by-https.ts", import.meta.url));

describe("http_request over TLS", function () {
  this.timeout(120_000);
  let folder: string;
  let authority: Authority;
  const servers: Server[] = [];

  before(async function () {
    if (!hasOpenssl()) {
      console.warn("    There is no OpenSSL, so no certificates are made.");
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "caxton-tls-"));
    authority = createAuthority(folder);
  });

  after(async () => {
    for (const server of servers) server.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const serve = async (key: string, cert: string): Promise<number> => {
    const server = createServer({ key, cert }, (request, response) => {
      response.end(`hello ${request.headers.host?.split(":")[0] ?? ""}`);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  /** Asks from another process, because Node.js reads the trusted roots when it starts. */
  const ask = async (trusted: boolean, ...urls: readonly string[]): Promise<readonly any[]> => {
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", asker, ...urls], {
      env: { PATH: process.env["PATH"] ?? "", ...(trusted ? { NODE_EXTRA_CA_CERTS: authority.file } : {}) },
    });
    return JSON.parse(stdout);
  };

  it("verifies that the chain leads to a trusted root, and that the certificate belongs to the host", async () => {
    const good = authority.issue("trusted.test");
    const port = await serve(good.key, good.chain);
    const [own, other, address] = await ask(
      true,
      `https://trusted.test:${port}/`,
      `https://wrong.test:${port}/`,
      `https://127.0.0.1:${port}/`,
    );
    expect(own).to.deep.equal({ status: 200, body: "hello trusted.test" });
    for (const refused of [other, address]) {
      expect(refused.code).to.equal("tool.failed");
      expect(refused.message).to.include("the certificate is for another host");
    }
    const [stranger] = await ask(false, `https://trusted.test:${port}/`);
    expect(stranger.code).to.equal("tool.failed");
    expect(stranger.message).to.include("the certificate cannot be verified");
  });

  it("refuses an expired certificate, and one whose chain is incomplete", async () => {
    const old = authority.issue("trusted.test", -1);
    const good = authority.issue("trusted.test");
    const [late, gap] = [await serve(old.key, old.chain), await serve(good.key, good.alone)];
    const answers = await ask(true, `https://trusted.test:${late}/`, `https://trusted.test:${gap}/`);
    expect(answers.map(({ code }) => code)).to.deep.equal(["tool.failed", "tool.failed"]);
    expect(answers[0].message).to.include("the certificate has expired");
    expect(answers[1].message).to.include("the certificate cannot be verified");
  });

  it("reports a TLS server as unavailable if it is asked without TLS", async () => {
    const good = authority.issue("trusted.test");
    const port = await serve(good.key, good.chain);
    const [plain] = await ask(true, `http://trusted.test:${port}/`);
    expect(plain.code).to.equal("tool.unavailable");
  });
});
