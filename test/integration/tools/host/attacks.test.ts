/** Hostile tools against the real parts: the sandbox, the host functions, files, databases and servers. */
import { expect } from "chai";
import Database from "better-sqlite3";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { noTracing } from "../../../../src/observability/tracing.ts";
import type { SandboxEngine } from "../../../../src/sandbox/types.ts";
import { openToolDatabases, type ToolDatabases } from "../../../../src/tools/host/database.ts";
import { readEnvironment } from "../../../../src/tools/host/environment.ts";
import { createHostHandler } from "../../../../src/tools/host/host-functions.ts";
import { httpRequest } from "../../../../src/tools/host/network.ts";
import { fileAccess } from "../../../../src/tools/host/storage.ts";
import { parseToolManifest } from "../../../../src/tools/manifest.ts";
import { createSandboxedTool } from "../../../../src/tools/sandboxed-tool.ts";
import { createValueChecks } from "../../../../src/tools/value-checks.ts";
import { openAttackWorld, type AttackWorld } from "../../../support/attack-world.ts";
import { hostAttacks, verdictOn } from "../../../support/host-attacks.ts";
import { someEngines } from "../../../support/sandbox.ts";
import { valueOf } from "../../../unit/domain/support.ts";
import { callTool } from "../../../support/tools.ts";
import { highCeilings } from "../../../support/ceilings.ts";

describe("attacks from the sandbox on the host functions", function () {
  this.timeout(120_000);
  const engines = someEngines();
  let world: AttackWorld;
  let databases: ToolDatabases;
  let engine: SandboxEngine;

  before(async () => {
    world = await openAttackWorld(true);
    databases = openToolDatabases([
      { name: "sqlite", kind: "sqlite", file: world.sqliteFile },
      ...(world.postgresqlUrl === null
        ? []
        : [{ name: "postgresql", kind: "postgresql" as const, url: world.postgresqlUrl }]),
    ]);
    engine = engines.with({ toolWorkers: 2 });
  });

  after(async () => {
    await engines.close();
    await databases.close();
    await world.close();
  });

  it("stops each attack with the expected error, and leaves everything outside unchanged", async () => {
    const { environment, resolve } = world;
    const hostFor = createHostHandler({
      env_get: readEnvironment(environment),
      http_request: httpRequest({ resolve, environment }),
      file_access: fileAccess(world.storageDir),
      sql_query: databases.query,
    });
    const deps = {
      engine,
      hostFor,
      maxModuleBytes: 1_048_576,
      ceilings: highCeilings,
      tracing: noTracing,
      checks: createValueChecks(),
    };
    for (const attack of hostAttacks(world)) {
      const manifest = valueOf(parseToolManifest(attack.manifest));
      const tool = createSandboxedTool(manifest, "uploaded", async () => attack.module, deps);
      const verdict = await callTool(tool, {}).then(
        ({ value }) => verdictOn(attack, value as never),
        (thrown: { readonly code: string }) => thrown.code,
      );
      expect(verdict, attack.name).to.be.oneOf([...attack.verdicts]);
    }
    expect(world.innerVisits()).to.equal(0);
    const names = (await readdir(join(world.storageDir, "box"))).toSorted();
    expect(names).to.deep.equal(["beside", "etc", "link", "own", "pipe", "self"]);
    expect(await readdir(join(world.storageDir, "beside"))).to.deep.equal(["secret.txt"]);
    const database = new Database(world.sqliteFile, { readonly: true });
    expect(database.prepare("SELECT count(*) AS count FROM item").get()).to.deep.equal({ count: 1 });
    database.close();
  });
});
