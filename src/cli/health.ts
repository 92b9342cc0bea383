/** `caxton health`: whether the server is ready, and if not, which part is not. */
import type { Readiness } from "../api/dto/status.ts";
import type { Client } from "./client.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderTable } from "./tables.ts";

export const readReadiness = async (client: Client): Promise<Readiness> =>
  (await client.request<Readiness>("GET", "/ready", { also: [503] })).body;

export const renderReadiness = (out: Output, { ready, parts, llm }: Readiness): string => {
  const { paint } = out;
  const state = (isReady: boolean): string => (isReady ? "ready" : "not ready");
  const rows = parts.map((part) => [part.name, state(part.ready), part.detail]);
  const model = llm.isLanguageModel ? llm.model : "no language model: answers are made from the prompt";
  const table = renderTable(out, ["PART", "STATE", "DETAIL"], [...rows, ["model", llm.provider, model]]);
  return `${ready ? paint.green("ready") : paint.red("not ready")}\n\n${table}`;
};

export const health = async (session: Session): Promise<ExitCode> => {
  const client = await session.client();
  const readiness = await readReadiness(client);
  if (session.json) writeJson(session, { url: client.url, ...readiness });
  else session.out.write(`${client.url} is ${renderReadiness(session.out, readiness)}`);
  return readiness.ready ? exitCodes.ok : exitCodes.failure;
};
