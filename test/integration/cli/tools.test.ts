/** Tools and WASM agents by the command line. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { simpleComponent } from "../../support/components.ts";
import { guest } from "../../support/guests.ts";
import { closeAll, httpSettings, start, type UnderTest } from "../tools/remote/support.ts";
import { caxton, temporaryFolder, type Ended, type TemporaryFolder } from "./run-caxton.ts";

/** Gives its arguments back. */
const mirror = guest();

const manifest = {
  name: "mirror",
  description: "Gives its arguments back",
  input_schema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  grants: { env: ["LANG"] },
};

describe("caxton, about what runs in the sandbox", function () {
  this.timeout(120_000);
  let server: TestServer;
  let folder: TemporaryFolder;
  let remote: UnderTest;
  const run = async (...args: readonly string[]): Promise<Ended> =>
    caxton(args, { cwd: folder.path, env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.adminKey } });

  before(async () => {
    remote = start(httpSettings("http://127.0.0.1:9/mcp", {}, { name: "tracker" }));
    server = await startTestServer({ remote });
    folder = await temporaryFolder();
    await writeFile(join(folder.path, "mirror.json"), JSON.stringify(manifest));
    await writeFile(join(folder.path, "mirror.wasm"), mirror);
  });

  after(async () => {
    await server.stop();
    await closeAll();
    await folder.remove();
  });

  it("adds a tool, shows what it was granted, calls it and deletes it", async () => {
    const added = await run("tool", "add", "mirror.json", "mirror.wasm");
    expect([added.code, added.out], added.err).to.deep.equal([0, 'Added mirror; grants: env ["LANG"]\n']);
    expect((await run("tool", "list")).out).to.match(/mirror +uploaded +sandbox/);
    expect((await run("tool", "show", "mirror")).out).to.match(/grants +env \["LANG"\]/);
    const called = await run("tool", "call", "mirror", '{"text":"hello"}', "--json");
    expect(JSON.parse(called.out).value, called.err).to.deep.equal({ text: "hello" });
    const wrong = await run("tool", "call", "mirror", '{"txt":"hello"}');
    expect(wrong.code).to.not.equal(0);
    expect(wrong.err).to.match(/text/);
    expect((await run("tool", "call", "mirror", "hello")).code).to.equal(2);
    expect((await run("tool", "add", "mirror.json", "mirror.wasm")).err).to.match(/mirror.*already/);
    expect((await run("tool", "delete", "mirror")).out).to.equal("Deleted mirror\n");
    expect((await run("tool", "show", "mirror")).err).to.match(/no tool/);
  });

  it("says of remote MCP servers whether they are connected, and tries again", async () => {
    expect((await run("tool", "servers")).out).to.match(/NAME +STATE +TOOLS[^]*tracker +connecting +0 +http:/);
    const again = await run("tool", "servers", "tracker", "--json");
    expect(JSON.parse(again.out).items[0], again.err).to.deep.include({ name: "tracker", state: "connecting" });
    expect(JSON.parse(again.out).items[0].error).to.be.a("string");
    expect((await run("tool", "servers", "trakcer")).err).to.match(/tracker/);
  });

  it("writes the project of a new agent, which compiles to a module that the server takes", async () => {
    const made = await run("agent", "new", "word-echo", "--wasm");
    expect(made.code, made.err).to.equal(0);
    expect(made.out).to.include("npm install && npm run build");
    const asc = fileURLToPath(new URL("../../../node_modules/assemblyscript/bin/asc.js", import.meta.url));
    const project = join(folder.path, "word-echo");
    const { scripts } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    await promisify(execFile)(process.execPath, [asc, ...scripts.build.split(" ").slice(1)], { cwd: project });
    const created = await run("agent", "create", "word-echo/agent.md");
    expect(created.out, created.err).to.match(/^Created WordEcho .*: word-echo$/m);
    expect((await run("agent", "show", "WordEcho")).out).to.match(/kind +wasm/);
    const rust = await run("agent", "new", "in-rust", "--wasm", "--language", "rust");
    expect(rust.code, rust.err).to.equal(0);
    expect(await readFile(join(folder.path, "in-rust", "Cargo.toml"), "utf8")).to.include('name = "agent-in-rust"');
    expect((await run("agent", "new", "word-echo", "--wasm")).err).to.match(/not empty/);
    const javascript = await run("agent", "new", "in-js", "--wasm", "--language", "javascript");
    expect(javascript.code, javascript.err).to.equal(0);
    expect(await readFile(join(folder.path, "in-js", "wit/caxton.wit"), "utf8")).to.include("world agent");
  });

  it("checks an agent file with the module beside it, without a server", async () => {
    const agent = "---\nname: Echo\nmodule: mirror.wasm\n---\nFor tests.\n";
    await writeFile(join(folder.path, "echo.md"), agent);
    await writeFile(join(folder.path, "lost.md"), agent.replace("mirror", "lost"));
    const good = await run("agent", "validate", "echo.md", "--json");
    expect(good.code, good.err).to.equal(0);
    await writeFile(join(folder.path, "whole.wasm"), simpleComponent());
    await writeFile(join(folder.path, "whole.md"), agent.replace("mirror", "whole"));
    const whole = await run("agent", "validate", "whole.md");
    expect(whole.code, whole.err).to.equal(0);
    const bad = await run("agent", "validate", "lost.md");
    expect(bad.code).to.not.equal(0);
    expect(bad.out + bad.err).to.match(/3:9[^]*no module/);
  });

  it("checks an agent.yaml, and says if the module is not what abi says, or if there is an agent.md too", async () => {
    await mkdir(join(folder.path, "yaml"));
    await writeFile(join(folder.path, "yaml", "mirror.wasm"), mirror);
    const file = join("yaml", "agent.yaml");
    await writeFile(join(folder.path, file), "name: Yaml\nmodule: mirror.wasm\nabi: core\n");
    const good = await run("agent", "validate", "yaml", "--json");
    expect(JSON.parse(good.out).files[0]).to.include({ file, valid: true, name: "Yaml" });
    await writeFile(join(folder.path, file), "name: Yaml\nmodule: mirror.wasm\nabi: component\n");
    const mistaken = await run("agent", "validate", file);
    expect(mistaken.code).to.equal(5);
    expect(mistaken.out).to.match(/agent\.yaml:3:6: error: abi is component.*core module[^]*3 \| abi: component/);
    await writeFile(join(folder.path, file), "name: Yaml\nmodule: mirror.wasm\n");
    await writeFile(join(folder.path, "yaml", "agent.md"), "---\nname: Other\n---\nYou help.\n");
    for (const named of [file, join("yaml", "agent.md")]) {
      const { code, out } = await run("agent", "validate", named);
      expect(code).to.equal(5);
      expect(out).to.match(/has agent\.md and agent\.yaml/);
    }
    await rm(join(folder.path, "yaml", "agent.md"));
  });

  it("sends an agent.yaml with its module, as a new agent and as a new version of it", async () => {
    const file = join("yaml", "agent.yaml");
    const created = await run("agent", "create", file);
    expect(created.out, created.err).to.match(/^Created Yaml /m);
    expect((await run("agent", "show", "Yaml", "--source")).out).to.equal("name: Yaml\nmodule: mirror.wasm\n");
    await writeFile(join(folder.path, file), "name: Yaml\nmodule: mirror.wasm\nversion: 1.0.0\n");
    const replaced = await run("agent", "create", file, "--replace");
    expect(replaced.out, replaced.err).to.match(/^Replaced Yaml 1\.0\.0/m);
    await writeFile(join(folder.path, file), "name: Yaml\nmodule: mirror.wasm\nversion: x\n");
    const bad = await run("agent", "create", file);
    expect(bad.err).to.match(/agent\.yaml:3:10: error/);
  });
});
