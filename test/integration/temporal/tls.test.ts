/** A cluster as it is in production: behind TLS with an authority of its own, certificates of clients, and API keys. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/types.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { openTemporal, type TemporalHandle } from "../../../src/temporal/connection.ts";
import { createAuthority, type Authority } from "../../support/certificates.ts";
import { startGateway, type Gateway, type GatewayOptions } from "../../support/grpc-gateway.ts";
import { startOpenAiServer } from "../../support/openai-server.ts";
import { startServerProcess } from "../../support/server-process.ts";
import { quietLog, sharedTemporal } from "../../support/temporal.ts";

describe("a Temporal cluster behind TLS", function () {
  this.timeout(120_000);
  let folder: string;
  let authority: Authority;
  let open: Gateway[];
  let handles: TemporalHandle[];

  before(async function () {
    this.timeout(30 * 60_000);
    await sharedTemporal();
    folder = await mkdtemp(join(tmpdir(), "caxton-tls-"));
    authority = createAuthority(folder);
  });
  after(async () => rm(folder, { recursive: true, force: true }));
  beforeEach(() => {
    open = [];
    handles = [];
  });
  afterEach(async () => {
    for (const handle of handles) await handle.close();
    for (const gateway of open) await gateway.close();
  });

  const gateway = async (options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    const { address: target } = await sharedTemporal();
    const started = await startGateway({ target, certificate: authority.issue("localhost"), ...options });
    open.push(started);
    return started;
  };

  const environment = ({ port }: Gateway, more: Environment = {}): Environment => ({
    PATH: process.env["PATH"],
    TEMPORAL_ADDRESS: `localhost:${port}`,
    TEMPORAL_TLS: "true",
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.file,
    ...more,
  });

  /** What shall connect has far more time than it takes; what is refused shows only when its time is up. */
  const connect = async (env: Environment, connectWithinMs = 30_000): Promise<TemporalHandle> => {
    const handle = await openTemporal(await loadConfig(env, folder), quietLog, { connectWithinMs });
    handles.push(handle);
    return handle;
  };

  const refusal = async (env: Environment): Promise<CaxtonError> =>
    connect(env, 2_000).then(
      () => expect.fail("it connected"),
      (thrown: unknown) => {
        expect(thrown).to.be.instanceOf(CaxtonError);
        return thrown as CaxtonError;
      },
    );

  const clientFiles = async (): Promise<Environment> => {
    const { key, chain } = authority.issue("caxton-client");
    await writeFile(join(folder, "client.crt"), chain);
    await writeFile(join(folder, "client.key"), key);
    return {
      TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, "client.crt"),
      TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, "client.key"),
    };
  };

  /** Client and worker have TLS of their own: one in Node.js, one in Rust. */
  const bothAnswer = async (handle: TemporalHandle): Promise<void> => {
    await handle.ping();
    await (await handle.connectWorker()).workflowService.getSystemInfo({});
  };

  it("is reached with the authority that it is said to have, and with no other", async () => {
    const cluster = await gateway();
    await bothAnswer(await connect(environment(cluster)));
    const { TEMPORAL_TLS_SERVER_CA_CERT_PATH: _ca, ...unknown } = environment(cluster);
    expect((await refusal(unknown)).code).to.equal("temporal.unavailable");
  });

  it("is reached under another name than its certificate's only where that name is given", async () => {
    const cluster = await gateway({ certificate: authority.issue("cluster.example") });
    expect((await refusal(environment(cluster))).code).to.equal("temporal.unavailable");
    await bothAnswer(await connect(environment(cluster, { TEMPORAL_TLS_SERVER_NAME: "cluster.example" })));
  });

  it("asks for a client's certificate, from files and from the environment", async () => {
    const cluster = await gateway({ clientCa: readFileSync(authority.file, "utf8") });
    expect((await refusal(environment(cluster))).code).to.equal("temporal.unavailable");
    await bothAnswer(await connect(environment(cluster, await clientFiles())));
    const { key, chain } = authority.issue("caxton-client");
    const data = { TEMPORAL_TLS_CLIENT_CERT_DATA: chain, TEMPORAL_TLS_CLIENT_KEY_DATA: key };
    await bothAnswer(await connect(environment(cluster, data)));
  });

  it("asks for an API key, and says so where it is the wrong one", async () => {
    const cluster = await gateway({ apiKey: "right" });
    const { TEMPORAL_TLS: _tls, ...withKey } = environment(cluster, { TEMPORAL_API_KEY: "right" });
    await bothAnswer(await connect(withKey));
    expect([...cluster.keys]).to.deep.equal(["Bearer right"]);
    const error = await refusal({ ...withKey, TEMPORAL_API_KEY: "wrong" });
    expect(error.code).to.equal("temporal.unavailable");
    expect(`${error.message} ${error.hint}`, error.message).to.match(/UNAUTHENTICATED.*TEMPORAL_API_KEY/su);
  });

  it("serves a whole server, conversations and workers", async () => {
    const cluster = await gateway({ clientCa: readFileSync(authority.file, "utf8"), apiKey: "right" });
    const vendor = await startOpenAiServer();
    vendor.script(() => ({ kind: "text", text: "Over TLS." }));
    const { PATH: _path, ...env } = environment(cluster, { ...(await clientFiles()), TEMPORAL_API_KEY: "right" });
    const configFile = join(folder, "caxton.yaml");
    await writeFile(configFile, `temporal:\n  task_queue: tls-${process.pid}\n`);
    const server = await startServerProcess({
      ...(env as Record<string, string>),
      CAXTON_CONFIG_PATH: configFile,
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      OPENAI_BASE_URL: vendor.url,
    });
    const agent = "---\nname: Far\ncapabilities: [far]\n---\nAnswer.\n";
    await server.call("POST", "/agents", agent, { "content-type": "text/markdown" });
    const message = { performative: "request", sender: "user:ada", targetCapability: "far", content: "Hello?" };
    const { body } = await server.call("POST", "/messages", message, { prefer: "wait=30" });
    expect(body.replies[0].content).to.equal("Over TLS.");
    expect(await server.stop()).to.equal(0);
    await vendor.close();
  });
});
