/**
 * Settings for reaching Temporal, with the names that Temporal's own clients use. Values in Caxton's file are treated
 * as if they were set under those names, and Temporal's own reader combines them with its profile file.
 */
import { access } from "node:fs/promises";
import type { ClientConfigProfile } from "@temporalio/envconfig";
import { flag, hostAndPort, pathIn, port, secret, text } from "./parsers.ts";
import type { Reader } from "./reader.ts";
import type { Environment, Folders, TemporalConfig, TemporalTls } from "./types.ts";

const defaultNamespace = "default";

/** Temporal's names, each with its key in Caxton's file. Paths in the file are relative to it. */
const settingsOf = (cwd: string, fileFolder: string) => {
  const inCwd = { parse: pathIn(cwd), parseFromFile: pathIn(fileFolder) };
  return {
    TEMPORAL_ADDRESS: { key: "temporal.address", parse: hostAndPort },
    TEMPORAL_NAMESPACE: { key: "temporal.namespace", parse: text },
    TEMPORAL_API_KEY: { key: "temporal.api_key", parse: secret },
    TEMPORAL_TLS: { key: "temporal.tls.enabled", parse: flag },
    TEMPORAL_TLS_SERVER_NAME: { key: "temporal.tls.server_name", parse: text },
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: { key: "temporal.tls.server_ca_cert", ...inCwd },
    TEMPORAL_TLS_SERVER_CA_CERT_DATA: { key: null, parse: secret },
    TEMPORAL_TLS_CLIENT_CERT_PATH: { key: "temporal.tls.client_cert", ...inCwd },
    TEMPORAL_TLS_CLIENT_CERT_DATA: { key: null, parse: secret },
    TEMPORAL_TLS_CLIENT_KEY_PATH: { key: "temporal.tls.client_key", ...inCwd },
    TEMPORAL_TLS_CLIENT_KEY_DATA: { key: null, parse: secret },
    TEMPORAL_CONFIG_FILE: { key: null, ...inCwd },
    TEMPORAL_PROFILE: { key: null, parse: text },
  };
};

type Settings = ReturnType<typeof settingsOf>;

const readNames = (reader: Reader, settings: Settings): Record<string, string> => {
  const values: Record<string, string> = {};
  for (const [env, setting] of Object.entries(settings)) {
    const value: string | null = reader.get({ ...setting, env, otherwise: null });
    if (value !== null) values[env] = value;
  }
  return values;
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Checks for paths that do not exist, and for incomplete pairs. */
const check = async (
  reader: Reader,
  settings: Settings,
  values: Readonly<Record<string, string>>,
  env: Environment,
): Promise<void> => {
  for (const [name, value] of Object.entries(values)) {
    if ((name.endsWith("_PATH") || name === "TEMPORAL_CONFIG_FILE") && !(await exists(value))) {
      const origin = reader.origin({ key: settings[name as keyof Settings].key, env: name });
      reader.complain({ ...origin, message: `${origin.message}there is no file ${value}.` });
    }
  }
  const given = (what: string) => `${what}_PATH` in values || `${what}_DATA` in values;
  for (const what of ["TEMPORAL_TLS_SERVER_CA_CERT", "TEMPORAL_TLS_CLIENT_CERT", "TEMPORAL_TLS_CLIENT_KEY"]) {
    if (`${what}_PATH` in values && `${what}_DATA` in values) {
      reader.complain({
        message: `${what}_PATH and ${what}_DATA are both given.`,
        suggestion: "Leave one of them out.",
      });
    }
  }
  if (given("TEMPORAL_TLS_CLIENT_CERT") !== given("TEMPORAL_TLS_CLIENT_KEY")) {
    reader.complain({
      message: "A client certificate for Temporal needs both the certificate and its key, but one of them is missing.",
      suggestion: "Set both TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.",
    });
  }
  if (["1", "true"].includes(env["TEMPORAL_TLS_DISABLE_HOST_VERIFICATION"] ?? "")) {
    reader.complain({
      message:
        "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: Temporal's TypeScript client always checks the server's certificate.",
      suggestion:
        "Give the server's CA with TEMPORAL_TLS_SERVER_CA_CERT_PATH, and its name with TEMPORAL_TLS_SERVER_NAME.",
    });
  }
};

/**
 * Temporal's profile file is read only if one of its variables names the file or a profile in it. A file that happens
 * to be in the home folder must not decide whether Caxton runs its own server.
 */
const loadProfile = async (
  reader: Reader,
  values: Readonly<Record<string, string>>,
  env: Environment,
): Promise<ClientConfigProfile> => {
  const headers = Object.entries(env).filter(([name]) => name.startsWith("TEMPORAL_GRPC_META_"));
  if (Object.keys(values).length + headers.length === 0) return {};
  const home = ["HOME", "XDG_CONFIG_HOME", "APPDATA"].map((name) => [name, env[name]] as const);
  const all = [...home, ...headers, ...Object.entries(values)].filter(([, value]) => value !== undefined);
  const { loadClientConfigProfile } = await import("@temporalio/envconfig");
  try {
    return loadClientConfigProfile({
      overrideEnvVars: Object.fromEntries(all) as Record<string, string>,
      disableFile: !("TEMPORAL_CONFIG_FILE" in values || "TEMPORAL_PROFILE" in values),
      configFileStrict: true,
    });
  } catch (cause) {
    reader.complain({
      message: `Temporal's own configuration cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      suggestion: "Look at TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE.",
    });
    return {};
  }
};

const readTls = async (reader: Reader, profile: ClientConfigProfile): Promise<TemporalTls | null> => {
  const { tls, apiKey } = profile;
  if (tls?.disabled === true || (tls === undefined && apiKey === undefined)) return null;
  const { loadConfigData } = await import("@temporalio/envconfig");
  const load = (source: Parameters<typeof loadConfigData>[0]): Uint8Array | null => {
    try {
      return loadConfigData(source) ?? null;
    } catch (cause) {
      // Missing paths in variables were reported before; this one comes from the profile file.
      reader.complain({ message: `A certificate for Temporal cannot be read: ${(cause as Error).message}` });
      return null;
    }
  };
  const certificate = load(tls?.clientCert);
  const key = load(tls?.clientKey);
  return {
    serverName: tls?.serverName ?? null,
    serverCaCertificate: load(tls?.serverCACert),
    clientCertificate: certificate !== null && key !== null ? { certificate, key } : null,
  };
};

/** Reads the section. Invalid parts become complaints and are left out of the result. */
export const readTemporal = async (reader: Reader, env: Environment, folders: Folders): Promise<TemporalConfig> => {
  const before = reader.complaints.length;
  const settings = settingsOf(folders.cwd, folders.file);
  const values = readNames(reader, settings);
  await check(reader, settings, values, env);
  const profile = reader.complaints.length === before ? await loadProfile(reader, values, env) : {};
  const own = { parse: pathIn(folders.cwd), parseFromFile: pathIn(folders.file) };
  return {
    address: profile.address ?? null,
    namespace: profile.namespace ?? defaultNamespace,
    apiKey: profile.apiKey ?? null,
    tls: await readTls(reader, profile),
    metadata: profile.grpcMeta ?? {},
    taskQueue: reader.get({ key: "temporal.task_queue", env: null, parse: text, otherwise: "caxton" }),
    cliPath: reader.get({ key: "temporal.cli_path", env: "CAXTON_TEMPORAL_CLI", ...own, otherwise: null }),
    port: reader.get({ key: "temporal.port", env: null, parse: port, otherwise: null }),
    uiPort: reader.get({ key: "temporal.ui_port", env: null, parse: port, otherwise: null }),
  };
};
