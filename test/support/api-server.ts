/**
 * A server for API tests: the real registry, catalogue, router, events and messaging on a real port. Only the workflows
 * are replaced, by {@link InstantWorkflows}, so that these tests need no Temporal.
 */
import { openOnFirstUse } from "../../src/memory/access.ts";
import { openEmbeddedMemory } from "../../src/memory/embedded/backend.ts";
import { sharedEmbedder } from "./memory.ts";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgentCatalogue } from "../../src/agents/catalogue.ts";
import { ensureAdminKey } from "../../src/api/admin-key.ts";
import type { VerifyToken } from "../../src/api/types.ts";
import { createApi } from "../../src/api/create-api.ts";
import { listen } from "../../src/api/listen.ts";
import type { ApiLimits, ReadinessReport, RequestReport } from "../../src/api/types.ts";
import { createMessaging } from "../../src/messaging/messaging.ts";
import { createEvents } from "../../src/observability/events.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { noTracing } from "../../src/observability/tracing.ts";
import type { Events } from "../../src/observability/types.ts";
import type { Registry, Role } from "../../src/registry/stores.ts";
import { createReceiverChoice } from "../../src/routing/receivers.ts";
import { createRouter } from "../../src/routing/router.ts";
import { createSandboxEngine } from "../../src/sandbox/engine.ts";
import { guestKindOf } from "../../src/sandbox/pass-guest.ts";
import { resolveByDns } from "../../src/tools/host/addresses.ts";
import { openToolDatabases } from "../../src/tools/host/database.ts";
import { readEnvironment } from "../../src/tools/host/environment.ts";
import { createHostHandler } from "../../src/tools/host/host-functions.ts";
import { httpRequest } from "../../src/tools/host/network.ts";
import { fileAccess } from "../../src/tools/host/storage.ts";
import { createReservedNames } from "../../src/mcp/names.ts";
import { openUploadedTools } from "../../src/tools/uploaded-tools.ts";
import { createValueChecks } from "../../src/tools/value-checks.ts";
import { createRemoteServers } from "../../src/tools/remote/remote-servers.ts";
import type { RemoteServers } from "../../src/tools/remote/types.ts";
import type { Tool } from "../../src/tools/types.ts";
import { createToolCatalogue, fixedTools } from "../../src/tools/catalogue.ts";
import { createWasmAgents } from "../../src/wasm-agents/wasm-agents.ts";
import { createInstantWorkflows, type InstantWorkflows } from "./instant-workflows.ts";
import { temporaryRegistry } from "./registry.ts";
import type { ResourceCeilings } from "../../src/domain/resource-limits.ts";
import { highCeilings } from "./ceilings.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed if it is JSON; otherwise text. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into whatever comes
  readonly body: any;
}

export interface CallOptions {
  /** The admin key by default; null sends none. */
  readonly key?: string | null;
  /** Sent as JSON; with `type`, a string is sent unchanged. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly adminKey: string;
  readonly dataDir: string;
  readonly registry: Registry;
  readonly events: Events;
  readonly workflows: InstantWorkflows;
  /** Every request that was answered. */
  readonly requests: RequestReport[];
  readonly logged: object[];
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** Creates a key with that role. */
  keyFor(role: Role, agent?: string): Promise<string>;
  setReadiness(report: ReadinessReport): void;
  stop(): Promise<void>;
}

export const readyReport: ReadinessReport = {
  parts: [
    { name: "database", ready: true, detail: "answers" },
    { name: "temporal", ready: true, detail: "answers" },
    { name: "worker", ready: true, detail: "runs" },
  ],
  llm: { provider: "offline", isLanguageModel: false, model: "offline" },
};

export const greeterFile = `---
name: Greeter
description: Greets people
capabilities: [greeting]
---
You greet people.
`;

export interface TestServerOptions {
  readonly limits?: Partial<ApiLimits>;
  readonly clock?: () => Date;
  readonly ceilings?: ResourceCeilings;
  readonly tools?: readonly Tool[];
  readonly verifyToken?: VerifyToken;
  /** The caller must close them. */
  readonly remote?: RemoteServers;
}

const parsed = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  return text !== "" && /json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : text;
};

