/** An agent with tools, as a language model would use them: fetch, parse, draw; large results go by reference. */
import { expect } from "chai";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { domOf, findChromium } from "../support/chromium.ts";
import { startOpenAiServer, type OpenAiServer, type VendorRequest } from "../support/openai-server.ts";
import { startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

const rows = Array.from({ length: 1_200 }, (_, index) => `m${index},${(index * 7) % 50}`);
const csv = ["month,sales", ...rows].join("\n");

const agentFile = `---
name: Analyst
capabilities: [charts]
tools: [http_client, csv_parser, chart_generator, text_stats]
---
You draw charts.
`;

describe("an agent with sandboxed tools", function () {
  this.timeout(300_000);
  let vendor: OpenAiServer;
  let web: Server;
  let folder: string;
  let server: ServerProcess;
  let port: number;
  let page = "";
  const dropped: string[] = [];

  before(async function () {
    this.timeout(600_000);
    vendor = await startOpenAiServer();
    web = createServer((request, response) => {
      if (request.url === "/flaky") {
        dropped.push(request.method ?? "");
        // The first connection of each method is dropped.
        if (dropped.filter((method) => method === request.method).length === 1) {
          request.socket.destroy();
          return;
        }
        response.setHeader("content-type", "text/plain");
        response.end("here");
        return;
      }
      const isPage = request.url === "/page";
      response.setHeader("content-type", isPage ? "text/html; charset=utf-8" : "text/csv");
      response.end(isPage ? page : request.url === "/small.csv" ? "month,sales\nJan,10\nFeb,20\nMar,5\nApr,40\n" : csv);
    }).listen(0, "127.0.0.1");
    await once(web, "listening");
    ({ port } = web.address() as AddressInfo);
    folder = await mkdtemp(join(tmpdir(), "caxton-tools-"));
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "analyst.md"), agentFile);
    const grant = `{ host: 127.0.0.1, ports: [${port}], methods: [GET, POST], private: true }`;
    await writeFile(join(folder, "caxton.yaml"), `tools:\n  grants:\n    http_client:\n      network: [${grant}]\n`);
    server = await startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_CONFIG_PATH: join(folder, "caxton.yaml"),
      CAXTON_LOG_LEVEL: "fatal",
      OPENAI_BASE_URL: vendor.url,
    });
  });

  after(async () => {
    await server.stop();
    await vendor.close();
    web.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (content: string): Promise<Answer> =>
    server.call(
      "POST",
      "/messages",
      { performative: "request", targetCapability: "charts", content },
      { prefer: "wait=50" },
    );

  /** The results that the model has been given so far, oldest first. */
  const resultsIn = ({ messages }: VendorRequest): readonly string[] =>
    messages.filter(({ role }) => role === "tool").map(({ content }) => content);

  const call = (id: string, name: string, args: object) => ({
    kind: "calls" as const,
    calls: [{ id, name, arguments: args }],
  });

  it("fetches and parses a table, passes large results by reference, and audits each call", async () => {
    const seen: string[][] = [];
    vendor.script((request) => {
      const results = resultsIn(request);
      seen.push([...results]);
      if (results.length === 0) return call("c1", "http_client", { url: `http://127.0.0.1:${port}/sales.csv` });
      if (results.length === 1) return call("c2", "csv_parser", { text: { $result: "c1", pointer: "/body" } });
      return {
        kind: "text",
        text: JSON.stringify({
          performative: "inform",
          content: { rows: { $result: "c2", pointer: "/rowCount" }, last: { $result: "c2", pointer: "/rows/1199" } },
        }),
      };
    });
    const asked = new Date().toISOString();
    const { status, body } = await ask("How are sales?");
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.replies[0].content).to.deep.equal({ rows: 1_200, last: ["m1199", 43] });
    const parsed = JSON.parse(seen[2]?.[1] ?? "{}");
    expect(parsed.note).to.include("$result");
    expect(parsed.shape.rows).to.include("list of 1200");
    const { body: events } = await server.call("GET", "/events?kind=tool.called");
    const [parse, fetched] = events.items;
    expect(fetched.data).to.deep.include({ tool: "http_client", ok: true, origin: "built-in" });
    expect(fetched.data.grants).to.deep.equal([
      { grant: "network", target: `GET http://127.0.0.1:${port}`, allowed: true },
    ]);
    expect(parse.data).to.deep.include({ tool: "csv_parser", ok: true });
    expect(parse.data.fuel).to.be.greaterThan(10_000);
    for (const event of [parse, fetched]) {
      expect(event).to.deep.include({ agent: "Analyst", conversationId: body.conversationId });
      expect(event.data).to.deep.include({ via: "turn", messageId: body.messageId, error: null });
      expect(event.data.durationMs).to.be.at.least(0);
      expect(event.time >= asked && event.time <= new Date().toISOString(), event.time).to.equal(true);
    }
  });

  it("draws a chart whose bars have heights in proportion to the fetched figures", async function () {
    const chromium = await findChromium();
    if (chromium === null) {
      console.warn("    There is no Chromium, so the chart is not looked at.");
      this.skip();
    }
    vendor.script((request) => {
      const results = resultsIn(request);
      if (results.length === 0) return call("c1", "http_client", { url: `http://127.0.0.1:${port}/small.csv` });
      if (results.length === 1) return call("c2", "csv_parser", { text: { $result: "c1", pointer: "/body" } });
      const table = { $result: "c2", pointer: "" };
      if (results.length === 2)
        return call("c3", "chart_generator", { type: "bar", title: "Sales", table, x: "month", y: ["sales"] });
      return {
        kind: "text",
        text: JSON.stringify({ performative: "inform", content: { $result: "c3", pointer: "/svg" } }),
      };
    });
    const { body } = await ask("Draw the sales.");
    const svg = body.replies[0].content;
    expect(svg, JSON.stringify(body)).to.be.a("string");
    page = `<!doctype html><body>${svg}<pre id="found"></pre><script>
      const bars = [...document.querySelectorAll("rect.bar")].map((bar) => bar.getBoundingClientRect().height);
      document.getElementById("found").textContent = JSON.stringify(bars);
    </script></body>`;
    const dom = await domOf(chromium, `http://127.0.0.1:${port}/page`);
    const heights = JSON.parse(/<pre id="found">([^<]*)</.exec(dom)?.[1] ?? "[]") as readonly number[];
    expect(heights).to.have.length(4);
    const [first = 0] = heights;
    for (const [index, sales] of [10, 20, 5, 40].entries()) {
      expect((heights[index] ?? 0) / first, `bar ${index}`).to.be.closeTo(sales / 10, 0.02 * (sales / 10));
    }
  });

  it("reports a refused address to the model, and continues the turn", async () => {
    let refusal = "";
    vendor.script((request) => {
      const [result] = resultsIn(request);
      if (result === undefined) return call("c1", "http_client", { url: "http://169.254.169.254/latest/meta-data" });
      refusal = result;
      return { kind: "text", text: "I could not reach it." };
    });
    const { body } = await ask("Look at the metadata.");
    expect(body.replies[0].content).to.equal("I could not reach it.");
    const { error } = JSON.parse(refusal);
    expect(error.code).to.equal("tool.grant_missing");
    expect(error.hint).to.include("tools.grants.http_client.network");
    const { body: events } = await server.call("GET", "/events?kind=tool.called");
    const [{ data, conversationId }] = events.items;
    expect(conversationId).to.equal(body.conversationId);
    expect(data).to.deep.include({ ok: false, origin: "built-in" });
    expect(data.error.code).to.equal("tool.grant_missing");
    expect(data.grants).to.deep.equal([{ grant: "network", target: "GET http://169.254.169.254:80", allowed: false }]);
    const url = "http://169.254.169.254/";
    const direct = await server.call("POST", "/tools/http_client/call", { arguments: { url } });
    expect([direct.status, direct.body.code]).to.deep.equal([403, "tool.grant_missing"]);
    expect(direct.body.hint).to.include("tools.grants.http_client.network");
  });

  it("repeats a GET after a dropped connection, and never repeats a POST", async () => {
    const told: any[] = [];
    vendor.script((request) => {
      const results = resultsIn(request);
      const args = { url: `http://127.0.0.1:${port}/flaky`, method: results.length === 0 ? "GET" : "POST" };
      if (results.length < 2) return call("c1", "http_client", args);
      told.push(...results.map((result) => JSON.parse(result)));
      return { kind: "text", text: "Done." };
    });
    const { body } = await ask("Ask the one that drops connections.");
    expect(body.replies[0].content).to.equal("Done.");
    expect(dropped).to.deep.equal(["GET", "GET", "POST"]);
    expect(told[0].status).to.equal(200);
    expect(told[1].error.code).to.equal("tool.unavailable");
  });

  it("shows a tool with its grants, and calls a tool over REST", async () => {
    const { body } = await server.call("GET", "/tools/http_client");
    expect(body).to.deep.include({ origin: "built-in", sandboxed: true });
    expect(body.manifest.grants.network).to.have.length(1);
    const called = await server.call("POST", "/tools/text_stats/call", { arguments: { text: "one two" } });
    expect(called.body.value.words).to.equal(2);
  });
});
