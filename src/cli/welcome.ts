/** What is printed when a server is ready: its addresses, and a request to paste. */
import { readFile } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import type { Agent, AgentDetails } from "../api/dto/agents.ts";
import type { Config } from "../config/types.ts";
import type { RunningServer } from "../server.ts";
import type { Client } from "./client.ts";
import { examplesOf } from "./expectations.ts";
import { readReadiness } from "./health.ts";
import type { Output } from "./output.ts";
import { renderFields } from "./tables.ts";

export interface Welcome {
  readonly url: string;
  readonly docsUrl: string;
  readonly temporalUiUrl: string | null;
  readonly temporalAddress: string;
  readonly metricsUrl: string;
  readonly adminKeyFile: string;
  readonly agentsDir: string;
  /** At most {@link mostCounted}. */
  readonly agents: number;
  /** False for the offline provider. */
  readonly hasLanguageModel: boolean;
  readonly curl: string;
}

/** Counting stops here: reading ten thousand agents would delay the output. */
const mostCounted = 200;

/** The path relative to the current folder, unless that leads outside. */
const shortPath = (path: string, cwd: string): string => {
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short;
};

const quoteForShell = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

const curlTo = (url: string, keyFile: string, body: object): string =>
  [
    `curl -s ${url}/api/v1/messages`,
    `-H "Authorization: Bearer $(cat ${quoteForShell(keyFile)})"`,
    `-H "Content-Type: application/json" -H "Prefer: wait=60"`,
    `-d ${quoteForShell(JSON.stringify(body))}`,
  ].join(" \\\n    ");

/** A request that the first agent can answer: its own example, or a greeting. */
const firstRequest = async (client: Client, agents: readonly Agent[]): Promise<object | null> => {
  const first = agents.find((agent) => agent.state === "running") ?? agents[0];
  const capability = first?.capabilities[0]?.name;
  if (first === undefined || capability === undefined) return null;
  const { body } = await client.request<AgentDetails>("GET", `/agents/${first.name}`);
  const content = examplesOf(body.definition)?.[0]?.request ?? "Hello! What can you do?";
  return { performative: "request", targetCapability: capability, content };
};

export const readWelcome = async (
  server: RunningServer,
  config: Config,
  cwd: string,
  connect: (apiKey: string | null) => Promise<Client>,
): Promise<Welcome> => {
  const client = await connect((await readFile(server.adminKeyFile, "utf8")).trim());
  const agents = await client.list<Agent>("/agents", {}, mostCounted);
  const readiness = await readReadiness(client);
  const keyFile = shortPath(server.adminKeyFile, cwd);
  const body = await firstRequest(client, agents);
  const listing = `curl -s ${server.url}/api/v1/agents -H "Authorization: Bearer $(cat ${quoteForShell(keyFile)})"`;
  return {
    url: server.url,
    docsUrl: `${server.url}/docs`,
    temporalUiUrl: server.temporalUiUrl,
    temporalAddress: server.temporalAddress,
    metricsUrl: server.metricsUrl,
    adminKeyFile: keyFile,
    agentsDir: shortPath(config.agentsDir, cwd),
    agents: agents.length,
    hasLanguageModel: readiness.llm.isLanguageModel,
    curl: body === null ? listing : curlTo(server.url, keyFile, body),
  };
};

export const renderWelcome = (out: Output, welcome: Welcome, seconds: number | null): string => {
  const { paint } = out;
  const number = `${welcome.agents}${welcome.agents === mostCounted ? " or more" : ""}`;
  const count = welcome.agents === 1 ? "1 agent" : `${number} agents`;
  const took = seconds === null ? "" : ` ${paint.dim(`(${seconds.toFixed(1)} s)`)}`;
  const fields = renderFields(out, [
    ["API", `${welcome.url}/api/v1`],
    ["API docs", welcome.docsUrl],
    ["Temporal Web UI", welcome.temporalUiUrl],
    ["Temporal", welcome.temporalUiUrl === null ? welcome.temporalAddress : null],
    ["Metrics", welcome.metricsUrl],
    ["Admin key", welcome.adminKeyFile],
    ["Agents", `${welcome.agentsDir} (${count})`],
  ]);
  const offline = welcome.hasLanguageModel
    ? ""
    : `${paint.yellow("No language model is configured")}: answers are made from the prompt alone. ` +
      "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a\nserver of your own, and start again for real ones.\n\n";
  return (
    `${paint.green(paint.bold("Caxton is ready"))}${took}\n\n${fields.replaceAll(/^(?=.)/gm, "  ")}\n${offline}` +
    `Try:\n\n  ${welcome.curl}\n\n`
  );
};

export interface WorkerWelcome {
  readonly role: "worker";
  readonly temporalAddress: string;
  readonly taskQueue: string;
  readonly metricsUrl: string;
}

export const renderWorkerWelcome = (out: Output, welcome: WorkerWelcome, seconds: number): string => {
  const { paint } = out;
  const fields = renderFields(out, [
    ["Temporal", `${welcome.temporalAddress}, task queue ${welcome.taskQueue}`],
    ["Metrics", welcome.metricsUrl],
  ]);
  const ready = paint.green(paint.bold("This Caxton worker is ready"));
  return `${ready} ${paint.dim(`(${seconds.toFixed(1)} s)`)}\n\n${fields.replaceAll(/^(?=.)/gm, "  ")}\n`;
};