export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const clock = options.clock ?? (() => new Date());
  const { registry, remove } = await temporaryRegistry({ clock });
  const dataDir = await mkdtemp(join(tmpdir(), "caxton-api-"));
  const logged: object[] = [];
  const log = (facts: object): void => void logged.push(facts);
  const events = createEvents({
    store: registry.events,
    logger: { warn: log },
    metrics: createMetrics(),
  });
  const router = createRouter();
  const engine = createSandboxEngine({ startEarly: false });
  const { ceilings = highCeilings } = options;
  const { tryOut } = createWasmAgents({
    engine,
    modules: registry.modules,
    maxModuleBytes: 4_194_304,
    ceilings,
    tracing: noTracing,
  });
  const catalogue = await createAgentCatalogue({
    registry,
    events,
    clock,
    listener: { agentChanged: router.put, agentRemoved: router.remove },
    checks: { ceilings },
    modules: {
      stored: registry.modules.find,
      kindOf: (bytes, features) => guestKindOf(bytes, { features }),
      tryOut,
    },
  });
  const workflows = createInstantWorkflows({ registry, events });
  const receivers = createReceiverChoice({ router, agent: catalogue.get, maxMessageBytes: 256 * 1024 });
  const messaging = createMessaging({
    registry,
    workflows,
    events,
    clock,
    newId: randomUUID,
    chooseReceivers: receivers.forMessage,
    takesBatches: (agent) => catalogue.get(agent).agent.kind === "wasm",
    onFault: (what, error) => logged.push({ what, error }),
    settings: {
      expireAfterMs: 3_600_000,
      continueAfter: 1_000,
      turns: { quickMs: 100, stepTimeoutMs: 1_000, heartbeatMs: 1_000, maxAttempts: 1, firstRetryMs: 10 },
    },
  });
  const remote =
    options.remote ?? createRemoteServers([], { logger: { debug: log, info: log, warn: log, error: log }, clock });
  const memory = openOnFirstUse(async () =>
    openEmbeddedMemory({ file: join(dataDir, "memory.db"), embedder: await sharedEmbedder() }),
  );
  const databases = openToolDatabases([]);
  const checks = createValueChecks();
  const uploaded = await openUploadedTools({
    engine,
    checks,
    maxModuleBytes: 4_194_304,
    ceilings,
    tracing: noTracing,
    hostFor: createHostHandler({
      http_request: httpRequest({ resolve: resolveByDns, environment: {} }),
      file_access: fileAccess(join(dataDir, "tools")),
      sql_query: databases.query,
      env_get: readEnvironment({}),
    }),
    store: registry.tools,
    modules: registry.modules,
    events,
    clock,
    isTaken: () => false,
    isReserved: createReservedNames(memory.access),
  });
  const adminKeyFile = join(dataDir, "admin.key");
  await ensureAdminKey({ apiKeys: registry.apiKeys, file: adminKeyFile, clock, events });
  const adminKey = (await readFile(adminKeyFile, "utf8")).trim();
  const stopping = new AbortController();
  const requests: RequestReport[] = [];
  let readiness = readyReport;
  const api = createApi({
    registry,
    catalogue,
    messaging,
    router,
    tools: {
      catalogue: createToolCatalogue([fixedTools(options.tools ?? []), uploaded.all, remote.tools]),
      uploaded,
      remote,
      parts: checks,
    },
    memory: memory.access,
    verifyToken: options.verifyToken ?? null,
    version: "0.0.0",
    events,
    readiness: async () => readiness,
    clock,
    limits: {
      maxBodyBytes: 1_048_576,
      maxUploadBytes: 4_194_304,
      maxWaitMs: 5_000,
      heartbeatMs: 200,
      ...options.limits,
    },
    logger: { error: log, warn: log },
    onRequest: (report) => requests.push(report),
    stopping: stopping.signal,
  });
  const http = await listen(api, { host: "127.0.0.1", port: 0 });

  const call: TestServer["call"] = async (method, path, { key = adminKey, body, type, headers = {} } = {}) => {
    const contentType = type ?? "application/json";
    const response = await fetch(http.url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": contentType }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: type === undefined ? JSON.stringify(body) : String(body) }),
    });
    return { status: response.status, headers: response.headers, body: await parsed(response) };
  };

  return {
    url: http.url,
    port: http.port,
    adminKey,
    dataDir,
    registry,
    events,
    workflows,
    requests,
    logged,
    call,
    keyFor: async (role, agent) => {
      const name = `${role}-of-the-tests`;
      const { body } = await call("POST", "/api/v1/api-keys", { body: { name, role, agent: agent ?? null } });
      return (body as { readonly secret: string }).secret;
    },
    setReadiness: (report) => {
      readiness = report;
    },
    stop: async () => {
      stopping.abort();
      workflows.letGo();
      await http.close(1_000);
      await engine.close();
      await memory.close();
      await remove();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/**
 * Sends raw bytes, for requests that no client would send, and returns everything received until the server closes the
 * connection.
 */
export const sendRaw = async (port: number, bytes: string | Buffer): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  socket.write(bytes);
  await once(socket, "close");
  return Buffer.concat(chunks).toString("utf8");
};
