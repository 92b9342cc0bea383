/** Every setting with its name, parser and default, section by section, as documented in docs/configuration.md. */
import { join } from "node:path";
import { readJwt } from "./auth.ts";
import * as parse from "./parsers.ts";
import type { Reader } from "./reader.ts";
import { readMemory } from "./memory.ts";
import { readRemoteServers } from "./remote-servers.ts";
import { readSandbox } from "./sandbox.ts";
import { readTemporal } from "./temporal.ts";
import { readTools } from "./tools.ts";
import { logLevels, type Config, type Environment, type Folders, type Role } from "./types.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const megabyte = 1_000_000;

const paths = (folders: Folders) => ({
  parse: parse.pathIn(folders.cwd),
  parseFromFile: parse.pathIn(folders.file),
});

const readServer = (reader: Reader): Config["server"] => ({
  host: reader.get({ key: "server.host", env: "CAXTON_HOST", parse: parse.text, otherwise: "127.0.0.1" }),
  port: reader.get({ key: "server.port", env: "CAXTON_PORT", parse: parse.port, otherwise: 8080 }),
  metricsPort: reader.get({
    key: "server.metrics_port",
    env: "CAXTON_METRICS_PORT",
    parse: parse.port,
    otherwise: 9090,
  }),
  maxBodyBytes: reader.get({
    key: "server.max_body_size",
    env: null,
    parse: parse.size(1_024, 100 * megabyte),
    otherwise: megabyte,
  }),
  maxUploadBytes: reader.get({
    key: "server.max_upload_size",
    env: null,
    parse: parse.size(1_024, 1_000 * megabyte),
    otherwise: 32 * megabyte,
  }),
  maxWaitMs: reader.get({
    key: "server.max_wait",
    env: null,
    parse: parse.duration(second, hour),
    otherwise: 10 * minute,
  }),
  shutdownGraceMs: reader.get({
    key: "server.shutdown_grace",
    env: null,
    parse: parse.duration(0, 10 * minute),
    otherwise: 10 * second,
  }),
});

/** `isTaken`: `DATABASE_URL` is the PostgreSQL of the memory and does not apply to Caxton's own database. */
const readDatabase = (reader: Reader, folders: Folders, dataDir: string, isTaken: boolean): Config["database"] => {
  const otherwise = `file:${join(dataDir, "caxton.db")}`;
  const url = reader.get({
    key: "database.url",
    env: isTaken ? null : "DATABASE_URL",
    parse: parse.sqliteUrl(folders.cwd),
    parseFromFile: parse.sqliteUrl(folders.file),
    otherwise,
  });
  return { url, file: url.slice("file:".length) };
};

const readLlm = (reader: Reader, folders: Folders): Config["llm"] => ({
  defaultProvider: reader.get({ key: "llm.default_provider", env: null, parse: parse.text, otherwise: null }),
  openai: {
    apiKey: reader.get({ key: "llm.openai.api_key", env: "OPENAI_API_KEY", parse: parse.secret, otherwise: null }),
    baseUrl: reader.get({
      key: "llm.openai.base_url",
      env: "OPENAI_BASE_URL",
      parse: parse.webAddress,
      otherwise: null,
    }),
  },
  defaultModel: reader.get({
    key: "llm.default_model",
    env: "CAXTON_DEFAULT_MODEL",
    parse: parse.text,
    otherwise: null,
  }),
  aliases: reader.get({ key: "llm.aliases", env: null, parse: parse.textMap, otherwise: {} }),
  prices: reader.get({ key: "llm.prices", env: null, parse: parse.modelPrices, otherwise: {} }),
  modules: reader.get({ key: "llm.modules", env: null, parse: parse.llmModules(folders.file), otherwise: [] }),
  replayFile: reader.get({ key: "llm.replay_file", env: null, ...paths(folders), otherwise: null }),
  recordFile: reader.get({ key: "llm.record_file", env: null, ...paths(folders), otherwise: null }),
  timeoutMs: reader.get({
    key: "llm.timeout",
    env: null,
    parse: parse.duration(100, 2 * hour),
    otherwise: 2 * minute,
  }),
  maxAttempts: reader.get({ key: "llm.max_attempts", env: null, parse: parse.wholeNumber(1, 100), otherwise: 5 }),
});

const readAgents = (reader: Reader): Config["agents"] => ({
  maxTurns: reader.get({ key: "agents.max_turns", env: null, parse: parse.wholeNumber(1, 1_000), otherwise: 10 }),
  maxToolCalls: reader.get({
    key: "agents.max_tool_calls",
    env: null,
    parse: parse.wholeNumber(0, 10_000),
    otherwise: 25,
  }),
  maxTokens: reader.get({
    key: "agents.max_tokens",
    env: null,
    parse: parse.wholeNumber(1, 1_000_000_000),
    otherwise: null,
  }),
  maxCostUsd: reader.get({ key: "agents.max_cost_usd", env: null, parse: parse.amount(0), otherwise: null }),
  timeoutMs: reader.get({
    key: "agents.timeout",
    env: null,
    parse: parse.duration(second, 30 * day),
    otherwise: 5 * minute,
  }),
  maxMessageBytes: reader.get({
    key: "agents.max_message_size",
    env: null,
    parse: parse.size(1_024, 100 * megabyte),
    otherwise: megabyte,
  }),
  approvalTimeoutMs: reader.get({
    key: "agents.approval_timeout",
    env: null,
    parse: parse.duration(second, 365 * day),
    otherwise: day,
  }),
  maxHops: reader.get({ key: "agents.max_hops", env: null, parse: parse.wholeNumber(0, 100), otherwise: 5 }),
});

