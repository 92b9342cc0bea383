/** Results of tools on their way to clients: as the tool wrote them, however large, without stopping the main thread. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import { mostParsed, outlineOf, readJson, type JsonText } from "../../../src/domain/json-text.ts";
import type { Tool } from "../../../src/tools/types.ts";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { longestJson } from "../../support/largest-json.ts";
import { aTool } from "../../support/tools.ts";

/** Numbers and characters that change when they are parsed and written again. */
const odd = '{"numbers": [1e400, -0, 12345678901234567890], "line": "\u2028", "escaped": "\\u00e9"';
const texts: Readonly<Record<string, string>> = {
  small: `${odd}}`,
  large: `${odd},\r\n"rows": [${"[1,2],\n".repeat(50_000)}[3,4]]}`,
  large_list: `[${"1,".repeat(100_000)}1]`,
  large_string: `"${"\\u2028x\\n".repeat(50_000)}"`,
};

const giving = (name: string, written: string): Tool => {
  const text = new TextEncoder().encode(written) as JsonText;
  const outline = text.length > mostParsed ? outlineOf(readJson(text), written) : null;
  return {
    ...aTool(name, async () => ({ value: null, audit: {} }), {
      resultSchema: written.startsWith("{") ? { type: "object", required: ["numbers"] } : null,
    }),
    call: async () => ({ text: text.slice() as JsonText, outline, audit: { fuel: 7 } }),
  };
};

describe("API: results of tools", function () {
  this.timeout(120_000);
  let server: TestServer;
  const tools = Object.entries(texts).map(([name, text]) => giving(name, text));

  before(async () => {
    server = await startTestServer({ tools });
  });
  after(async () => server.stop());

  const connect = async (mode: "auto" | "legacy"): Promise<Client> => {
    const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
        requestInit: { headers: { authorization: `Bearer ${server.adminKey}` } },
      }),
    );
    return client;
  };
  /** Small values are parsed for MCP, and what JavaScript's numbers cannot hold is lost. */
  const asKept = (name: string, value: unknown): unknown =>
    name === "small" ? JSON.parse(JSON.stringify(value)) : value;

  const call = async (name: string): Promise<Response> =>
    fetch(`${server.url}/api/v1/tools/${name}/call`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.adminKey}`, "content-type": "application/json" },
      body: '{"arguments":{}}',
    });

  for (const [name, written] of Object.entries(texts)) {
    it(`are answered as they were written: ${name}`, async () => {
      const response = await call(name);
      expect(response.status).to.equal(200);
      expect(response.headers.get("content-type")).to.equal("application/json; charset=utf-8");
      const text = await response.text();
      expect(text.includes(written)).to.equal(true);
      const { value, audit, durationMs, ...more } = JSON.parse(text);
      expect(value).to.deep.equal(JSON.parse(written));
      expect(audit).to.deep.equal({ fuel: 7 });
      expect(durationMs).to.be.a("number");
      expect(more).to.deep.equal({});
    });

    for (const mode of ["auto", "legacy"] as const) {
      it(`are given to an MCP client, ${mode}: ${name}`, async () => {
        const client = await connect(mode);
        const { content, structuredContent, isError } = await client.callTool({ name, arguments: {} });
        await client.close();
        expect(isError ?? false).to.equal(false);
        const [only, ...others] = content as readonly { readonly type: string; readonly text: string }[];
        expect([only?.type, others]).to.deep.equal(["text", []]);
        const value = asKept(name, JSON.parse(written));
        if (typeof value === "string") expect(only?.text === value).to.equal(true);
        else expect(asKept(name, JSON.parse(only?.text ?? ""))).to.deep.equal(value);
        expect(structuredContent).to.deep.equal(name === "large" || name === "small" ? value : undefined);
      });
    }
  }

  it("are not parsed or written again by the main thread when they are large", async () => {
    const byRest = await longestJson(async () => (await call("large")).arrayBuffer());
    expect(byRest).to.be.lessThan(mostParsed);
    const params = { name: "large", arguments: {} };
    const byMcp = await longestJson(async () => {
      const response = await fetch(`${server.url}/mcp`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${server.adminKey}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
      });
      expect((await response.arrayBuffer()).byteLength).to.be.greaterThan(2 * (texts["large"]?.length ?? 0));
    });
    expect(byMcp).to.be.lessThan(mostParsed);
  });
});
