import { expect } from "chai";
import fc from "fast-check";
import type { Complaint } from "../../../src/domain/errors.ts";
import { fillInVariables, parseRemoteServers, type RemoteServerSettings } from "../../../src/domain/remote-server.ts";

const parsed = (input: unknown): readonly RemoteServerSettings[] => {
  const result = parseRemoteServers(input, "/tools/servers");
  return result.ok ? result.value : expect.fail(JSON.stringify(result.error));
};

const complaints = (input: unknown): readonly Complaint[] => {
  const result = parseRemoteServers(input, "/at");
  return result.ok ? [] : result.error;
};

const pointers = (input: unknown): readonly (string | undefined)[] => complaints(input).map(({ pointer }) => pointer);

const http = { name: "a", url: "https://example.org/mcp", tools: ["x"] };
const stdio = { name: "b", command: "npx", tools: "*" };

describe("settings of remote servers", () => {
  it("reads both kinds, with defaults for what is not said", () => {
    expect(parsed([http, stdio])).to.deep.equal([
      {
        name: "a",
        transport: { kind: "http", url: "https://example.org/mcp", headers: {} },
        tools: ["x"],
        callTimeoutMs: 30_000,
        maxResultBytes: 1_048_576,
        maxTools: 100,
      },
      {
        name: "b",
        transport: { kind: "stdio", command: "npx", args: [], env: {}, cwd: null },
        tools: "*",
        callTimeoutMs: 30_000,
        maxResultBytes: 1_048_576,
        maxTools: 100,
      },
    ]);
    const [full] = parsed([
      { ...stdio, args: ["-y"], env: { A: "1" }, cwd: "x", call_timeout: "5s", max_result_size: "2KiB", maxTools: 7 },
    ]);
    expect(full).to.deep.include({ callTimeoutMs: 5_000, maxResultBytes: 2_048, maxTools: 7 });
    expect(full?.transport).to.deep.equal({ kind: "stdio", command: "npx", args: ["-y"], env: { A: "1" }, cwd: "x" });
  });

  it("allows nothing that is not named: no server, and no tool", () => {
    expect(parsed([])).to.deep.equal([]);
    expect(pointers([{ ...http, tools: undefined }])).to.deep.equal(["/at/0/tools"]);
    expect(pointers([{ ...http, tools: [] }])).to.deep.equal(["/at/0/tools"]);
    expect(pointers([{ ...http, tools: "all" }])).to.deep.equal(["/at/0/tools"]);
  });

  it("tells of every mistake, where it is", () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ ...http, name: "A" }, "/name"],
      [{ ...http, name: "a__b" }, "/name"],
      [{ ...http, name: "a_" }, "/name"],
      [{ ...http, name: "x".repeat(33) }, "/name"],
      [{ ...http, url: "ftp://example.org" }, "/url"],
      [{ ...http, url: "https://ada:s3cret@example.org" }, "/url"],
      [{ ...http, command: "npx" }, "/url"],
      [{ name: "a", tools: "*" }, "/command"],
      [{ ...http, args: ["x"] }, "/args"],
      [{ ...stdio, headers: { A: "b" } }, "/headers"],
      [{ ...http, headers: { "Content-Type": "x" } }, "/headers"],
      [{ ...http, headers: { "Mcp-Session-Id": "x" } }, "/headers"],
      [{ ...http, headers: { "A B": "x" } }, "/headers"],
      [{ ...http, headers: { A: "x\r\nB: y" } }, "/headers"],
      [{ ...stdio, env: { "A-B": "x" } }, "/env"],
      [{ ...stdio, env: { A: 1 } }, "/env"],
      [{ ...stdio, call_timeout: "11m" }, "/call_timeout"],
      [{ ...stdio, max_result_size: "1GB" }, "/max_result_size"],
      [{ ...stdio, max_tools: 1_001 }, "/max_tools"],
      [{ ...stdio, sandbox: true }, "/sandbox"],
    ];
    for (const [server, pointer] of wrong) {
      expect(pointers([server]), JSON.stringify(server)).to.deep.equal([`/at/0${pointer}`]);
      expect(JSON.stringify(complaints([server]))).not.to.contain("s3cret");
    }
    expect(pointers([http, http])).to.deep.equal(["/at/1/name"]);
    expect(pointers({})).to.deep.equal(["/at"]);
    expect(pointers(["x"])).to.deep.equal(["/at/0"]);
  });

  it("puts variables in the place of their names, and misses those that are not set", () => {
    const servers = parsed([
      { ...http, headers: { Authorization: "Bearer ${TOKEN}", "X-Two": "${TOKEN}-${TEAM}" } },
      { ...stdio, env: { KEY: "${TOKEN}", PLAIN: "$TOKEN" } },
    ]);
    const env: Readonly<Record<string, string>> = { TOKEN: "t0p \n", TEAM: "red" };
    const filled = fillInVariables(servers, (name) => env[name]);
    const transports = filled.ok ? filled.value.map(({ transport }) => transport) : expect.fail();
    expect(transports[0]).to.deep.include({ headers: { Authorization: "Bearer t0p", "X-Two": "t0p-red" } });
    expect(transports[1]).to.deep.include({ env: { KEY: "t0p", PLAIN: "$TOKEN" } });
    const missing = fillInVariables(servers, (name) => (name === "TEAM" ? "s3cret\u0000" : undefined), "/at");
    const said = missing.ok ? [] : missing.error;
    expect(said.map(({ pointer }) => pointer)).to.deep.equal([
      "/at/0/headers/Authorization",
      "/at/0/headers/X-Two",
      "/at/0/headers/X-Two",
      "/at/1/env/KEY",
    ]);
    expect(JSON.stringify(said)).not.to.contain("s3cret");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        parseRemoteServers(input);
        parseRemoteServers([input]);
      }),
    );
  });
});
