import { expect } from "chai";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRunning } from "../../../src/temporal/processes.ts";
import { testTemporalCli } from "../../support/temporal.ts";
import { caxton, startCaxton, temporaryFolder, type RunOptions, type TemporaryFolder } from "./run-caxton.ts";

const run = promisify(execFile);

describe("caxton server", function suite() {
  // The first test of a fresh clone may have to build the Temporal CLI.
  this.timeout(300_000);
  let folder: TemporaryFolder;
  let options: RunOptions;
  const serverFile = async (): Promise<any> =>
    JSON.parse(await readFile(join(folder.path, ".caxton/server.json"), "utf8"));

  before(async () => {
    const { path } = await testTemporalCli();
    folder = await temporaryFolder();
    options = {
      cwd: folder.path,
      env: { CAXTON_TEMPORAL_CLI: path, CAXTON_PORT: "0", CAXTON_METRICS_PORT: "0", CAXTON_LOG_LEVEL: "warn" },
    };
    await mkdir(join(folder.path, "agents"));
    const lines = [
      "---",
      "name: Poet",
      "capabilities: [poetry]",
      "examples:",
      `  - "A lighthouse, isn't it?"`,
      "---",
      "You write.",
      "",
    ];
    await writeFile(join(folder.path, "agents", "poet.md"), lines.join("\n"));
  });
  after(async () => {
    await caxton(["server", "stop", "--force", "--timeout", "5s"], options);
    await folder.remove();
  });

  it("starts in this terminal, shows where to look and a curl that works as pasted, and ends at Ctrl-C", async () => {
    const server = startCaxton(["server", "start"], options);
    await server.until("out", /Try:\n\n[^]*\n\n/);
    const out = server.out();
    for (const label of ["API docs", "Temporal Web UI", "Metrics", "Admin key"]) expect(out).to.include(label);
    expect(out)
      .to.match(/Agents +agents \(1 agent\)/)
      .and.match(/Admin key +\.caxton\/admin\.key/);
    expect(out).to.include("No language model is configured").and.not.include("\u001B");
    const docs = /API docs +(\S+)/.exec(out)?.[1] ?? "";
    const metrics = /Metrics +(\S+)/.exec(out)?.[1] ?? "";
    expect((await fetch(docs)).status).to.equal(200);
    expect(await (await fetch(metrics)).text()).to.include('caxton_agents{state="running"} 1');

    const curl = out.slice(out.indexOf("curl"));
    const { stdout } = await run("bash", ["-c", curl], { cwd: folder.path });
    const answer = JSON.parse(stdout);
    expect(answer.deliveredTo).to.deep.equal(["Poet"]);
    expect(answer.replies[0].content).to.include("A lighthouse, isn't it?");

    const { pid, temporalPid, ...file } = await serverFile();
    expect(pid).to.equal(server.child.pid);
    expect(file).to.include({ state: "ready" });
    expect((await stat(join(folder.path, ".caxton/server.json"))).mode & 0o777).to.equal(0o600);

    const second = await caxton(["server", "start", "--json"], options);
    expect(second.code).to.equal(5);
    expect(JSON.parse(second.err)).to.include({ code: "server.already_running" });

    server.child.kill("SIGINT");
    const ended = await server.ended;
    expect(ended.code).to.equal(0);
    expect(ended.err).to.include("Stopping").and.include("Stopped");
    expect(await isRunning(temporalPid)).to.equal(false);
    expect(await serverFile().catch(() => null)).to.equal(null);
  });

  it("ends at Ctrl-C while it is still starting", async () => {
    const silent = createTcpServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const server = startCaxton(["server", "start"], { ...options, env: { ...options.env, TEMPORAL_ADDRESS: address } });
    const [socket] = await once(silent, "connection");
    server.child.kill("SIGINT");
    const ended = await server.ended;
    socket.destroy();
    silent.close();
    expect(ended).to.include({ code: 0, out: "" });
    expect(ended.err).to.include("Stopped").and.not.include("does not answer");
    expect(await serverFile().catch(() => null)).to.equal(null);
  });

  it("runs in the background until it is stopped; commands find it and its key by themselves", async () => {
    const started = await caxton(["server", "start", "--detach", "--json"], options);
    expect(started.code).to.equal(0);
    const { pid, url, logFile } = started.json;
    expect(await isRunning(pid)).to.equal(true);
    expect((await stat(logFile)).mode & 0o777).to.equal(0o600);

    const status = await caxton(["server", "status", "--json"], options);
    expect(status.code).to.equal(0);
    expect(status.json).to.include({ pid, url, state: "ready", liveness: "running" });
    expect(status.json.ports.api).to.equal(Number(new URL(url).port));

    const sent = await caxton(["message", "send", "A lighthouse", "--to", "poetry"], options);
    expect(sent.code).to.equal(0);
    expect(sent.out).to.include("A lighthouse");
    expect((await caxton(["health"], options)).code).to.equal(0);

    const stopped = await caxton(["server", "stop", "--json"], options);
    expect(stopped).to.include({ code: 0 });
    expect(stopped.json).to.deep.equal({ stopped: true, forced: false, pid });
    expect(await isRunning(pid)).to.equal(false);
  });

  it("is found dead after kill -9, and the next start takes its folder over", async () => {
    const first = await caxton(["server", "start", "--detach", "--json"], options);
    const { temporalPid } = await serverFile();
    process.kill(first.json.pid, "SIGKILL");
    while (await isRunning(first.json.pid)) await new Promise((resolve) => void setImmediate(resolve));
    const asked = await caxton(["agent", "list"], options);
    expect(asked.code).to.equal(3);
    expect(asked.err).to.include("did not stop cleanly");
    const second = await caxton(["server", "start", "--detach", "--json"], options);
    expect(second.code).to.equal(0);
    expect(second.json.pid).to.not.equal(first.json.pid);
    expect(await isRunning(temporalPid)).to.equal(false);
    expect((await caxton(["server", "stop"], options)).code).to.equal(0);
  });

  it("is not there to be stopped or looked at: exit code 3", async () => {
    for (const command of ["stop", "status"]) {
      const { code, err } = await caxton(["server", command, "--json"], options);
      expect(code).to.equal(3);
      expect(JSON.parse(err)).to.include({ code: "server.not_running" });
    }
  });

  it("tells what is wrong with the configuration, in the background too, and leaves no claim behind", async () => {
    const wrong = { ...options, env: { ...options.env, CAXTON_PROT: "1" } };
    const { code, err } = await caxton(["server", "start", "--detach"], wrong);
    expect(code).to.equal(2);
    expect(err).to.include("CAXTON_PROT").and.include("CAXTON_PORT");
    const occupied = createServer();
    occupied.listen(0, "127.0.0.1");
    await once(occupied, "listening");
    const { port } = occupied.address() as AddressInfo;
    const refused = await caxton(["server", "start", "--detach", "--port", String(port)], options);
    occupied.close();
    expect(refused.code).to.equal(2);
    expect(refused.err).to.include(String(port)).and.include("CAXTON_PORT");
    expect(await serverFile().catch(() => null)).to.equal(null);
  });
});
