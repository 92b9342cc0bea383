import { Client, Connection } from "@temporalio/client";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { startDevServer, type DevServerOptions, type TemporalServer } from "../../../src/temporal/dev-server.ts";
import { commandLine, isRunning } from "../../../src/temporal/processes.ts";
import { quietLog, testTemporalCli } from "../../support/temporal.ts";

const owner = fileURLToPath(new URL("./owner.ts", import.meta.url));

describe("the embedded Temporal server", () => {
  let folder: string;
  let started: TemporalServer[];
  let warnings: string[];
  let options: DevServerOptions;

  before(async function () {
    // A fresh clone fetches or builds the CLI here.
    this.timeout(30 * 60_000);
    await testTemporalCli();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-temporal-"));
    started = [];
    warnings = [];
    options = {
      cliPath: (await testTemporalCli()).path,
      dataDir: folder,
      persistent: true,
      namespace: "default",
      port: null,
      uiPort: 0,
      ui: false,
      stopWithinMs: 0,
      environment: { PATH: process.env["PATH"] ?? "" },
      log: { ...quietLog, warn: (_facts: object, text: string) => void warnings.push(text) } as DevServerOptions["log"],
    };
  });

  afterEach(async () => {
    for (const server of started) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (more: Partial<DevServerOptions> = {}): Promise<TemporalServer> => {
    const server = await startDevServer({ ...options, ...more });
    started.push(server);
    return server;
  };

  const refusal = async (more: Partial<DevServerOptions> = {}): Promise<CaxtonError> => {
    try {
      await start(more);
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(CaxtonError);
      return thrown as CaxtonError;
    }
    return expect.fail("it started");
  };

  const goneWithin = async (pid: number, ms: number): Promise<boolean> => {
    const until = Date.now() + ms;
    while (await isRunning(pid)) {
      if (Date.now() > until) return false;
      await sleep(10);
    }
    return true;
  };

  const withClient = async <Value>(server: TemporalServer, use: (client: Client) => Promise<Value>): Promise<Value> => {
    const connection = await Connection.connect({ address: server.address });
    try {
      return await use(new Client({ connection }));
    } finally {
      await connection.close();
    }
  };

  const pidOf = (server: TemporalServer): number => server.pid() ?? expect.fail("it is down");

  it("serves a namespace of any name, and its Web UI", async () => {
    const server = await start({ namespace: "teams", ui: true });
    const described = await withClient(server, (client) =>
      client.workflowService.describeNamespace({ namespace: "teams" }),
    );
    expect(described.namespaceInfo?.name).to.equal("teams");
    expect((await fetch(`${server.uiUrl}/`)).status).to.equal(200);
  });

  it("comes back on the same port with its data when it is killed", async () => {
    let back: () => void = () => undefined;
    const restarted = new Promise<void>((resolve) => (back = resolve));
    const server = await start({ onRestart: () => back() });
    await withClient(server, (client) => client.workflow.start("any", { workflowId: "kept", taskQueue: "nobody" }));
    const first = pidOf(server);
    process.kill(first, "SIGKILL");
    await restarted;
    expect(server.restarts()).to.equal(1);
    expect(server.pid()).not.to.equal(first);
    const kept = await withClient(server, (client) => client.workflow.getHandle("kept").describe());
    expect(kept.status.name).to.equal("RUNNING");
    expect(warnings).to.have.length(1);
  });

  it("is started again each time, however often it dies", async () => {
    let count = 0;
    let back: () => void = () => undefined;
    const server = await start({ longestPauseMs: 50, onRestart: () => ((count += 1), back()) });
    for (let times = 1; times <= 3; times += 1) {
      const restarted = new Promise<void>((resolve) => (back = resolve));
      process.kill(pidOf(server), "SIGKILL");
      await restarted;
    }
    expect(count).to.equal(3);
    expect(server.restarts()).to.equal(3);
  });

  it("has gone when stop resolves, and starts again on the same ports with the same data", async () => {
    const server = await start({ ui: true });
    await withClient(server, (client) => client.workflow.start("any", { workflowId: "kept", taskQueue: "nobody" }));
    const pid = pidOf(server);
    await server.stop();
    expect(await isRunning(pid)).to.equal(false);
    expect(server.pid()).to.equal(null);
    const second = await start({ ui: true });
    expect([second.address, second.uiUrl]).to.deep.equal([server.address, server.uiUrl]);
    expect(second.restarts()).to.equal(0);
    const kept = await withClient(second, (client) => client.workflow.getHandle("kept").describe());
    expect(kept.status.name).to.equal("RUNNING");
  });

  it("can be stopped while it is being started again", async () => {
    const server = await start();
    process.kill(pidOf(server), "SIGKILL");
    await server.stop();
    const record = join(folder, "temporal.pid.json");
    await access(record).then(
      () => expect.fail("the record is still there"),
      () => undefined,
    );
  });

  it("does not outlive a parent that is killed, and the next start carries on", async () => {
    const parent = spawn(process.execPath, ["--import", "tsx", owner, options.cliPath, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
    const { pid, address } = JSON.parse(line) as { pid: number; address: string };
    expect(await isRunning(pid)).to.equal(true);
    parent.kill("SIGKILL");
    expect(await goneWithin(pid, 60_000)).to.equal(true);
    const server = await start();
    expect(server.address).to.equal(address);
  });

  it("is no process of the terminal's group, so that Ctrl-C does not reach it", async () => {
    const server = await start();
    const stat = await readFile(`/proc/${pidOf(server)}/stat`, "utf8").catch(() => null);
    // Only Linux tells it this way; elsewhere the option is the same.
    if (stat === null) return;
    const group = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
    const ours = await readFile("/proc/self/stat", "utf8");
    expect(group).not.to.equal(Number(ours.slice(ours.lastIndexOf(")") + 2).split(" ")[2]));
  });

  it("ends a server that was left behind on the same file", async () => {
    const dbFile = join(folder, "temporal.db");
    const first = await start();
    await first.stop();
    const port = Number(first.address.split(":")[1]);
    const left = spawn(
      options.cliPath,
      ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", String(port), "--db-filename", dbFile],
      { stdio: "ignore" },
    );
    const pid = left.pid ?? 0;
    const record = { pid, guardPid: 1, ownerPid: pid, dbFile, port };
    await writeFile(join(folder, "temporal.pid.json"), JSON.stringify(record));
    while (!((await commandLine(pid)) ?? "").includes("start-dev")) await sleep(5);
    const server = await start();
    expect(await isRunning(pid)).to.equal(false);
    expect(warnings).to.have.length(1);
    expect(server.address).to.equal(first.address);
  });

  it("leaves alone a process that only has the number of an old server", async () => {
    const other = spawn("sleep", ["60"], { stdio: "ignore" });
    const pid = other.pid ?? 0;
    try {
      const record = { pid, guardPid: 1, ownerPid: 1, dbFile: join(folder, "temporal.db"), port: 1 };
      await writeFile(join(folder, "temporal.pid.json"), JSON.stringify(record));
      await start();
      expect(await isRunning(pid)).to.equal(true);
    } finally {
      other.kill("SIGKILL");
    }
  });

  it("refuses a data folder on which another one is at work", async () => {
    const server = await start();
    const error = await refusal();
    expect(error.code).to.equal("server.already_running");
    expect(error.hint).to.contain("CAXTON_DATA_DIR");
    expect(await isRunning(pidOf(server))).to.equal(true);
  });

  it("says which setting names a port that is taken, and leaves a kept one that is", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    const { port } = taken.address() as { port: number };
    try {
      const error = await refusal({ port });
      expect(error.message).to.contain(`Port ${port}`).and.to.contain("temporal.port");
      expect((await refusal({ uiPort: port, ui: true })).message).to.contain("temporal.ui_port");
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "temporal.ports.json"), JSON.stringify({ port, uiPort: null }));
      const server = await start();
      expect(server.address).not.to.equal(`127.0.0.1:${port}`);
    } finally {
      taken.close();
    }
  });

  it("makes the database anew that a kill left half made", async () => {
    await writeFile(join(folder, "temporal.db"), "");
    await writeFile(join(folder, "temporal.db.new"), "");
    await start();
  });

  it("passes on what the server said when it cannot start", async () => {
    await writeFile(join(folder, "temporal.db"), "this is no database, and nobody said that it may be thrown away");
    const error = await refusal();
    expect(error.code).to.equal("temporal.no_server");
    expect(error.message).to.match(/not a database/i);
    expect((await refusal({ cliPath: join(folder, "gone") })).message).to.contain("not found");
  });

  it("gives up a start that takes too long, and leaves nothing running", async () => {
    const cliPath = join(folder, "slow");
    await writeFile(cliPath, `#!/bin/sh\necho $$ > ${folder}/pid\nexec sleep 60\n`, { mode: 0o755 });
    const error = await refusal({ cliPath, readyWithinMs: 300 });
    expect(error.message).to.contain("0.3 s");
    expect(await isRunning(Number(await readFile(join(folder, "pid"), "utf8")))).to.equal(false);
  });
});
