/** The configuration as it may be shown. */
import type { JsonObject } from "../domain/json.ts";
import type { RemoteServerSettings } from "../domain/remote-server.ts";
import type { Config } from "./types.ts";

const hidden = (value: unknown): string | null => (value === null ? null : "(set)");

/** An address without the name and password that it may carry. */
const withoutPassword = (address: string | null): string | null => {
  if (address === null || !URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.username === "" && url.password === "" && url.search === "") return address;
  url.username = "";
  url.password = "";
  // Some services take their key as a query parameter.
  url.search = "";
  return `${url.href} (with credentials)`;
};

const allHidden = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(texts).map((name) => [name, "(set)"]));

/** People write keys into arguments too. */
const describeTransport = (transport: RemoteServerSettings["transport"]): object =>
  transport.kind === "http"
    ? { ...transport, url: withoutPassword(transport.url), headers: allHidden(transport.headers) }
    : { ...transport, args: transport.args.map(() => "(set)"), env: allHidden(transport.env) };

/** As plain JSON for a log line or `caxton config`: every secret is `(set)`, and the environment is left out. */
export const describeConfig = (config: Config): JsonObject => {
  const { childEnvironment: _childEnvironment, temporal, llm, tools, memory, client, ...plain } = config;
  return {
    ...plain,
    temporal: {
      ...temporal,
      apiKey: hidden(temporal.apiKey),
      metadata: allHidden(temporal.metadata),
      tls:
        temporal.tls === null
          ? null
          : {
              serverName: temporal.tls.serverName,
              serverCaCertificate: hidden(temporal.tls.serverCaCertificate),
              clientCertificate: hidden(temporal.tls.clientCertificate),
            },
    },
    llm: {
      ...llm,
      openai: { apiKey: hidden(llm.openai.apiKey), baseUrl: withoutPassword(llm.openai.baseUrl) },
      modules: llm.modules.map(({ name, module, settings }) => ({ name, module, settings: hidden(settings) })),
    },
    tools: {
      ...tools,
      databases: tools.databases.map((database) =>
        database.kind === "sqlite" ? database : { ...database, url: withoutPassword(database.url) },
      ),
      servers: tools.servers.map((server) => ({ ...server, transport: describeTransport(server.transport) })),
    },
    memory: {
      ...memory,
      postgres: memory.postgres === null ? null : { ...memory.postgres, url: withoutPassword(memory.postgres.url) },
      qdrant:
        memory.qdrant === null
          ? null
          : { ...memory.qdrant, url: withoutPassword(memory.qdrant.url), apiKey: hidden(memory.qdrant.apiKey) },
      neo4j: memory.neo4j === null ? null : { ...memory.neo4j, password: hidden(memory.neo4j.password) },
      custom: memory.custom === null ? null : { ...memory.custom, settings: hidden(memory.custom.settings) },
    },
    client: { url: withoutPassword(client.url), apiKey: hidden(client.apiKey) },
  } as unknown as JsonObject;
};
