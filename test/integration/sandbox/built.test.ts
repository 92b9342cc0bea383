import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { aPolicy, guest, moody, someLimits } from "../../support/guests.ts";

const engineUrl = new URL("../../../dist/sandbox/engine.js", import.meta.url).href;
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs a script that has `engine`, `echo` and `moody` (loaded modules) and `limits`; it must end by itself. */
const runBuilt = async (script: string): Promise<string> => {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  const code = `
    import { createSandboxEngine } from ${JSON.stringify(engineUrl)};
    const limits = ${JSON.stringify(someLimits())};
    const engine = createSandboxEngine({ cores: 2 });
    const load = (text) => engine.load(Buffer.from(text, "base64"), ${JSON.stringify(aPolicy())});
    const echo = await load(${JSON.stringify(base64(guest()))});
    const moody = await load(${JSON.stringify(base64(moody()))});
    const text = (result) => result.ok ? Buffer.from(result.output).toString() : result.error.code;
    ${script}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: root,
    timeout: 20_000,
  });
  return stdout.trim();
};

describe("sandbox: as built", () => {
  it("runs agents and tools, and lets the process exit when it is closed", async () => {
    const said = await runBuilt(`
      const agent = await engine.start(echo, limits);
      console.log(text(await agent.call(Buffer.from("agent"))));
      console.log(text(await engine.run(echo, Buffer.from("tool"), { limits, host: async () => new Uint8Array(0) })));
      console.log(text(await engine.run(moody, Buffer.from("t"), { limits, host: async () => new Uint8Array(0) })));
      await engine.close();`);
    expect(said.split("\n")).to.deep.equal(["agent", "tool", "sandbox.trapped"]);
  });

  it("lets the process exit when no calls are open, even if it was not closed", async () => {
    const said = await runBuilt(`
      const agent = await engine.start(echo, limits);
      agent.call(Buffer.from("last")).then((result) => console.log(text(result)));`);
    expect(said).to.equal("last");
  });
});