const readConversations = (reader: Reader): Config["conversations"] => ({
  expireAfterMs: reader.get({
    key: "conversations.expire_after",
    env: null,
    parse: parse.duration(second, 3_650 * day),
    otherwise: 7 * day,
  }),
  // A history is limited to 51,200 events and 2,000 updates, which limits the length of one run.
  continueAsNewAfter: reader.get({
    key: "conversations.continue_as_new_after",
    env: null,
    parse: parse.wholeNumber(1, 1_500),
    otherwise: 500,
  }),
});

/** Variables that child processes (Temporal, Go) need. Any other may be a secret and is not passed on. */
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|TMP|TEMP|XDG_.*|(?:HTTPS?|ALL|NO)_PROXY|https?_proxy|all_proxy|no_proxy|SSL_CERT_(?:FILE|DIR)|GO[A-Z]*|SystemRoot|APPDATA|LOCALAPPDATA|USERPROFILE|PATHEXT)$/;

const childEnvironment = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => passedOn.test(entry[0]) && entry[1] !== undefined),
  );

/** Settings that are valid on their own but contradict each other. */
const checkTogether = (reader: Reader, config: Config): void => {
  const { role, server, temporal } = config;
  if (role !== "all" && temporal.address === null) {
    reader.complain({
      ...reader.origin({ key: "role", env: "CAXTON_ROLE" }),
      message: `The role ${role} needs a Temporal cluster, because the embedded server belongs to a process with the role all.`,
      suggestion: "Set TEMPORAL_ADDRESS, or leave CAXTON_ROLE out.",
    });
  }
  if (server.port !== 0 && server.port === server.metricsPort) {
    reader.complain({
      ...reader.origin({ key: "server.metrics_port", env: "CAXTON_METRICS_PORT" }),
      message: `The API and the metrics cannot both listen on port ${server.port}.`,
      suggestion: "Set CAXTON_METRICS_PORT to another port, or to 0 for a free one.",
    });
  }
  if (config.llm.replayFile !== null && config.llm.replayFile === config.llm.recordFile) {
    reader.complain({
      ...reader.origin({ key: "llm.record_file", env: null }),
      message: "llm.replay_file and llm.record_file are the same file.",
    });
  }
};

/** Reads all settings. Mistakes become complaints of the reader, and the default is used instead. */
export const readSettings = async (
  reader: Reader,
  env: Environment,
  folders: Folders,
  configFile: string | null,
): Promise<Config> => {
  // Read here so that it counts as known; the caller has already read the file.
  reader.get({ key: null, env: "CAXTON_CONFIG_PATH", parse: parse.text, otherwise: null });
  const dataDir = reader.get({
    key: "data_dir",
    env: "CAXTON_DATA_DIR",
    ...paths(folders),
    otherwise: join(folders.cwd, ".caxton"),
  });
  const memory = readMemory(reader, folders, dataDir, env["DATABASE_URL"]);
  const memoryTakesUrl = memory.backend === "postgres" && memory.postgres?.url === env["DATABASE_URL"]?.trim();
  const config: Config = {
    configFile,
    role: reader.get({
      key: "role",
      env: "CAXTON_ROLE",
      parse: parse.oneOf<Role>(["all", "api", "worker"]),
      otherwise: "all",
    }),
    dataDir,
    agentsDir: reader.get({
      key: "agents_dir",
      env: "CAXTON_AGENTS_DIR",
      ...paths(folders),
      otherwise: join(folders.cwd, "agents"),
    }),
    logLevel: reader.get({
      key: "log_level",
      env: "CAXTON_LOG_LEVEL",
      parse: parse.oneOf(logLevels),
      otherwise: "info",
    }),
    server: readServer(reader),
    database: readDatabase(reader, folders, dataDir, memoryTakesUrl),
    jwt: readJwt(reader),
    temporal: await readTemporal(reader, env, folders),
    llm: readLlm(reader, folders),
    agents: readAgents(reader),
    conversations: readConversations(reader),
    tools: { ...readTools(reader, folders, dataDir), servers: readRemoteServers(reader, env, folders.file) },
    sandbox: readSandbox(reader),
    memory,
    client: {
      url: reader.get({ key: null, env: "CAXTON_URL", parse: parse.webAddress, otherwise: null }),
      apiKey: reader.get({ key: null, env: "CAXTON_API_KEY", parse: parse.secret, otherwise: null }),
    },
    childEnvironment: childEnvironment(env),
    environment: env,
  };
  checkTogether(reader, config);
  return config;
};
