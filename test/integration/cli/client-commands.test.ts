import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ApprovalRequest } from "../../../src/domain/approval.ts";
import { anEvent } from "../../support/messages.ts";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";
import { caxton, startCaxton, temporaryFolder, type RunOptions, type TemporaryFolder } from "./run-caxton.ts";

const poetFile = `---
name: Poet
version: 1.2.0
description: Writes poems
capabilities: [poetry]
examples:
  - name: answers
    request: A poem, please
    expect: { performative: inform, contains: [heard] }
  - name: expects too much
    request: An epic
    expect: { contains: [sonnet, verse], matches: "^O " }
---
You write poems.
`;

describe("caxton, as a client of a server", function suite() {
  this.timeout(120_000);
  let server: TestServer;
  let folder: TemporaryFolder;
  let options: RunOptions;

  before(async () => {
    server = await startTestServer();
    folder = await temporaryFolder();
    options = { cwd: folder.path, env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.adminKey } };
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    await writeFile(join(folder.path, "poet.md"), poetFile);
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  describe("agents", () => {
    it("are listed in a table without colour or rules when piped", async () => {
      const { code, out, err } = await caxton(["agent", "list"], options);
      expect(code).to.equal(0);
      expect(err).to.equal("");
      expect(out.split("\n")[0]).to.match(/^NAME +VERSION +STATE +ORIGIN +CAPABILITIES +DESCRIPTION$/);
      expect(out).to.match(/^Greeter +0\.0\.0 +running +api +greeting +Greets people$/m);
      expect(out).to.not.include("\u001B");
    });

    it("are listed as one JSON document, filtered", async () => {
      const all = await caxton(["agent", "list", "--json"], options);
      expect(all.json.items.map((agent: any) => agent.name)).to.include("Greeter");
      const none = await caxton(["agent", "list", "-c", "cooking", "--json"], options);
      expect(none.json).to.deep.equal({ items: [] });
    });

    it("are coloured where that is forced, and not where NO_COLOR is set", async () => {
      const forced = await caxton(["agent", "list"], { ...options, env: { ...options.env, FORCE_COLOR: "1" } });
      expect(forced.out).to.include("\u001B[1m");
      const env = { ...options.env, FORCE_COLOR: "1", NO_COLOR: "1" };
      expect((await caxton(["agent", "list"], { ...options, env })).out).to.not.include("\u001B");
    });

    it("are shown, with their file where it is asked for", async () => {
      const shown = await caxton(["agent", "show", "greeter"], options);
      expect(shown.out)
        .to.match(/^name +Greeter$/m)
        .and.match(/^capabilities +greeting$/m);
      expect((await caxton(["agent", "show", "Greeter", "--source"], options)).out).to.equal(greeterFile);
    });

    it("that are not there end with exit code 4 and the server's problem", async () => {
      const plain = await caxton(["agent", "show", "Greter"], options);
      expect(plain.code).to.equal(4);
      expect(plain.out).to.equal("");
      expect(plain.err)
        .to.match(/^error: .*Greter/)
        .and.match(/hint: .*Greeter/)
        .and.include("agent.not_found");
      const json = await caxton(["agent", "show", "Greter", "--json"], options);
      expect(json.out).to.equal("");
      expect(JSON.parse(json.err)).to.include({
        code: "agent.not_found",
        status: 404,
        type: "urn:caxton:problem:agent.not_found",
      });
    });

    it("are created from a file, refused the second time, replaced and deleted", async () => {
      const created = await caxton(["agent", "create", "poet.md"], options);
      expect(created.err).to.equal("");
      expect(created.out).to.match(/^Created Poet 1\.2\.0 \([0-9a-f]{12}\): poetry\n$/);
      const again = await caxton(["agent", "create", "poet.md"], options);
      expect(again.code).to.equal(5);
      expect(again.err).to.include("agent.already_exists");
      await writeFile(join(folder.path, "poet2.md"), poetFile.replace("1.2.0", "1.3.0"));
      const replaced = await caxton(["agent", "create", "poet2.md", "--replace", "--json"], options);
      expect(replaced.json).to.include({ name: "Poet", version: "1.3.0" });
      const deleted = await caxton(["agent", "delete", "Poet"], options);
      expect(deleted).to.include({ code: 0, out: "Deleted Poet\n" });
    });

    it("with mistakes are refused with the place in the file", async () => {
      await writeFile(join(folder.path, "bad.md"), "---\nname: Bad\nllm:\n  temperature: hot\n---\nHi\n");
      const { code, out, err } = await caxton(["agent", "create", "bad.md"], options);
      expect(code).to.equal(5);
      expect(out).to.equal("");
      expect(err)
        .to.match(/^bad\.md:4:\d+: error: /)
        .and.include("temperature: hot")
        .and.include("^^^");
    });

    it("are tested by their examples: a table, a line of progress for each, exit code 6 when one fails", async () => {
      await caxton(["agent", "create", "poet.md"], options);
      const { code, out, err } = await caxton(["agent", "test", "poet.md"], options);
      expect(code).to.equal(6);
      expect(out)
        .to.match(/^pass +answers +\d+\.\d s$/m)
        .and.match(/^FAIL +expects too much/m);
      expect(out).to.include("does not contain “verse”").and.include("does not match ^O ");
      expect(out).to.match(/Poet 1\.2\.0: 1 passed, 1 failed\n$/);
      expect(err)
        .to.match(/^\[1\/2\] answers pass/m)
        .and.match(/^\[2\/2\] expects too much FAIL/m);
      expect(err).to.include("No language model");
      const { json } = await caxton(["agent", "test", "Poet", "--json"], options);
      expect(json).to.include({ agent: "Poet", passed: 1, failed: 1 });
      expect(json.results[1]).to.include({ name: "expects too much", passed: false });
      expect(json.results[1].problems).to.have.length(3);
    });

    it("are not tested in another version than the file's", async () => {
      await writeFile(join(folder.path, "other.md"), poetFile.replace("You write poems", "You write odes"));
      const { code, err } = await caxton(["agent", "test", "other.md"], options);
      expect(code).to.equal(5);
      expect(err).to.include("another version").and.include("--replace");
    });
  });

  describe("messages", () => {
    it("are answered on standard output, and nothing else is there", async () => {
      const sent = await caxton(["message", "send", "Hello", "--to", "greeting"], options);
      expect(sent).to.include({ code: 0, out: "Greeter heard you\n", err: "" });
    });

    it("come from standard input, whole and as they are", async () => {
      const input = "line one\nline “two”\n";
      const { json } = await caxton(["message", "send", "-", "-a", "Greeter", "--json"], { ...options, input });
      expect(json.replies[0].content).to.equal("Greeter heard you");
      const { body } = await server.call("GET", `/api/v1/messages/${json.messageId}`);
      expect(body.content).to.equal("line one\nline “two”");
    });

    it("may begin with a dash, be a number or be JSON", async () => {
      const contentOf = async (args: readonly string[]): Promise<unknown> => {
        const { json } = await caxton(["message", "send", "--json", "-a", "Greeter", ...args], options);
        return (await server.call("GET", `/api/v1/messages/${json.messageId}`)).body.content;
      };
      expect(await contentOf(["--", "--help me"])).to.equal("--help me");
      expect(await contentOf(["1e3"])).to.equal("1e3");
      expect(await contentOf(["--content-json", '{"rows": [1, 2]}'])).to.deep.equal({ rows: [1, 2] });
    });

    it("are only accepted when nobody waits", async () => {
      const { code, json } = await caxton(["message", "send", "Hi", "-a", "Greeter", "--wait", "0", "--json"], options);
      expect(code).to.equal(0);
      expect(json).to.include({ replies: null }).and.have.property("deliveredTo").that.deep.equals(["Greeter"]);
    });

    it("that nobody answers in time end with exit code 7 and say where to look", async () => {
      server.workflows.hold();
      const { code, out, err } = await caxton(["message", "send", "Hi", "-a", "Greeter", "--wait", "300ms"], options);
      server.workflows.letGo();
      expect(code).to.equal(7);
      expect(out).to.equal("");
      expect(err)
        .to.match(/No reply within 300ms/)
        .and.match(/caxton conversation show [0-9a-f-]{36} --follow/);
    });

    it("to a capability that nobody has end with exit code 4", async () => {
      const { code, err } = await caxton(["message", "send", "Hi", "--to", "greetin"], options);
      expect(code).to.equal(4);
      expect(err).to.include("routing.no_capability_providers");
    });

    it("that the server finds wrong end with exit code 5", async () => {
      const { code, err } = await caxton(["message", "send", "Hi", "--to", "Not A Capability", "--json"], options);
      expect(code).to.equal(5);
      expect(JSON.parse(err).errors[0].pointer).to.equal("/targetCapability");
    });

    it("can be followed: what happens on standard error, the reply on standard output", async () => {
      const sent = await caxton(["message", "send", "Hello", "-a", "Greeter", "--follow"], options);
      expect(sent).to.include({ code: 0, out: "Greeter heard you\n" });
      expect(sent.err).to.match(/message\.received/);
    });
  });

  describe("conversations", () => {
    const open = async (): Promise<string> => {
      const { json } = await caxton(["message", "send", "Hello there", "-a", "Greeter", "--json"], options);
      return json.conversationId as string;
    };

    it("are listed, newest first, at most as many as wanted", async () => {
      const id = await open();
      const { out } = await caxton(["conversation", "list", "--limit", "1"], options);
      expect(out).to.match(/^ID +PROTOCOL +STATE +CREATED +PARTICIPANTS$/m);
      expect(out.trim().split("\n")).to.have.length(2);
      expect(out).to.include(id).and.include("completed (answered)");
    });

    it("are shown with their messages", async () => {
      const id = await open();
      const { out } = await caxton(["conversation", "show", id], options);
      expect(out).to.include("Hello there").and.include("Greeter heard you").and.include("agent:Greeter inform");
      const { json } = await caxton(["conversation", "show", id, "--json"], options);
      expect(json.messages.map((message: any) => message.performative)).to.deep.equal(["request", "inform"]);
    });

    it("are followed until they are over", async () => {
      server.workflows.hold();
      const { json } = await caxton(
        ["message", "send", "Wait for it", "-a", "Greeter", "--wait", "0", "--json"],
        options,
      );
      const following = startCaxton(["conversation", "show", json.conversationId, "--follow"], options);
      await following.until("out", /Wait for it/);
      expect(following.out()).to.not.include("heard you");
      server.workflows.letGo();
      const { code, out } = await following.ended;
      expect(code).to.equal(0);
      expect(out).to.match(/Greeter heard you[^]*The conversation is completed \(answered\)\.\n$/);
      expect(out.match(/Greeter heard you/g)).to.have.length(1);
    });

    it("are followed by programs as one JSON document a line", async () => {
      const { out } = await caxton(["conversation", "show", await open(), "--follow", "--json"], options);
      const lines = out.trim().split("\n");
      const items = lines.map((line) => JSON.parse(line));
      const kinds = items.filter((item) => item.type === "event").map((item) => item.event.kind);
      expect(kinds).to.include("message.received").and.include("message.replied");
    });

    it("end with exit code 130 at Ctrl-C", async () => {
      server.workflows.hold();
      const { json } = await caxton(["message", "send", "Hi", "-a", "Greeter", "--wait", "0", "--json"], options);
      const following = startCaxton(["conversation", "show", json.conversationId, "--follow"], options);
      await following.until("out", /user:admin/);
      following.child.kill("SIGINT");
      const { code } = await following.ended;
      server.workflows.letGo();
      expect(code).to.equal(130);
    });
  });

  describe("health", () => {
    it("names the parts, and says so when one does not answer", async () => {
      const good = await caxton(["health", "--json"], options);
      expect(good.code).to.equal(0);
      expect(good.json).to.deep.include({ url: server.url, ready: true, failing: [] });
      const llm = { provider: "offline", isLanguageModel: false, model: "offline" };
      server.setReadiness({ parts: [{ name: "temporal", ready: false, detail: "does not answer" }], llm });
      const bad = await caxton(["health"], options);
      server.setReadiness({ parts: [], llm });
      expect(bad.code).to.equal(1);
      expect(bad.out).to.match(/temporal +not ready +does not answer/);
    });

    it("needs no key", async () => {
      expect((await caxton(["health"], { env: { CAXTON_URL: server.url } })).code).to.equal(0);
    });
  });

  describe("approvals", () => {
    let conversation: string;
    const ask = async (): Promise<string> => {
      const id = randomUUID();
      const { conversationId, requestedAt, expiresAt } = {
        conversationId: conversation,
        requestedAt: new Date().toISOString(),
        expiresAt: new Date(Date.now() + 60_000).toISOString(),
      };
      const call = { messageId: randomUUID(), turnId: id, step: 0, callId: "c1", agent: "Greeter", tool: "pay" };
      const request = { id, conversationId, ...call, arguments: { amount: 120 }, requestedAt, expiresAt };
      await server.registry.approvals.request(request as unknown as ApprovalRequest, anEvent());
      return id;
    };

    before(async () => {
      const opened = await server.call("POST", "/api/v1/conversations", { body: { protocol: "request-reply" } });
      conversation = opened.body.id;
    });

    it("are listed, shown with their conversation, approved and rejected", async () => {
      const [first, second] = [await ask(), await ask()];
      const listed = await caxton(["conversation", "approvals", conversation], options);
      expect(listed.code).to.equal(0);
      expect(listed.out).to.match(/^APPROVAL +STATE +AGENT +TOOL +UNTIL +ARGUMENTS$/m);
      expect(listed.out).to.include(first).and.to.include('{"amount":120}');
      const shown = await caxton(["conversation", "show", conversation], options);
      expect(shown.out).to.include(`caxton conversation approve ${conversation} ${second}`);

      const approved = await caxton(["conversation", "approve", conversation, first], options);
      expect([approved.code, approved.out]).to.deep.equal([0, "Approved: pay by Greeter\n"]);
      const rejected = await caxton(
        ["conversation", "reject", conversation, second, "--reason", "Paid in October", "--json"],
        options,
      );
      expect(rejected.json).to.include({ state: "rejected", reason: "Paid in October" });
      expect((await caxton(["conversation", "approvals", conversation], options)).err).to.match(/Nothing waits/);
      const all = await caxton(["conversation", "approvals", conversation, "--all", "--json"], options);
      expect(all.json.items).to.have.length(2);
    });

    it("that are not there, or were decided otherwise, end with the exit codes that scripts know", async () => {
      const id = await ask();
      await caxton(["conversation", "approve", conversation, id], options);
      expect((await caxton(["conversation", "reject", conversation, id], options)).code).to.equal(5);
      expect((await caxton(["conversation", "reject", conversation, randomUUID()], options)).code).to.equal(4);
    });
  });

  describe("a server that cannot be used", () => {
    const stranger = async (work: (url: string) => Promise<void>): Promise<void> => {
      const http: Server = createServer((_request, response) => void response.end("<html>Welcome</html>"));
      await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
      try {
        await work(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
      } finally {
        http.close();
      }
    };

    it("is not there: exit code 3", async () => {
      const { code, err } = await caxton(["agent", "list", "--url", "http://127.0.0.1:59999", "--json"], options);
      expect(code).to.equal(3);
      expect(JSON.parse(err)).to.include({ code: "server.not_running" });
    });

    it("does not run on this folder: exit code 3 and how to start one", async () => {
      const { code, err } = await caxton(["agent", "list"], { cwd: folder.path });
      expect(code).to.equal(3);
      expect(err).to.include("caxton server start").and.include(join(folder.path, ".caxton"));
    });

    it("is something else: exit code 3", async () => {
      await stranger(async (url) => {
        const { code, err } = await caxton(["agent", "list", "--url", url], options);
        expect(code).to.equal(3);
        expect(err).to.include("not a Caxton server");
      });
    });

    it("does not know the key: exit code 5 and where the key came from", async () => {
      const env = { ...options.env, CAXTON_API_KEY: "wrong" };
      const { code, err } = await caxton(["agent", "list"], { env });
      expect(code).to.equal(5);
      expect(err).to.include("CAXTON_API_KEY").and.include("security.unauthenticated");
      expect(err).to.not.include("wrong");
    });
  });
});
