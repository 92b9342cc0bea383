/** Remote servers under test: their settings, their log, and waiting for what they become. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../../../src/domain/errors.ts";
import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import { kibibytes, milliseconds } from "../../../../src/domain/quantities.ts";
import type { RemoteServerSettings } from "../../../../src/domain/remote-server.ts";
import { createRemoteServers } from "../../../../src/tools/remote/remote-servers.ts";
import type { RemoteServers, RemoteServerStatus, RemoteTiming } from "../../../../src/tools/remote/types.ts";
import type { Tool, ToolContext } from "../../../../src/tools/types.ts";
import { callTool } from "../../../support/tools.ts";

const script = fileURLToPath(new URL("../../../support/mcp/stdio-server.ts", import.meta.url));

type Overrides = Partial<Omit<RemoteServerSettings, "transport">>;

const base = {
  name: "test",
  tools: "*",
  callTimeoutMs: milliseconds(5_000),
  maxResultBytes: kibibytes(64),
  maxTools: 100,
} as const;

export const stdioSettings = (
  env: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): RemoteServerSettings => ({
  ...base,
  ...overrides,
  transport: { kind: "stdio", command: process.execPath, args: ["--import", "tsx", script], env, cwd: null },
});

export const httpSettings = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): RemoteServerSettings => ({ ...base, ...overrides, transport: { kind: "http", url, headers } });

const quick: Partial<RemoteTiming> = {
  connectTimeout: 15_000,
  firstBackoff: 20,
  longestBackoff: 100,
  stableAfter: 60_000,
  mostStarts: 3,
  stopGrace: 300,
  listGap: 10,
};

export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface UnderTest extends RemoteServers {
  readonly log: LogLine[];
  readonly changes: string[];
  tool(name: string): Tool;
  call(
    name: string,
    args?: JsonObject,
    context?: Partial<ToolContext>,
  ): Promise<{ readonly value: Json; readonly audit: JsonObject }>;
  refusal(name: string, args?: JsonObject, context?: Partial<ToolContext>): Promise<CaxtonError>;
  status(): RemoteServerStatus;
}

export const context = (part: Partial<ToolContext> = {}): ToolContext => ({
  agent: null,
  conversationId: null,
  callKey: "test",
  signal: new AbortController().signal,
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  ...part,
});

/** Looks until it is so; fails with what it saw last. */
export const until = async <Value>(
  look: () => Value | Promise<Value>,
  isSo: (value: Value) => boolean,
): Promise<Value> => {
  const end = performance.now() + 60_000;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (performance.now() > end) expect.fail(`it never came to be; the last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Every set of servers that a test made, to be closed after it. */
const made: UnderTest[] = [];

export const closeAll = async (): Promise<void> => {
  await Promise.all(made.splice(0).map(async (each) => each.close()));
};

export const start = (
  settings: RemoteServerSettings | readonly RemoteServerSettings[],
  timing: Partial<RemoteTiming> = {},
): UnderTest => {
  const log: LogLine[] = [];
  const changes: string[] = [];
  const write =
    (level: string) =>
    (fields: object, message = ""): void =>
      void log.push({ level, fields: fields as LogLine["fields"], message });
  const logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const list = Array.isArray(settings)
    ? (settings as readonly RemoteServerSettings[])
    : [settings as RemoteServerSettings];
  const servers = createRemoteServers(list, {
    logger: logger as never,
    clock: () => new Date(),
    searchPath: process.env["PATH"] ?? "",
    timing: { ...quick, ...timing },
    onChange: (server) => changes.push(server),
  });
  const tool = (name: string): Tool =>
    servers.tools().find((each) => each.name === name) ?? expect.fail(`there is no tool ${name}`);
  const call: UnderTest["call"] = async (name, args = {}, part = {}) => callTool(tool(name), args, context(part));
  const underTest: UnderTest = {
    ...servers,
    log,
    changes,
    tool,
    call,
    refusal: async (name, args, part) => {
      const thrown: unknown = await call(name, args, part).then(
        ({ value }) => expect.fail(`it gave ${JSON.stringify(value).slice(0, 200)}`),
        (error: unknown) => error,
      );
      expect(thrown).to.be.instanceOf(CaxtonError);
      return thrown as CaxtonError;
    },
    status: () => servers.servers()[0] ?? expect.fail("there is no server"),
  };
  made.push(underTest);
  return underTest;
};

/** As `start`, and waits until the first server is ready. */
export const startReady = async (
  settings: RemoteServerSettings,
  timing: Partial<RemoteTiming> = {},
): Promise<UnderTest> => {
  const remote = start(settings, timing);
  await until(remote.status, ({ state }) => state === "ready");
  return remote;
};

/** Whether a process of this id runs; one that has ended and was not reaped yet (state Z, in Linux) does not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};
