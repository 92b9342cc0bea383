import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadConfig } from "../../../src/config/load.ts";
import type { Config, Environment } from "../../../src/config/types.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { openTemporal, type TemporalHandle } from "../../../src/temporal/connection.ts";
import { isRunning } from "../../../src/temporal/processes.ts";
import { searchAttributes } from "../../../src/temporal/search-attributes.ts";
import { quietLog, sharedTemporal, testTemporalCli } from "../../support/temporal.ts";

describe("the way to Temporal", () => {
  let folder: string;
  let opened: TemporalHandle[];

  before(async function () {
    this.timeout(30 * 60_000);
    await testTemporalCli();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-connection-"));
    opened = [];
  });

  afterEach(async () => {
    for (const handle of opened) await handle.close();
    await rm(folder, { recursive: true, force: true });
  });

  const config = async (env: Environment): Promise<Config> =>
    loadConfig({ PATH: process.env["PATH"], CAXTON_TEMPORAL_CLI: (await testTemporalCli()).path, ...env }, folder);

  const open = async (env: Environment, connectWithinMs?: number): Promise<TemporalHandle> => {
    const handle = await openTemporal(
      await config(env),
      quietLog,
      connectWithinMs === undefined ? {} : { connectWithinMs },
    );
    opened.push(handle);
    return handle;
  };

  const refusal = async (env: Environment): Promise<CaxtonError> => {
    try {
      await open(env, 500);
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(CaxtonError);
      return thrown as CaxtonError;
    }
    return expect.fail("it connected");
  };

  const attributesOf = async ({ connection, namespace }: TemporalHandle): Promise<readonly string[]> =>
    Object.keys((await connection.operatorService.listSearchAttributes({ namespace })).customAttributes ?? {});

  const makeNamespace = async (handle: TemporalHandle, namespace: string): Promise<void> => {
    await handle.connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
  };

  it("runs the embedded server where no address is given, and ends it when closed", async () => {
    const handle = await open({ TEMPORAL_API_KEY: "for a cluster that is not used now" });
    expect(handle.namespace).to.equal("default");
    expect((await fetch(`${handle.uiUrl}/`)).status).to.equal(200);
    expect(await attributesOf(handle)).to.include.members(Object.keys(searchAttributes));
    await handle.ping();
    const pid = handle.server?.pid() ?? 0;
    opened.pop();
    await handle.close();
    expect(await isRunning(pid)).to.equal(false);
  });

  it("answers again soon after the embedded server was killed, on the same connections", async () => {
    const handle = await open({});
    process.kill(handle.server?.pid() ?? 0, "SIGKILL");
    const until = Date.now() + 60_000;
    const answers = () =>
      handle.ping().then(
        () => true,
        () => false,
      );
    while (handle.server?.restarts() === 0 || !(await answers())) {
      expect(Date.now()).to.be.lessThan(until);
      await sleep(10);
    }
    await (await handle.connectWorker()).workflowService.getSystemInfo({});
  });

  it("says temporal.unavailable when it does not answer", async () => {
    const handle = await open({});
    await handle.server?.stop();
    const error = await handle.ping().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(CaxtonError).with.property("code", "temporal.unavailable");
  });

  it("uses a cluster that is named, and adds the search attributes to the namespace once", async () => {
    const cluster = await sharedTemporal();
    const namespace = `cluster-${process.pid}`;
    await makeNamespace(cluster, namespace);
    const env = { TEMPORAL_ADDRESS: cluster.address, TEMPORAL_NAMESPACE: namespace };
    const first = await open(env);
    expect(first.server).to.equal(null);
    expect(first.uiUrl).to.equal(null);
    expect(await attributesOf(first)).to.include.members(Object.keys(searchAttributes));
    await (await open(env)).ping();
  });

  it("says which attribute is in the way when it has another type", async () => {
    const cluster = await sharedTemporal();
    const namespace = `typed-${process.pid}`;
    await makeNamespace(cluster, namespace);
    await cluster.connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { CaxtonState: 3 } });
    const error = await refusal({ TEMPORAL_ADDRESS: cluster.address, TEMPORAL_NAMESPACE: namespace });
    expect(error.code).to.equal("configuration.invalid");
    expect(error.message).to.contain("CaxtonState");
    expect(error.hint).to.contain("search-attribute create");
  });

  it("tells a missing namespace from a cluster that is not there, and TLS from plain text", async () => {
    const { address } = await sharedTemporal();
    const missing = await refusal({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: "nowhere" });
    expect(missing.code).to.equal("configuration.invalid");
    expect(missing.hint).to.contain("TEMPORAL_NAMESPACE");
    expect((await refusal({ TEMPORAL_ADDRESS: "127.0.0.1:9" })).code).to.equal("temporal.unavailable");
    expect((await refusal({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS: "true" })).code).to.equal("temporal.unavailable");
  });
});
