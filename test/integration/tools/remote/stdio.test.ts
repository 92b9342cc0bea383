/** Remote tools of programs, against a server of the same SDK. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { milliseconds } from "../../../../src/domain/quantities.ts";
import { closeAll, isAlive, start, startReady, stdioSettings, until } from "./support.ts";

const ownerScript = fileURLToPath(new URL("./stdio-owner.ts", import.meta.url));

describe("remote servers over stdio", () => {
  afterEach(closeAll);

  it("offers a server's tools under its name, as what they are", async () => {
    const remote = await startReady(stdioSettings());
    const add = remote.tool("test__add");
    expect(add).to.include({ origin: "remote", manifest: null, idempotent: true, timeoutMs: 7_000 });
    expect(add.description).to.equal(
      "Remote tool of the MCP server “test”, outside Caxton's sandbox. Adds two numbers.",
    );
    expect(add.parameters).to.deep.include({ required: ["a", "b"] });
    expect(add.resultSchema).to.deep.include({ required: ["sum"] });
    expect(remote.tool("test__echo").idempotent).to.equal(true);
    expect(remote.tool("test__fail").idempotent).to.equal(false);
    const odd = remote.tools().find(({ name }) => name.startsWith("test__na_ve_name"));
    expect(odd?.name).to.match(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(remote.status()).to.include({
      transport: "stdio",
      state: "ready",
      error: null,
      protocolVersion: "2026-07-28",
    });
    expect(remote.status().tools).to.deep.equal(remote.tools().map((tool) => tool.name));
    expect(remote.changes).to.deep.equal(["test"]);
    expect((await remote.call("test__add", { a: 1, b: 2 })).value).to.deep.equal({ sum: 3 });
    const { value, audit } = await remote.call("test__echo", { text: "hé\nllo" });
    expect(value).to.equal("hé\nllo");
    expect(audit).to.deep.include({
      server: "test",
      remoteTool: "echo",
      sandboxed: false,
      protocolVersion: "2026-07-28",
    });
    expect((await remote.call(odd?.name ?? "")).value).to.equal("called naïve/name with spaces");
  });

  it("speaks the older revision with servers that know no other, also with those that end at the first question", async () => {
    for (const mode of ["legacy", "fragile"]) {
      const remote = await startReady(stdioSettings({ MCP_TEST_MODE: mode }));
      expect(remote.status().protocolVersion, mode).to.equal("2025-11-25");
      expect((await remote.call("test__add", { a: 1, b: 2 })).value, mode).to.deep.equal({ sum: 3 });
    }
  });

  it("shows the program nothing of our environment but the search path and what is configured", async () => {
    process.env["CAXTON_TEST_SECRET"] = "s3cret";
    const remote = await startReady(stdioSettings({ GREETING: "hello" }));
    delete process.env["CAXTON_TEST_SECRET"];
    const seen = JSON.parse((await remote.call("test__environment")).value as string) as Record<string, string>;
    expect(seen).to.include({ GREETING: "hello", PATH: process.env["PATH"] });
    // What the shell sets for itself.
    expect(Object.keys(seen).filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name))).to.have.members([
      "GREETING",
      "PATH",
    ]);
  });

  it("offers only what is on the list, and says what it does not find", async () => {
    const remote = await startReady(stdioSettings({}, { tools: ["echo", "add", "ad"] }));
    expect(remote.tools().map(({ name }) => name)).to.have.members(["test__echo", "test__add"]);
    expect(remote.status().missing).to.deep.equal(["ad"]);
    expect(
      remote.log.some(({ level, message }) => level === "warn" && message.includes("Some tools of an MCP server")),
    ).to.equal(true);
  });

  it("leaves out tools whose schema is broken, and says why", async () => {
    const remote = await startReady(stdioSettings());
    const { refused } = remote.status();
    expect(refused.map(({ name }) => name)).to.have.members(["broken", "pointer"]);
    expect(refused[0]?.reason).to.contain("its input schema cannot be used");
    expect(remote.tools().map(({ name }) => name)).not.to.include("test__broken");
  });

  it("reads the list again when it has changed, in both revisions", async () => {
    for (const mode of ["both", "legacy"]) {
      const remote = await startReady(stdioSettings({ MCP_TEST_MODE: mode }));
      const echo = remote.tool("test__echo");
      await remote.call("test__grow", { name: "late" });
      await until(
        () => remote.tools().map(({ name }) => name),
        (names) => names.includes("test__late"),
      );
      expect((await remote.call("test__late")).value).to.equal("called late");
      expect(remote.tool("test__echo"), "what has not changed stays the same").to.equal(echo);
    }
  });

  it("takes some of ten thousand tools, and says that there are more", async () => {
    const remote = await startReady(stdioSettings({ MCP_TEST_EXTRA: "10000" }, { maxTools: 200 }));
    expect(remote.status().truncated).to.equal(true);
    expect(remote.tools().length + remote.status().refused.length).to.equal(200);
    const chosen = await startReady(stdioSettings({ MCP_TEST_EXTRA: "10000" }, { tools: ["tool-9999"], maxTools: 1 }));
    expect(chosen.status()).to.deep.include({ truncated: false, missing: [] });
    expect((await chosen.call("test__tool-9999")).value).to.equal("called tool-9999");
  });

  it("checks arguments here, and stops a pattern that would not end", async () => {
    const remote = await startReady(stdioSettings());
    const wrong = await remote.refusal("test__add", { a: 1, b: "2", c: 3 });
    expect(wrong.code).to.equal("tool.invalid_arguments");
    expect(wrong.errors.map(({ pointer }) => pointer)).to.have.members(["", "/b"]);
    const begun = performance.now();
    const endless = await remote.refusal("test__pattern", { text: `${"a".repeat(40)}!` });
    expect(endless.code).to.equal("tool.invalid_arguments");
    expect(performance.now() - begun).to.be.lessThan(30_000);
    const { calls } = JSON.parse((await remote.call("test__counts")).value as string) as { calls: object };
    expect(calls).not.to.have.any.keys("add", "pattern");
  });

  it("tells a failure of the tool from a failure of the server", async () => {
    const remote = await startReady(stdioSettings());
    const failure = await remote.refusal("test__fail");
    expect(failure).to.include({ code: "tool.reported_failure", retryable: false });
    expect(failure.message).to.contain("The disk is full.");
    expect(failure.facts["audit"]).to.deep.include({ server: "test", remoteTool: "fail" });
    const lie = await remote.refusal("test__liar");
    expect(lie.code).to.equal("tool.invalid_result");
    expect(lie.errors[0]?.pointer).to.equal("/sum");
  });

  it("describes pictures and binary resources instead of passing them on", async () => {
    const remote = await startReady(stdioSettings());
    expect((await remote.call("test__picture")).value).to.deep.equal([
      { type: "text", text: "Look:" },
      { type: "image", mimeType: "image/png", bytes: 20, omitted: true },
      { type: "resource_link", uri: "file:///plan.pdf", name: "plan", mimeType: "application/pdf" },
      { type: "resource", uri: "file:///a.txt", mimeType: "text/plain", text: "in words" },
      { type: "resource", uri: "file:///b.bin", bytes: 20, omitted: true },
    ]);
  });

  it("gives up a call that takes too long, and tells the server", async () => {
    for (const mode of ["both", "legacy"]) {
      const remote = await startReady(stdioSettings({ MCP_TEST_MODE: mode }, { callTimeoutMs: milliseconds(300) }));
      const late = await remote.refusal("test__hang");
      expect(late).to.include({ code: "tool.timeout", retryable: true });
      const given = async () =>
        JSON.parse((await remote.call("test__counts")).value as string) as { cancelled: number };
      await until(given, ({ cancelled }) => cancelled === 1);
    }
  });

  it("cancels a call when it is told to, and tells the server", async () => {
    const remote = await startReady(stdioSettings());
    const stop = new AbortController();
    const refusal = remote.refusal("test__hang", {}, { signal: stop.signal });
    const counts = async () =>
      JSON.parse((await remote.call("test__counts")).value as string) as {
        cancelled: number;
        calls: { hang?: number };
      };
    await until(counts, ({ calls }) => calls.hang === 1);
    stop.abort();
    expect(await refusal).to.include({ code: "tool.cancelled", retryable: false });
    await until(counts, ({ cancelled }) => cancelled === 1);
    const before = await remote.refusal("test__echo", { text: "x" }, { signal: AbortSignal.abort() });
    expect(before.code).to.equal("tool.cancelled");
  });

  it("passes over what is no message", async () => {
    const remote = await startReady(stdioSettings());
    expect((await remote.call("test__garbage")).value).to.equal("done");
    expect(
      remote.log.some(({ level, fields }) => level === "debug" && fields["text"] === "Hello, I am a log line."),
    ).to.equal(true);
    expect(
      remote.log.some(({ level, fields }) => level === "debug" && fields["text"] === "the tool server starts"),
    ).to.equal(true);
    expect(remote.status().state).to.equal("ready");
  });

  it("refuses a result that is too large, whether it was read or not, and goes on", async () => {
    const remote = await startReady(stdioSettings());
    const pid = remote.status().pid;
    const large = await remote.refusal("test__huge", { bytes: 100_000 });
    expect(large).to.include({ code: "tool.invalid_result", retryable: false });
    expect(large.message).to.contain("65536 are allowed");
    expect(large.hint).to.contain("max_result_size");
    const other = remote.call("test__echo", { text: "meanwhile" });
    const unread = await remote.refusal("test__huge", { bytes: 9_000_000 });
    expect(unread.code).to.equal("tool.invalid_result");
    expect((await other).value).to.equal("meanwhile");
    expect(remote.status().pid, "the program still runs").to.equal(pid);
  });

  it("ends a server whose message has no end, and starts it again", async () => {
    const remote = await startReady(stdioSettings());
    const pid = remote.status().pid ?? 0;
    const before = process.memoryUsage().rss;
    const gone = await remote.refusal("test__endless");
    expect(gone.code).to.equal("tool.remote_unavailable");
    expect(process.memoryUsage().rss - before).to.be.lessThan(200_000_000);
    await until(
      () => isAlive(pid),
      (alive) => !alive,
    );
    await until(remote.status, ({ state, pid: next }) => state === "ready" && next !== pid);
  });

  it("starts a server again that ended in the middle of a call", async () => {
    const remote = await startReady(stdioSettings());
    const hanging = remote.refusal("test__hang");
    const crash = await remote.refusal("test__crash");
    expect(crash).to.include({ code: "tool.remote_unavailable", retryable: true });
    expect((await hanging).code).to.equal("tool.remote_unavailable");
    expect((await remote.call("test__add", { a: 2, b: 2 })).value, "a call waits for the new one").to.deep.equal({
      sum: 4,
    });
    const away = remote.log.find(({ message }) => message === "An MCP server is unavailable");
    expect(away?.fields["reason"]).to.contain("it exited with code 7").and.to.contain("the flux capacitor is broken");
  });

  it("leaves alone what does not start, and says what it said", async () => {
    const remote = start(stdioSettings({ MCP_TEST_MODE: "dead" }));
    const status = await until(remote.status, ({ state }) => state === "failed");
    expect(status.error).to.contain("it exited with code 5").and.to.contain("no licence found");
    expect(status.pid).to.equal(null);
    const starts = remote.log.filter(({ fields }) => fields["text"] === "no licence found").length;
    await remote.refresh();
    expect(remote.status().state).to.equal("connecting");
    expect(remote.log.filter(({ fields }) => fields["text"] === "no licence found").length).to.be.greaterThan(starts);
  });

  it("says that a command or a folder is not there", async () => {
    const settings = stdioSettings();
    const none = {
      ...settings,
      transport: { ...settings.transport, kind: "stdio" as const, command: "no-such-command" },
    };
    const remote = start(none as typeof settings);
    const status = await until(remote.status, ({ error }) => error !== null);
    expect(status.error).to.contain("its command was not found");
    const folder = { ...settings, transport: { ...settings.transport, cwd: "/no/such/folder" } };
    const elsewhere = start(folder);
    await until(elsewhere.status, ({ error }) => error?.includes("ENOENT") === true);
  });

  it("leaves no process behind, neither the program nor what it has started", async () => {
    const remote = await startReady(stdioSettings());
    const program = remote.status().pid ?? 0;
    const helper = Number((await remote.call("test__helper")).value);
    expect([program, helper].map(isAlive)).to.deep.equal([true, true]);
    const hanging = remote.refusal("test__hang");
    await remote.close();
    expect((await hanging).code).to.equal("tool.remote_unavailable");
    await until(
      () => [program, helper].map(isAlive),
      (alive) => !alive.includes(true),
    );
    expect((await remote.refusal("test__echo", { text: "x" })).code).to.equal("tool.remote_unavailable");
  });

  it("leaves no process behind when it is itself ended by force", async () => {
    const owner = spawn(process.execPath, ["--import", "tsx", ownerScript], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface({ input: owner.stdout }), "line")) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).to.equal(true);
    owner.kill("SIGKILL");
    await until(
      () => isAlive(pid),
      (alive) => !alive,
    );
  });

  it("ends a program that does not want to, also one that has not answered yet", async () => {
    const remote = start(stdioSettings({ MCP_TEST_MODE: "deaf" }), { connectTimeout: 60_000 });
    await until(
      () => remote.log.some(({ fields }) => fields["text"] === "the tool server starts"),
      (started) => started,
    );
    const begun = performance.now();
    await remote.close();
    expect(performance.now() - begun).to.be.lessThan(30_000);
  });
});
