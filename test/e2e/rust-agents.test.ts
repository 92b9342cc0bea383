/** The example in Rust on a whole server: built from its sources, put into the agents folder, tested and asked. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { caxton } from "../integration/cli/run-caxton.ts";
import { buildProject } from "../support/npm-project.ts";
import { findRust } from "../support/rust.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the example in Rust on a whole server", function () {
  this.timeout(600_000);
  let folder: string;
  let project: string;
  let env: NodeJS.ProcessEnv;
  let server: ServerProcess;

  before(async function () {
    const rust = await findRust();
    if (rust === null) this.skip();
    folder = await mkdtemp(join(tmpdir(), "caxton-rust-e2e-"));
    project = join(folder, "examples/redact");
    env = { ...rust, CARGO_TARGET_DIR: join(folder, "target") };
    await cp(join(root, "examples/redact"), project, {
      recursive: true,
      filter: (path) => !/\/(?:node_modules|target)$|\.wasm$/.test(path),
    });
    await cp(join(root, "sdk/rust"), join(folder, "sdk/rust"), { recursive: true });
    await buildProject(project, env);
    server = await startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "examples"),
      CAXTON_LOG_LEVEL: "fatal",
    });
  });
  after(async () => {
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const ask = async (content: unknown) => {
    const message = { performative: "request", targetCapability: "redact", content };
    const { status, body } = await server.call("POST", "/messages", message, { prefer: "wait=30" });
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.replies[0];
  };

  it("removes personal data from a text", async () => {
    const text = "Grüße: ada@example.org pays by 4111 1111 1111 1111 or DE89 3704 0044 0532 0130 00 from 10.0.0.7";
    const redacted = {
      text: "Grüße: [email] pays by [card] or [iban] from [ip]",
      found: { card: 1, email: 1, iban: 1, ip: 1 },
    };
    expect(await ask(text)).to.deep.include({ performative: "inform", sender: "agent:Redact", content: redacted });
    expect((await ask({ request: text })).content).to.deep.equal(redacted);
    expect((await ask("nothing personal")).content).to.deep.equal({ text: "nothing personal", found: {} });
    expect((await ask([1])).performative).to.equal("not-understood");
  });

  it("has processor time enough for a text of 100 KB", async () => {
    const text = "Ada wrote from ada@example.org on 12 May about 4111 1111 1111 1111 again. ".repeat(1_400);
    expect((await ask(text)).content.found).to.deep.equal({ card: 1_400, email: 1_400 });
  });

  it("passes its own examples and the tests of its crate", async () => {
    const options = { env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.key } };
    const { code, out, err } = await caxton(["agent", "test", "Redact"], options);
    expect(code, out + err).to.equal(0);
    const { stdout } = await promisify(execFile)("cargo", ["test", "--locked"], { cwd: project, env });
    expect(stdout).to.include("3 passed");
  });
});
