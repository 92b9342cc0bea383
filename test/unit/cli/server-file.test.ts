import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { processStart } from "../../../src/cli/process-start.ts";
import { claimServerFile, livenessOf, readServerFile, removeStaleFile } from "../../../src/cli/server-file.ts";
import { findTarget } from "../../../src/cli/target.ts";

const addresses = {
  url: "http://127.0.0.1:8123",
  metricsUrl: "http://127.0.0.1:9123/metrics",
  temporalUiUrl: null,
  temporalAddress: "127.0.0.1:7233",
  temporalPid: null,
  adminKeyFile: "admin.key",
};

/** The id of a process that was there and is gone. */
const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
};

describe("server.json", () => {
  let folder: string;
  const path = (): string => join(folder, "server.json");
  const claim = async () => claimServerFile(folder, { logFile: null, now: new Date("2026-11-23T12:00:00Z") });
  const write = async (parts: object): Promise<void> => {
    const start = await processStart(process.pid);
    const file = {
      pid: process.pid,
      processStart: start,
      hostname: hostname(),
      dataDir: folder,
      state: "ready",
      ...parts,
    };
    await writeFile(path(), JSON.stringify({ ...addresses, ...file }));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-file-"));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("says where everything is while the server runs, for its owner alone, and is gone afterwards", async () => {
    const mine = await claim();
    expect(await readServerFile(folder)).to.include({ pid: process.pid, state: "starting" });
    await mine.ready(addresses);
    const file = await readServerFile(folder);
    expect(file).to.deep.include({ ...addresses, state: "ready", ports: { api: 8123, metrics: 9123 } });
    expect((await stat(path())).mode & 0o777).to.equal(0o600);
    await mine.release();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("is claimed by one of many, also where a dead server left it", async () => {
    for (const stale of [false, true]) {
      if (stale) await write({ pid: await deadPid() });
      const claims = await Promise.allSettled(Array.from({ length: 20 }, claim));
      const won = claims.filter((each) => each.status === "fulfilled");
      expect(won).to.have.length(1);
      for (const lost of claims.filter((each) => each.status === "rejected")) {
        expect(lost.reason).to.include({ code: "server.already_running" });
      }
      await won[0]?.value.release();
      expect(await readdir(folder)).to.deep.equal([]);
    }
  });

  it("is taken over from a process that has the id of the dead one, and after a cut write", async () => {
    await write({ processStart: "another boot 17" });
    expect(await livenessOf((await readServerFile(folder))!)).to.equal("gone");
    await (await claim()).release();
    await writeFile(path(), '{"pid": 12');
    await (await claim()).release();
  });

  it("is not taken over from another machine, of which nothing can be known", async () => {
    await write({ hostname: "elsewhere", pid: await deadPid() });
    const refused = await claim().catch((thrown: unknown) => thrown);
    expect(refused).to.include({ code: "server.already_running" });
    expect((refused as Error).message).to.include("elsewhere");
  });

  it("is removed for a dead server only", async () => {
    await write({});
    await removeStaleFile(folder);
    expect(await readServerFile(folder)).to.include({ pid: process.pid });
    expect(await readdir(folder)).to.deep.equal(["server.json"]);
    await write({ pid: await deadPid() });
    await removeStaleFile(folder);
    await removeStaleFile(folder);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("is claimed although somebody died with the lock in hand", async () => {
    const dead = { pid: await deadPid(), processStart: "gone 1", hostname: hostname() };
    await writeFile(`${path()}.lock`, JSON.stringify(dead));
    await (await claim()).release();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  describe("finding the server", () => {
    const find = async (env: Record<string, string>, args: object = {}) =>
      findTarget({ CAXTON_DATA_DIR: folder, ...env }, folder, { json: false, ...args });

    beforeEach(async () => writeFile(join(folder, "admin.key"), "caxton_local\n"));

    it("takes the local server and its key", async () => {
      await write({});
      expect(await find({})).to.include({ url: addresses.url, apiKey: "caxton_local" });
    });

    it("lets the environment win, and the flags over it", async () => {
      await write({});
      expect(await find({ CAXTON_URL: "http://env:1/", CAXTON_API_KEY: "k" })).to.include({
        url: "http://env:1",
        apiKey: "k",
      });
      const flags = { url: "http://flag:2", apiKey: "f" };
      expect(await find({ CAXTON_URL: "http://env:1", CAXTON_API_KEY: "k" }, flags)).to.include(flags);
    });

    it("never gives the local key to another server", async () => {
      await write({});
      for (const url of ["http://elsewhere:8123", "http://127.0.0.1:8124", "https://localhost.example:8123"]) {
        expect(await find({ CAXTON_URL: url })).to.include({ apiKey: null });
      }
      for (const url of ["http://localhost:8123", "http://[::1]:8123", addresses.url]) {
        expect(await find({ CAXTON_URL: url })).to.include({ apiKey: "caxton_local" });
      }
    });

    it("does not trust the address of a server that is gone: somebody else may listen there", async () => {
      await write({ pid: await deadPid() });
      const refused = await find({}).catch((thrown: unknown) => thrown);
      expect(refused).to.include({ code: "server.not_running", exitCode: 3 });
    });

    it("reads the data folder from the configuration file", async () => {
      await write({});
      await writeFile(join(folder, "caxton.yaml"), `data_dir: ${folder}\n`);
      expect(await findTarget({}, folder, { json: false })).to.include({ url: addresses.url });
    });

    it("refuses what is no address", async () => {
      for (const url of ["nonsense", "ftp://x", "http://user@x", "http://x/?a=b"]) {
        const refused = await find({ CAXTON_URL: url }).catch((thrown: unknown) => thrown);
        expect(refused).to.include({ exitCode: 2 });
      }
    });
  });

  it("tells processes with the same id apart", async () => {
    expect(await processStart(process.pid)).to.equal(await processStart(process.pid));
    expect(await processStart(process.pid)).to.not.equal(await processStart(process.ppid));
    expect(await processStart(await deadPid())).to.equal(null);
  });
});
